import { createHmac, timingSafeEqual } from 'node:crypto';
import { signingKey } from './signing-key.js';

/** A place to read on from, as one opaque word. The purpose keeps the cursors of one list out of another. */
export interface SignedCursors {
  write(parts: readonly string[]): string;
  /** `null` when the cursor was not made here for this purpose, or was changed. */
  read(cursor: string): readonly string[] | null;
}

const MAC_BYTES = 16;

export function createSignedCursors(masterKey: Buffer, purpose: string): SignedCursors {
  const key = signingKey(masterKey, `cursor:${purpose}`);
  const macOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest().subarray(0, MAC_BYTES);
  return {
    write(parts) {
      const text = Buffer.from(JSON.stringify(parts)).toString('base64url');
      return `${text}.${macOf(text).toString('base64url')}`;
    },
    read(cursor) {
      const [text = '', mac = '', ...more] = cursor.split('.');
      const given = Buffer.from(mac, 'base64url');
      const own = macOf(text);
      if (more.length > 0 || given.length !== own.length || !timingSafeEqual(given, own)) return null;
      return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as string[];
    },
  };
}
