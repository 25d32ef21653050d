import { createHash } from 'node:crypto';

/** As what a token that was handed out is kept. It is long and random, so a slow hash would buy nothing. */
export function tokenHash(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash('sha256').update(token).digest());
}
