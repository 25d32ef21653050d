import { clipped } from './class-grams.js';
import { foldText } from './folded-text.js';

/** Where the grams of a text stand first, merged where they touch, as the text has them. */
export function wordsOfGrams(original: string, grams: readonly string[]): string[] {
  const { text, starts, ends } = foldText(clipped(original));
  const spans = grams
    .map((gram) => ({ from: text.indexOf(gram), to: text.indexOf(gram) + gram.length }))
    .filter(({ from }) => from >= 0)
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of spans) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  const words = merged.map(({ from, to }) => original.slice(starts[from], ends[to - 1]));
  return [...new Set(words)];
}
