import ipaddr from 'ipaddr.js';

/** One entry of the list in the configuration: a network or a name, on one port or on all. */
interface Entry {
  readonly network: readonly [ipaddr.IPv4 | ipaddr.IPv6, number] | null;
  readonly name: string | null;
  readonly port: number | null;
}

export interface AllowedTargets {
  /** Whether somebody who runs this system has said that this address, reached under this name, may be called. */
  allows(host: string, address: string, port: number): boolean;
  /**
   * Whether some entry speaks of this port of this host or of any address: so that a port is not refused before the
   * name is looked up.
   */
  mayAllow(host: string, port: number): boolean;
}

const ENTRY = /^(?:\[(?<v6>[^\]]+)\]|(?<host>[^:/]+))(?:\/(?<bits>\d+))?(?::(?<port>\d+))?$/;

/** Reads `10.1.0.0/16`, `[fd00::]/8:8080`, `intranet.example.org`; the configuration has checked the spelling. */
export function allowedTargets(list: readonly string[]): AllowedTargets {
  const entries = list.map(entryOf);
  return {
    allows: (host, address, port) =>
      entries.some((entry) => portFits(entry, port) && (entry.name === host || holds(entry, address))),
    mayAllow: (host, port) =>
      entries.some((entry) => portFits(entry, port) && (entry.network !== null || entry.name === host)),
  };
}

function entryOf(text: string): Entry {
  const { v6, host = '', bits, port } = ENTRY.exec(text)?.groups ?? {};
  const address = v6 ?? host;
  const at = { port: port === undefined ? null : Number(port) };
  if (!ipaddr.isValid(address) || (v6 === undefined && !ipaddr.IPv4.isValidFourPartDecimal(address))) {
    if (bits !== undefined || v6 !== undefined) throw new Error(`${text} is neither a network nor a name.`);
    return { ...at, name: address.toLowerCase(), network: null };
  }
  const parsed = ipaddr.parse(address);
  const most = parsed.kind() === 'ipv4' ? 32 : 128;
  const prefix = bits === undefined ? most : Number(bits);
  if (prefix > most) throw new Error(`${text}: a network of this kind has at most ${most} bits.`);
  return { ...at, name: null, network: [parsed, prefix] };
}

function portFits(entry: Entry, port: number): boolean {
  return entry.port === null || entry.port === port;
}

function holds({ network }: Entry, address: string): boolean {
  if (network === null) return false;
  const given = ipaddr.process(address);
  const [base, bits] = network;
  return given.kind() === base.kind() && given.match(base, bits);
}
