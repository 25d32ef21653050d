import { folded } from './folded-text.js';
import { gramsOfFolded } from './grams.js';
import { joinedPairs, withoutParts } from './joined-pairs.js';
import { wordsOfText } from './search-words.js';

export interface Said {
  readonly title: string;
  readonly text: string;
}

/** In how many texts of the city a pair of characters stands: what is in many tells none from another. */
export interface PairCounts {
  readonly texts: number;
  readonly among: ReadonlyMap<string, number>;
}

/** What nearly every call says, and what tells none from another. */
const SAYS_NOTHING =
  /请问|咨询|反映|反应|投诉|举报|希望|要求|相关部门|有关部门|尽快|处理|解决|什么时候|关于|的问题|问题|市民|来电|现在|已经|一直|没有/gu;
/** So many words are told as the reason. */
const MOST_WORDS = 5;
/** So many are looked for. */
const MOST_SEARCHED = 32;
/** What a title says is what the matter is about. */
const TITLE_COUNTS = 2;

/** Said once and compared with many: the weights of its pairs, each text as long as any other. */
interface Weighed {
  readonly title: ReadonlyMap<string, number>;
  readonly all: ReadonlyMap<string, number>;
}

/**
 * How much others say the same as this one, from 0 to 1: half by their titles, half by all that was said. A pair that
 * is in few texts counts for more, and said again for little more. This one is taken apart once, however many it is
 * compared with.
 */
export function likenessTo(one: Said, counts: PairCounts): (other: Said) => number {
  const own = weighed(one, counts);
  return (other) => likenessOf(own, weighed(other, counts));
}

function likenessOf(one: Weighed, other: Weighed): number {
  return (cosine(one.title, other.title) + cosine(one.all, other.all)) / 2;
}

function weighed(said: Said, counts: PairCounts): Weighed {
  return { title: vectorOf(said.title, counts), all: vectorOf(allOf(said), counts) };
}

function vectorOf(text: string, counts: PairCounts): Map<string, number> {
  const weights = gramsOfFolded(folded(text), [2]);
  let square = 0;
  for (const [pair, times] of weights) {
    const weight = (1 + Math.log(times)) * rarity(pair, counts);
    weights.set(pair, weight);
    square += weight * weight;
  }
  const length = Math.sqrt(square) || 1;
  for (const [pair, weight] of weights) weights.set(pair, weight / length);
  return weights;
}

function cosine(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const [few, many] = one.size <= other.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [pair, weight] of few) sum += weight * (many.get(pair) ?? 0);
  return sum;
}

/** Words that stand in both, the longest first. */
export function sharedWords(one: Said, other: Said): string[] {
  const theirs = gramsOfFolded(telling(allOf(other)), [2]);
  const signs = [...telling(allOf(one))];
  const pairs = signs.map((sign, at) => `${sign}${signs[at + 1] ?? ''}`).filter((pair) => theirs.has(pair));
  return withoutParts(joinedPairs(pairs))
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_WORDS);
}

/**
 * By which others are looked for: three characters in a row are in few tickets, two only where there are no three. Of
 * a long text the rarest are taken, and those of the title first.
 */
export function tellingWords({ title, text }: Said, counts: PairCounts): string[] {
  const inTitle = new Set(wordsOfText(telling(title)));
  const words = [...new Set([...inTitle, ...wordsOfText(telling(text))])];
  const long = words.filter((word) => word.length >= 3);
  const worth = (word: string): number => rarityOf(word, counts) * (inTitle.has(word) ? TITLE_COUNTS : 1);
  return (long.length > 0 ? long : words)
    .map((word) => ({ word, worth: worth(word) }))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, MOST_SEARCHED)
    .map(({ word }) => word);
}

/** In how many of these a pair stands, where nothing was learned of the city yet. */
export function countedIn(texts: readonly Said[]): PairCounts {
  const among = new Map<string, number>();
  for (const said of texts)
    for (const pair of gramsOfFolded(folded(allOf(said)), [2]).keys()) among.set(pair, (among.get(pair) ?? 0) + 1);
  return { texts: texts.length, among };
}

/** Of a longer word: of its first three characters. */
function rarityOf(word: string, counts: PairCounts): number {
  const signs = [...word];
  return signs.slice(1, 3).reduce((sum, sign, at) => sum + rarity(`${signs[at] ?? ''}${sign}`, counts), 0);
}

function rarity(pair: string, { texts, among }: PairCounts): number {
  return Math.log((texts + 1) / ((among.get(pair) ?? 0) + 1) + 1);
}

const allOf = ({ title, text }: Said): string => `${title}\n${text}`;

/** A comma parts what stood on its two sides. */
function telling(text: string): string {
  return folded(text).replaceAll(SAYS_NOTHING, ',');
}
