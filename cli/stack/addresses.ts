import { isIPv6 } from 'node:net';

const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** How this machine reaches what listens on a host: every address is also the loopback's. */
export function reachedHost(host: string): string {
  const one = everywhere[host] ?? host;
  return isIPv6(one) ? `[${one}]` : one;
}

/**
 * Two addresses of one API: whoever connects from this machine takes the first; the second is for citizens and staff,
 * and may lead over a proxy that this machine cannot even reach.
 */
export function apiAddresses(
  env: { readonly host: string; readonly publicUrl: string | undefined },
  port: number,
): { readonly apiUrl: string; readonly publicUrl: string } {
  const apiUrl = `http://${reachedHost(env.host)}:${port}`;
  return { apiUrl, publicUrl: env.publicUrl?.replace(/\/$/, '') ?? apiUrl };
}
