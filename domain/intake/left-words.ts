import { folded } from './folded-text.js';
import { personalWordsIn, type PersonalWord } from './personal-words.js';

/** What a person lets stand in a redacted text although it looks like naming somebody, and why. */
export interface KeptWord {
  readonly word: string;
  readonly reason: string;
}

/** What the citizen said later, by its event, as units are to read it. */
export interface AddedWords {
  readonly event: number;
  readonly text: string;
}

/** Where a personal word is left: in title, text, or what the citizen said later. */
export interface LeftWord extends PersonalWord {
  readonly in: 'title' | 'text' | 'added';
}

/** However it is dressed up: a number with blanks is the same number. */
const bare = (word: string): string => folded(word).replaceAll(/[\s-]/gu, '');

/** Personal words in a text that is to be read by units, but for those of which a person says that they stay. */
export function wordsLeftIn(
  written: { readonly title: string; readonly text: string; readonly added?: readonly AddedWords[] },
  kept: readonly Pick<KeptWord, 'word'>[],
): LeftWord[] {
  const stays = new Set(kept.map(({ word }) => bare(word)));
  const leftIn = (part: LeftWord['in'], text: string): LeftWord[] =>
    personalWordsIn(text)
      .filter(({ from, to }) => !stays.has(bare(text.slice(from, to))))
      .map((word) => ({ ...word, in: part }));
  const { title, text, added = [] } = written;
  return [...leftIn('title', title), ...leftIn('text', text), ...added.flatMap((one) => leftIn('added', one.text))];
}
