import { folded } from './folded-text.js';
import { personalWordsIn, type PersonalWord } from './personal-words.js';

/** What a person lets stand in a redacted text although it looks like naming somebody, and why. */
export interface KeptWord {
  readonly word: string;
  readonly reason: string;
}

/** Where a personal word is left, in title or text. */
export interface LeftWord extends PersonalWord {
  readonly in: 'title' | 'text';
}

/** However it is dressed up: a number with blanks is the same number. */
const bare = (word: string): string => folded(word).replaceAll(/[\s-]/gu, '');

/** Personal words in a text that is to be read by units, but for those of which a person says that they stay. */
export function wordsLeftIn(
  written: Readonly<Record<LeftWord['in'], string>>,
  kept: readonly Pick<KeptWord, 'word'>[],
): LeftWord[] {
  const stays = new Set(kept.map(({ word }) => bare(word)));
  return (['title', 'text'] as const).flatMap((part) =>
    personalWordsIn(written[part])
      .filter(({ from, to }) => !stays.has(bare(written[part].slice(from, to))))
      .map((word) => ({ ...word, in: part })),
  );
}
