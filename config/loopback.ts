import { isIP } from 'node:net';

/** Whether this is an address or a name of this very machine, as a setting, a connection or a browser writes it. */
export function isLoopback(host: unknown): boolean {
  if (typeof host !== 'string') return false;
  const plain = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return plain === 'localhost' || plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}
