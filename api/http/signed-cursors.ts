import { createSignature } from '../../storage/secrets/signature.js';

/** A place to read on from, as one opaque word. The purpose keeps the cursors of one list out of another. */
export interface SignedCursors {
  write(parts: readonly string[]): string;
  /** `null` when the cursor was not made here for this purpose, or was changed. */
  read(cursor: string): readonly string[] | null;
}

/** Without a purpose: those of the lists of tickets. */
export function createSignedCursors(masterKey: Buffer, purpose?: string): SignedCursors {
  const signature = createSignature(masterKey, purpose === undefined ? 'cursor' : `cursor:${purpose}`);
  return {
    write(parts) {
      const text = Buffer.from(JSON.stringify(parts)).toString('base64url');
      return `${text}.${signature.of(text).toString('base64url')}`;
    },
    read(cursor) {
      const [text = '', given = '', ...more] = cursor.split('.');
      if (more.length > 0 || !signature.isOf(text, Buffer.from(given, 'base64url'))) return null;
      return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as string[];
    },
  };
}
