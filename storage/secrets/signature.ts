import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

export const SIGNATURE_BYTES = 16;

/** Signs what is handed out: anybody may read it, and nobody else can make it. */
export interface Signature {
  of(text: Buffer | string): Buffer;
  isOf(text: Buffer | string, given: Buffer): boolean;
}

export function createSignature(masterKey: Buffer, purpose: string): Signature {
  const key = signingKey(masterKey, purpose);
  const of: Signature['of'] = (text) => createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES);
  return {
    of,
    isOf: (text, given) => given.length === SIGNATURE_BYTES && timingSafeEqual(of(text), given),
  };
}

/** A key of its own for each purpose, made from the master key, so that nothing signed for one can pass for another. */
export function signingKey(masterKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `huiying:${purpose}`, 32));
}

/** The bytes of a word as it was written; `null` for any other spelling of them, so that one thing has one name. */
export function bytesOf(word: string): Buffer | null {
  const bytes = Buffer.from(word, 'base64url');
  return bytes.toString('base64url') === word ? bytes : null;
}
