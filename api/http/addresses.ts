import ipaddr from 'ipaddr.js';

/** `192.0.2.7`, `10.1.0.0/16`, `2001:db8::/32` as it is kept; `null` when it is neither an address nor a network. */
export function normalisedAddress(text: string): string | null {
  try {
    if (!text.includes('/')) return ipaddr.process(text).toString();
    const [address, bits] = ipaddr.parseCIDR(text);
    return `${address.toString()}/${bits}`;
  } catch {
    return null;
  }
}

/**
 * Whether an address lies in one of these addresses and networks. An empty list is no limit; an unknown address fits
 * none.
 */
export function isAllowedAddress(allowed: readonly string[], address: string | undefined): boolean {
  if (allowed.length === 0) return true;
  if (address === undefined || !ipaddr.isValid(address)) return false;
  // A socket that speaks both versions shows 192.0.2.7 as ::ffff:192.0.2.7.
  const given = ipaddr.process(address);
  return allowed.some((one) => {
    const [network, bits] = partsOf(one);
    return network.kind() === given.kind() && given.match(network, bits);
  });
}

/** Whether all that a network holds lies in one of these. Both are as `normalisedAddress` writes them. */
export function isWithin(wanted: string, allowed: readonly string[]): boolean {
  const [network, bits] = partsOf(wanted);
  return allowed.some((one) => {
    const [around, most] = partsOf(one);
    return around.kind() === network.kind() && most <= bits && network.match(around, most);
  });
}

function partsOf(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
