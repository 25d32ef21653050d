import { folded } from './folded-text.js';
import { joinedPairs, withoutParts } from './joined-pairs.js';
import type { ServiceRow } from './service-definition.js';

/** As much of a class as its words tell. */
export interface NamedClass {
  readonly code: string;
  readonly name: string;
  readonly parent: string | null;
}

export interface FittingClass {
  readonly code: string;
  /** What of its name, or of the words that the catalogue gives it, stands in the text. */
  readonly words: readonly string[];
}

/** So many are offered; a longer list would be read by nobody who has somebody on the line. */
const MOST = 3;
/** How much of a name has to be there: of four characters in a row, two. */
const LEAST_OF_NAME = 0.3;
const CONNECTS = /[与和及或、（）()]/u;

/**
 * The classes whose name or keywords stand in what was written down, the best first. A pair of characters that many
 * classes have says little. Empty: nothing fits, and a person chooses without being led.
 */
export function fittingClasses(
  written: string,
  classes: readonly NamedClass[],
  services: ReadonlyMap<string, Pick<ServiceRow, 'keywords'>>,
): FittingClass[] {
  const text = folded(written);
  const branches = new Set(classes.map(({ parent }) => parent));
  const leaves = classes.filter(({ code }) => !branches.has(code));
  const pairs = new Map(leaves.map(({ code, name }) => [code, pairsOfName(name)]));
  const rarity = rarityIn([...pairs.values()]);
  return leaves
    .map(({ code }) => {
      const own = pairs.get(code) ?? [];
      const there = own.filter((pair) => text.includes(pair));
      const share = sum(there.map(rarity)) / (sum(own.map(rarity)) || 1);
      const keywords = (services.get(code)?.keywords?.zh ?? []).map(folded).filter((word) => text.includes(word));
      return { code, words: withoutParts([...keywords, ...joinedPairs(there)]), share, keywords: keywords.length };
    })
    .filter(({ share, keywords }) => share >= LEAST_OF_NAME || keywords > 0)
    .sort((a, b) => b.keywords + b.share - (a.keywords + a.share) || (a.code < b.code ? -1 : 1))
    .slice(0, MOST)
    .map(({ code, words }) => ({ code, words }));
}

function pairsOfName(name: string): string[] {
  return folded(name)
    .split(CONNECTS)
    .flatMap((piece) => {
      const signs = [...piece];
      return signs.slice(1).map((sign, at) => `${signs[at] ?? ''}${sign}`);
    });
}

function rarityIn(all: readonly (readonly string[])[]): (pair: string) => number {
  const among = new Map<string, number>();
  for (const pairs of all) for (const pair of new Set(pairs)) among.set(pair, (among.get(pair) ?? 0) + 1);
  return (pair) => Math.log(1 + all.length / (among.get(pair) ?? 1));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
