import { wordsOfText } from '../../domain/intake/search-words.js';

const alike = 0.6;
const largestGroup = 6;
const PLACE = /[\p{Script=Han}A-Za-z0-9]{2,6}?(?:小区|花园|公园|大道|路|街|巷|桥|村)/u;

export interface Titled {
  readonly title: string;
  readonly classCode: string | null;
}

/**
 * For each message the index of an earlier one about the same matter, or `null`: nearly the same title, or the same
 * place named in titles of the same class. Good enough to play duplicates with; the real search belongs to the hotline.
 */
export function findDuplicates(messages: readonly Titled[]): (number | null)[] {
  const pairs = messages.map(({ title }) => new Set(wordsOfText(title)));
  const byPair = new Map<string, number[]>();
  const byPlace = new Map<string, number>();
  const sizes = new Map<number, number>();
  return messages.map(({ title, classCode }, index) => {
    const own = pairs[index] ?? new Set<string>();
    const place = PLACE.exec(title.replace(/^.*?[市区县]/u, ''))?.[0];
    const key = place === undefined || place.length < 3 || classCode === null ? null : `${classCode} ${place}`;
    const master = mostAlike(own, pairs, byPair) ?? (key === null ? undefined : byPlace.get(key));
    if (master !== undefined && (sizes.get(master) ?? 1) < largestGroup) {
      sizes.set(master, (sizes.get(master) ?? 1) + 1);
      return master;
    }
    for (const pair of own) byPair.set(pair, [...(byPair.get(pair) ?? []), index]);
    if (key !== null) byPlace.set(key, index);
    return null;
  });
}

function mostAlike(
  own: ReadonlySet<string>,
  pairs: readonly ReadonlySet<string>[],
  byPair: ReadonlyMap<string, readonly number[]>,
): number | undefined {
  const shared = new Map<number, number>();
  for (const pair of own) for (const other of byPair.get(pair) ?? []) shared.set(other, (shared.get(other) ?? 0) + 1);
  let best: { index: number; likeness: number } | undefined;
  for (const [index, count] of shared) {
    const likeness = count / (own.size + (pairs[index]?.size ?? 0) - count);
    if (likeness >= alike && likeness > (best?.likeness ?? 0)) best = { index, likeness };
  }
  return best?.index;
}
