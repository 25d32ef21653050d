import { SIMPLIFIED, TRADITIONAL } from './simplified-characters.js';

/**
 * What is not seen: format characters and bidirectional controls, zero width, soft hyphen, fillers, variation
 * selectors, and marks that only stand over another character. U+2800 is an empty Braille pattern.
 */
const UNSEEN = /[\p{Cf}\p{Cc}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;
const WHITE = /[\t\n\v\f\r\p{Z}]/u;
const DIGIT = /\p{Nd}/u;
/**
 * Round and trading numerals that Unicode does not tell the plain ones of: where each row of nine begins, from one on.
 */
const ROWS_FROM_ONE = [0x2776, 0x2780, 0x278a, 0x24f5, 0x3021];
const SIMPLE: ReadonlyMap<string, string> = new Map([...TRADITIONAL].map((from, at) => [from, SIMPLIFIED[at] ?? from]));

/**
 * A text as it is compared, for everything that looks for something in what people wrote: compatible forms are their
 * plain ones (full width, circled, superscript), marks and invisible signs are gone, characters are simplified, letters
 * small, digits ASCII. Blanks and line ends stay.
 */
export interface FoldedText {
  readonly text: string;
  /** For each place in `text`, where its sign began in the original; one more for the end. */
  readonly starts: readonly number[];
  /** For each place in `text`, where its sign ended in the original. */
  readonly ends: readonly number[];
}

export function foldText(original: string): FoldedText {
  const starts: number[] = [];
  const ends: number[] = [];
  let text = '';
  let at = 0;
  for (const sign of original) {
    const folded = foldSign(sign);
    for (let place = 0; place < folded.length; place += 1) {
      starts.push(at);
      ends.push(at + sign.length);
    }
    text += folded;
    at += sign.length;
  }
  return { text, starts: [...starts, at], ends };
}

/**
 * Of a folded text, a sign that parts no word, as a class of a pattern: dots, stars, dashes, strokes, brackets, blanks.
 * Marks that end a clause do.
 */
export const PARTS_NOTHING = String.raw`[^\p{L}\p{N},。!?;:]`;

/** Only the text, where nobody asks for places. */
export function folded(original: string): string {
  let text = '';
  for (const sign of original) text += foldSign(sign);
  return text;
}

/** Is there anything to see? Blanks, controls and invisible signs alone say nothing. */
export function isBlank(text: string): boolean {
  return !/\S/u.test(folded(text));
}

function foldSign(sign: string): string {
  const code = sign.codePointAt(0) ?? 0;
  if (code < 0x80) return WHITE.test(sign) || (code > 0x1f && code < 0x7f) ? sign.toLowerCase() : '';
  const known = FOLDED.get(sign);
  if (known !== undefined) return known;
  const made = [...sign.normalize('NFKD')]
    .filter((part) => WHITE.test(part) || !UNSEEN.test(part))
    .map((part) => SIMPLE.get(part) ?? digitOf(part) ?? part.toLowerCase())
    .join('');
  if (FOLDED.size < REMEMBERED) FOLDED.set(sign, made);
  return made;
}

/** What a sign folds to never changes, and a text has few different ones. */
const FOLDED = new Map<string, string>();
const REMEMBERED = 20_000;

/** The digits of every script stand together, from nought to nine. */
function digitOf(sign: string): string | undefined {
  const code = sign.codePointAt(0) ?? 0;
  if (code === 0x24ff) return '0';
  const row = ROWS_FROM_ONE.find((first) => code >= first && code < first + 9);
  if (row !== undefined) return String(code - row + 1);
  if (!DIGIT.test(sign)) return undefined;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}
