import { fileTypeFromBuffer } from 'file-type';
import { PLAIN_TEXT } from '../domain/attachment/file-kinds.js';

/** What the library wants to see of a file at least. */
export const HEAD_BYTES = 4_100;
/** A page, a drawing or a document in markup begins so, after a mark of its encoding and blanks. */
const MARKUP = /^(\uFEFF)?\s*</;
/** All but tabulator, line feed, page feed and carriage return. */
const CONTROLS = /[\u0000-\u0008\u000B\u000E-\u001A\u001C-\u001F\u007F]/;

/**
 * The media type by the first bytes of a file; `text/plain` where they are of no kind that is known, and read as text;
 * `null`: nobody can say.
 */
export async function sniffed(head: Uint8Array, isWhole: boolean): Promise<string | null> {
  const known = await fileTypeFromBuffer(head).catch(() => undefined);
  if (known) return known.mime;
  const check = createTextCheck();
  const reads = check.take(head) && (!isWhole || check.end());
  return reads && !MARKUP.test(new TextDecoder('utf-8').decode(head)) ? PLAIN_TEXT : null;
}

/** Whether all of a file is text, asked piece by piece; one that begins as text need not go on so. */
export function createTextCheck(): { take(piece: Uint8Array): boolean; end(): boolean } {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const reads = (piece?: Uint8Array): boolean => {
    try {
      return !CONTROLS.test(piece ? decoder.decode(piece, { stream: true }) : decoder.decode());
    } catch {
      return false;
    }
  };
  return { take: (piece) => reads(piece), end: () => reads() };
}
