import { everyMatch } from '../every-match.js';
import { folded, PARTS_NOTHING } from './folded-text.js';
import { foldedWithoutNaming } from './personal-words.js';

/** A Chinese character, or a word or number of another script. */
const UNIT = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu;
const HAN = /^\p{Script=Han}$/u;
const SOFT = new RegExp(`^${PARTS_NOTHING}*$`, 'u');
const LONGEST_WORD = 64;
/** The index is not encrypted: a number as long as a telephone number is left out. */
const LONGEST_NUMBER = 6;

/**
 * The words by which a text is found. Chinese has no blanks between words, so they are all pairs and triples of
 * neighbours; words and numbers of other scripts stand for themselves as well. By the triples a longer word is found
 * where it stands as a whole, and an index needs no places, of which it could keep only so many.
 */
export function wordsOfText(text: string): string[] {
  const words = new Set<string>();
  for (const run of runsIn(foldedWithoutNaming(text))) {
    for (const [at, unit] of run.entries()) {
      if (!HAN.test(unit) || run.length === 1) words.add(unit);
      for (const size of [2, 3]) if (at + size <= run.length) words.add(run.slice(at, at + size).join(''));
    }
  }
  return [...words];
}

/**
 * What a text must hold to be found: all the words that a question names, wherever they stand. Empty: there is nothing
 * to look for, as one Chinese character alone is in nearly everything, and numbers that name somebody are not kept.
 */
export function wordsOfQuestion(question: string): string[] {
  const words = new Set<string>();
  for (const piece of piecesOf(foldedWithoutNaming(question))) {
    for (const run of runsIn(piece)) {
      if (run.length === 1) for (const unit of run) if (!HAN.test(unit)) words.add(unit);
      const size = Math.min(3, run.length);
      for (let at = 0; size > 1 && at + size <= run.length; at += 1) words.add(run.slice(at, at + size).join(''));
    }
  }
  return [...words];
}

/** What a question looks for: a ticket by its number, however it is written, or else by words. */
export function soughtIn(question: string): { readonly number: string | null; readonly words: readonly string[] } {
  const number = ticketNumberIn(question);
  return { number, words: number === null ? wordsOfQuestion(question) : [] };
}

/** What is divided by blanks; single characters in a row are one word that somebody spaced out. */
function piecesOf(question: string): string[] {
  const pieces: string[] = [];
  let spaced = false;
  for (const piece of question.split(/\s+/u)) {
    const single = HAN.test(piece);
    if (single && spaced) pieces.push(`${pieces.pop() ?? ''}${piece}`);
    else pieces.push(piece);
    spaced = single;
  }
  return pieces;
}

/**
 * Neighbours, in runs: signs that part no word are passed over beside a Chinese character, and between two words they
 * part.
 */
function runsIn(text: string): string[][] {
  const runs: string[][] = [];
  let before: { unit: string; end: number } | null = null;
  for (const { 0: unit, index } of everyMatch(UNIT, text)) {
    const end = index + unit.length;
    if (unit.length > LONGEST_WORD || unit.replace(/\D/g, '').length > LONGEST_NUMBER) {
      before = null;
      continue;
    }
    const gap = before === null ? null : text.slice(before.end, index);
    const joined = gap === '' || (gap !== null && SOFT.test(gap) && (HAN.test(unit) || HAN.test(before?.unit ?? '')));
    if (joined) runs.at(-1)?.push(unit);
    else runs.push([unit]);
    before = { unit, end };
  }
  return runs;
}

/** A ticket's number however it is written: in full width, with a blank or without its dash. `null`: this is none. */
export function ticketNumberIn(written: string): string | null {
  const found = /^\s*(20\d\d(?:1[0-2]|0[1-9])(?:3[01]|[12]\d|0[1-9]))[\s\p{Pd}_.−]*(\d{6,12})\s*$/u.exec(
    folded(written),
  );
  return found ? `${found[1]}-${found[2]}` : null;
}
