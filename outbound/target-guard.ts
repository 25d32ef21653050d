import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { AllowedTargets } from './allowed-targets.js';

/** Why a target is refused, in a word; `REASONS` says it in a sentence. */
export type TargetFault = keyof typeof REASONS;

const REASONS = {
  'malformed-url': 'This is not an absolute http or https address.',
  credentials: 'An address with a user name or password is refused: whoever reads it could use them.',
  scheme: 'Only https is taken. Plain http is for targets that the configuration allows.',
  port: 'Only the ports 80, 443 and 8443 are taken, besides those that the configuration allows.',
  spelling: 'An address in numbers is written as four decimals, or as IPv6 in brackets.',
  'unknown-name': 'The name cannot be resolved.',
  private: 'The address is private, local or reserved, and the configuration does not allow it.',
} as const;

export class TargetRefused extends Error {
  constructor(readonly fault: TargetFault) {
    super(REASONS[fault]);
    this.name = 'TargetRefused';
  }
}

/** All addresses of a name. Rejects when there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** Where a call may go: the addresses were looked at, and no others are to be connected to. */
export interface Target {
  readonly url: URL;
  readonly addresses: readonly string[];
}

export interface TargetGuard {
  /** Looks the name up once and at every address it has. Throws `TargetRefused`. */
  admit(address: string): Promise<Target>;
}

const PORTS: ReadonlySet<number> = new Set([80, 443, 8443]);
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Keeps calls to addresses that others chose away from our own network. Asked at registration and again before each
 * call, because a name can turn private in between.
 */
export function createTargetGuard(allowed: AllowedTargets, resolve: Resolve): TargetGuard {
  return {
    async admit(address) {
      const url = parsed(address);
      const host = bareHost(url);
      const port = portOf(url);
      if (!PORTS.has(port) && !allowed.mayAllow(host, port)) throw new TargetRefused('port');
      if (url.protocol === 'http:' && !allowed.mayAllow(host, port)) throw new TargetRefused('scheme');
      const addresses = isIP(host) === 0 ? await resolved(resolve, host) : [host];
      for (const one of addresses) {
        if (allowed.allows(host, one, port)) continue;
        if (!isPublic(one)) throw new TargetRefused('private');
        if (url.protocol === 'http:') throw new TargetRefused('scheme');
        if (!PORTS.has(port)) throw new TargetRefused('port');
      }
      return { url, addresses };
    },
  };
}

/** The port that is connected to; the address itself does not name the usual one of its scheme. */
export function portOf(url: URL): number {
  return url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port);
}

function parsed(address: string): URL {
  if (!URL.canParse(address)) throw new TargetRefused('malformed-url');
  const url = new URL(address);
  if (DEFAULT_PORTS[url.protocol] === undefined) throw new TargetRefused('malformed-url');
  if (url.username !== '' || url.password !== '') throw new TargetRefused('credentials');
  // The parser turns 0x7f.1 and 2130706433 into 127.0.0.1: who writes an address so has something to hide.
  if (isIP(url.hostname) === 4 && !writtenAs(address, url.hostname)) throw new TargetRefused('spelling');
  return url;
}

function writtenAs(address: string, host: string): boolean {
  const written = /^\s*[a-z]+:[/\\]*([^/\\?#:]*)/i.exec(address)?.[1];
  return written === host;
}

function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}

async function resolved(resolve: Resolve, host: string): Promise<readonly string[]> {
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw Object.assign(new TargetRefused('unknown-name'), { cause });
  });
  if (addresses.length === 0) throw new TargetRefused('unknown-name');
  return addresses;
}

/** Of IPv6 only this part is handed out; old notations of IPv4 addresses lie outside it. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Only what is routed on the open net: neither ours, nor the machine's, nor a wrapping of those in another notation.
 */
function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const given = ipaddr.process(address);
  return given.range() === 'unicast' && (given instanceof ipaddr.IPv4 || given.match(GLOBAL_V6));
}
