import { PARTS_NOTHING } from './folded-text.js';

/** Parts a text into words at the even places, and what stands between them at the odd ones. */
const SIGNS = /([^\p{L}\p{N}]+)/u;
const BETWEEN = new RegExp(PARTS_NOTHING, 'u');
const ONE_LETTER = /^\p{L}$/u;

export interface UndressedText {
  readonly text: string;
  /** For each place in `text`, where it stands in the folded text. */
  readonly places: readonly number[];
}

/**
 * A folded text without what only stands between the characters of a word. Signs hide it no more than blanks do: dots,
 * stars, dashes, strokes, brackets. Marks that end a clause stay, so that the end of one makes no word with the
 * beginning of the next, unless each of the two stands alone, which no clause does: 不，想，活.
 */
export function undressed(folded: string): UndressedText {
  const pieces = folded.split(SIGNS);
  const places: number[] = [];
  let text = '';
  let at = 0;
  const keep = (kept: string): void => {
    for (let place = 0; place < kept.length; place += 1) places.push(at + place);
    text += kept;
  };
  for (const [index, piece] of pieces.entries()) {
    if (index % 2 === 0) keep(piece);
    else if (!isOneLetter(pieces[index - 1]) || !isOneLetter(pieces[index + 1])) {
      for (const sign of piece) {
        if (!BETWEEN.test(sign)) keep(sign);
        at += sign.length;
      }
      continue;
    }
    at += piece.length;
  }
  return { text, places };
}

function isOneLetter(word = ''): boolean {
  return word.length <= 2 && ONE_LETTER.test(word);
}
