import { hkdfSync } from 'node:crypto';

/** A key of its own for each purpose, made from the master key, so that nothing signed for one can pass for another. */
export function signingKey(masterKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `huiying:${purpose}`, 32));
}
