import type { Words } from '../domain/ticket/words.js';

export interface ProblemRow {
  readonly status: number;
  readonly title: Words;
  /** What the caller can do about it. */
  readonly advice: Words;
}

/** Title and advice, each in English and Chinese. */
export const row = (
  status: number,
  title: readonly [string, string],
  advice: readonly [string, string],
): ProblemRow => ({
  status,
  title: { en: title[0], zh: title[1] },
  advice: { en: advice[0], zh: advice[1] },
});
