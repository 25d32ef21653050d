import { everyMatch } from '../every-match.js';
import type { Guess } from './class-model.js';
import { foldText } from './folded-text.js';

/** Rows: what people say when they come to another matter. A list alone has none: it is mostly of reasons. */
const CUES = [
  ...['另外', '还有就是', '还有一件', '还有一个', '还有个', '此外', '除此之外'],
  ...['顺便', '顺带', '第二件', '另一件', '另一个问题', '再一个', '再有就是', '再就是', '同时还'],
] as const;
const CUE = new RegExp(CUES.join('|'), 'gu');
/** Below that a part says too little to be a matter. */
const FEWEST_SIGNS = 6;
/** So many tickets come of one call at most. */
const MOST_PARTS = 8;

/** A stretch of the text, in UTF-16 units up to `to`, and what it seems to be about. */
export interface Part {
  readonly from: number;
  readonly to: number;
  readonly classCode: string;
  /** The word with which it begins; `null`: it is the first. */
  readonly cue: string | null;
}

/**
 * The matters of one call, where a joining word and a differing class meet, and both sides are sure of theirs. Empty:
 * it seems to be one.
 */
export function severalMatters(original: string, classify: (text: string) => Guess): Part[] {
  const { text, starts } = foldText(original);
  const cuts = [...everyMatch(CUE, text)].map(({ 0: cue, index }) => ({ cue, at: starts[index] ?? 0 }));
  if (cuts.length === 0) return [];
  const parts: Part[] = [];
  for (const [nth, { at, cue }] of [{ at: 0, cue: null }, ...cuts.slice(0, MOST_PARTS - 1)].entries()) {
    const to = cuts[nth]?.at ?? original.length;
    const piece = original.slice(at, to);
    const guess = [...piece.trim()].length < FEWEST_SIGNS ? null : classify(piece);
    const classCode = guess === null || guess.abstained ? null : (guess.classes[0]?.code ?? null);
    const last = parts.at(-1);
    // What is not sure to be another matter says more of the one before.
    if (last !== undefined && (classCode === null || classCode === last.classCode))
      parts[parts.length - 1] = { ...last, to };
    else if (classCode !== null)
      parts.push({ from: last === undefined ? 0 : at, to, classCode, cue: last === undefined ? null : cue });
  }
  if (parts.length < 2) return [];
  const end = parts.length - 1;
  return parts.map((part, nth) => (nth === end ? { ...part, to: original.length } : part));
}
