import { folded } from './folded-text.js';
import { joinedPairs, withoutParts } from './joined-pairs.js';
import { wordsOfText } from './search-words.js';

export interface Said {
  readonly title: string;
  readonly text: string;
}

/** The pairs of neighbouring characters of a text, each once, in the order of their codes, and how often it stands. */
interface Tally {
  readonly pairs: Int32Array;
  readonly times: Uint16Array;
}

/** Said once and compared with many. */
interface Tallied {
  readonly title: Tally;
  readonly all: Tally;
}

/** In how many texts a pair stands: what is in many tells none from another. */
interface PairCounts {
  readonly texts: number;
  readonly among: Pick<ReadonlyMap<number, number>, 'get'>;
}

/** What stands together: letters, digits and Chinese characters, without a sign that parts them. */
const RUN = /[\p{L}\p{N}]+/gu;
/** What nearly every call says, and what tells none from another. */
const SAYS_NOTHING =
  /请问|咨询|反映|反应|投诉|举报|希望|要求|相关部门|有关部门|尽快|处理|解决|什么时候|关于|的问题|问题|市民|来电|现在|已经|一直|没有/gu;
/** So many words are told as the reason. */
const MOST_WORDS = 5;
/** So many are looked for. */
const MOST_SEARCHED = 32;
/** What a title says is what the matter is about. */
const TITLE_COUNTS = 2;

/** Taken apart for `likenessTo` and `countedIn`. */
export function talliedOf(said: Said): Tallied {
  return { title: tallyOf(said.title), all: tallyOf(allOf(said)) };
}

/**
 * How much others say the same as this one, from 0 to 1: half by their titles, half by all that was said. A pair that
 * is in few texts counts for more, and said again for little more; each text counts as long as any other.
 */
export function likenessTo(one: Tallied, counts: PairCounts): (other: Tallied) => number {
  const weigh = weigherBy(counts);
  const own = weigh(one);
  return (other) => likenessOf(own, weigh(other));
}

/** What was said, with what each of its pairs counts for: compared again and again, it is weighed once. */
export interface Weighed {
  readonly tallied: Tallied;
  readonly title: Weights;
  readonly all: Weights;
}

export function weigherBy(counts: PairCounts): (one: Tallied) => Weighed {
  const rarity = rarityIn(counts);
  return (tallied) => ({
    tallied,
    title: weightsOf(tallied.title, rarity),
    all: weightsOf(tallied.all, rarity),
  });
}

/** The same as `likenessTo`. */
export function likenessOf(one: Weighed, other: Weighed): number {
  return (
    (cosine(one.tallied.title, one.title, other.tallied.title, other.title) +
      cosine(one.tallied.all, one.all, other.tallied.all, other.all)) /
    2
  );
}

function tallyOf(text: string): Tally {
  const codes: number[] = [];
  for (const run of folded(text).match(RUN) ?? [])
    for (let at = 1; at < run.length; at += 1) codes.push(pairAt(run, at));
  const sorted = Int32Array.from(codes).sort();
  const [pairs, times] = [new Int32Array(sorted.length), new Uint16Array(sorted.length)];
  let last = -1;
  for (const [at, pair] of sorted.entries()) {
    if (at === 0 || pair !== pairs[last]) pairs[(last += 1)] = pair;
    times[last] = (times[last] ?? 0) + 1;
  }
  return { pairs: pairs.slice(0, last + 1), times: times.slice(0, last + 1) };
}

/** Two characters as one whole number of 32 bits: hundreds of texts are compared while somebody types. */
function pairAt(text: string, second: number): number {
  return (text.charCodeAt(second - 1) << 16) | text.charCodeAt(second);
}

interface Weights {
  readonly each: Float64Array;
  readonly length: number;
}

function weightsOf({ pairs, times }: Tally, rarity: (pair: number) => number): Weights {
  const each = new Float64Array(pairs.length);
  let square = 0;
  for (let at = 0; at < pairs.length; at += 1) {
    const again = times[at] ?? 1;
    const weight = (again === 1 ? 1 : 1 + Math.log(again)) * rarity(pairs[at] ?? 0);
    each[at] = weight;
    square += weight * weight;
  }
  return { each, length: Math.sqrt(square) || 1 };
}

function cosine({ pairs: own }: Tally, ours: Weights, { pairs: other }: Tally, theirs: Weights): number {
  let [sum, at, beside] = [0, 0, 0];
  while (at < own.length && beside < other.length) {
    const [one, two] = [own[at] ?? 0, other[beside] ?? 0];
    if (one === two) sum += (ours.each[at] ?? 0) * (theirs.each[beside] ?? 0);
    if (one <= two) at += 1;
    if (two <= one) beside += 1;
  }
  return sum / (ours.length * theirs.length);
}

/** Of a folded text, as words for people. */
function pairsIn(text: string): ReadonlySet<string> {
  const pairs = new Set<string>();
  for (const run of text.match(RUN) ?? []) {
    const signs = [...run];
    for (const [at, sign] of signs.slice(1).entries()) pairs.add(`${signs[at]}${sign}`);
  }
  return pairs;
}

/** Words that stand in both, the longest first. */
export function sharedWords(one: Said, other: Said): string[] {
  const theirs = pairsIn(telling(allOf(other)));
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
  const rarity = rarityIn(counts);
  const worth = (word: string): number => rarityOf(word, rarity) * (inTitle.has(word) ? TITLE_COUNTS : 1);
  return (long.length > 0 ? long : words)
    .map((word) => ({ word, worth: worth(word) }))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, MOST_SEARCHED)
    .map(({ word }) => word);
}

/** In how many of these each pair stands. */
export function countedIn(texts: readonly Tallied[]): PairCounts {
  const among = new Map<number, number>();
  for (const { all } of texts) for (const pair of all.pairs) among.set(pair, (among.get(pair) ?? 0) + 1);
  return { texts: texts.length, among };
}

/** Of a longer word: of its first three characters. */
function rarityOf(word: string, rarity: (pair: number) => number): number {
  let sum = 0;
  for (let at = 1; at < Math.min(3, word.length); at += 1) sum += rarity(pairAt(word, at));
  return sum;
}

/** The same for all pairs of as many texts, so each logarithm is taken once. */
function rarityIn({ texts, among }: PairCounts): (pair: number) => number {
  const known: number[] = [];
  return (pair) => {
    const times = among.get(pair) ?? 0;
    return (known[times] ??= Math.log((texts + 1) / (times + 1) + 1));
  };
}

const allOf = ({ title, text }: Said): string => `${title}\n${text}`;

/** A comma parts what stood on its two sides. */
function telling(text: string): string {
  return folded(text).replaceAll(SAYS_NOTHING, ',');
}
