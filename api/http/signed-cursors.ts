import type { Keys } from '../../config/key-ring.js';
import { createSignature, partsOf, wordBy } from '../../storage/secrets/signature.js';

/** A place to read on from, as one opaque word. The purpose keeps the cursors of one list out of another. */
export interface SignedCursors {
  write(parts: readonly string[]): string;
  /** `null` when the cursor was not made here for this purpose, or was changed. */
  read(cursor: string): readonly string[] | null;
}

/** Without a purpose: those of the lists of tickets. */
export function createSignedCursors(keys: Keys, purpose?: string): SignedCursors {
  const signing = createSignature(keys, purpose === undefined ? 'cursor' : `cursor:${purpose}`);
  return {
    write(parts) {
      const text = Buffer.from(JSON.stringify(parts)).toString('base64url');
      const { by, signature } = signing.of(text);
      return wordBy(by, text, signature.toString('base64url'));
    },
    read(cursor) {
      const word = partsOf(cursor, 2);
      const [text = '', given = ''] = word?.parts ?? [];
      if (!word || !signing.isOf(word.by, text, Buffer.from(given, 'base64url'))) return null;
      return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as string[];
    },
  };
}
