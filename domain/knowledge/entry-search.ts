import { pairsOf, withoutAsking, wordsOfPairs, type Pair } from './pairs.js';
import type { Segment } from './segment.js';

/** Entries that are searched: their texts as a finished part of the index, and in its order what is known of each. */
export interface SearchedPart<Entry> {
  readonly segment: Segment;
  readonly entries: readonly Entry[];
}

export interface Asked<Entry> {
  readonly question: string;
  readonly limit: number;
  /** Whether it may be found: it holds now, here, and for who asks. */
  readonly accepts: (entry: Entry) => boolean;
  /** By what an entry is asked about. */
  readonly askedOf: (entry: Entry) => readonly string[];
}

export interface Found<Entry> {
  readonly entry: Entry;
  readonly score: number;
  /**
   * `strong`: the two rarest pairs that any entry has stand in what this one is asked by, and no more of the question
   * is known to none. Else somebody has to look.
   */
  readonly strength: 'strong' | 'weak';
  /** What of the question stands in it, in the order of the question. */
  readonly words: readonly string[];
}

/** So many of the rarest pairs tell one matter from another of its kind. */
const TELLING = 2;

/**
 * The entries that fit best, the best first, by BM25 over pairs of characters. No pair must be there: of what people
 * say on the telephone nearly no entry has all.
 */
export function searchEntries<Entry>(parts: readonly SearchedPart<Entry>[], asked: Asked<Entry>): Found<Entry>[] {
  const pairs = [...new Set(pairsOf(withoutAsking(asked.question)))];
  const rarity = rarityIn(
    parts.map(({ segment }) => segment),
    pairs,
  );
  const best = parts
    .flatMap((part) => bestOf(part, pairs, rarity, asked))
    .sort((a, b) => b.score - a.score)
    .slice(0, asked.limit);
  const telling = pairs
    .filter((pair) => (rarity.get(pair) ?? 0) > 0)
    .sort((a, b) => (rarity.get(b) ?? 0) - (rarity.get(a) ?? 0))
    .slice(0, TELLING);
  const unknown = pairs.filter((pair) => rarity.get(pair) === 0).length;
  return best.map(({ part, at, entry, score }) => {
    const question = new Set(asked.askedOf(entry).flatMap(pairsOf));
    const common = pairs.filter((pair) => question.has(pair)).length;
    const strong = telling.length === TELLING && telling.every((pair) => question.has(pair)) && common >= unknown;
    return {
      entry,
      score,
      strength: strong ? 'strong' : 'weak',
      words: wordsOfPairs(pairs.filter((pair) => holds(part.segment, pair, at))),
    };
  });
}

/** How much it says that a pair is there; nothing, of one that no entry has. */
function rarityIn(segments: readonly Segment[], pairs: readonly Pair[]): Map<Pair, number> {
  const all = segments.reduce((sum, { size }) => sum + size, 0);
  return new Map(
    pairs.map((pair) => {
      const among = segments.reduce((sum, segment) => sum + (rangeOf(segment, pair)?.length ?? 0), 0);
      return [pair, among === 0 ? 0 : Math.log(1 + (all - among + 0.5) / (among + 0.5))];
    }),
  );
}

interface Scored<Entry> {
  readonly part: SearchedPart<Entry>;
  readonly at: number;
  readonly entry: Entry;
  readonly score: number;
}

function bestOf<Entry>(
  part: SearchedPart<Entry>,
  pairs: readonly Pair[],
  rarity: ReadonlyMap<Pair, number>,
  { limit, accepts }: Asked<Entry>,
): Scored<Entry>[] {
  const { segment } = part;
  const scores = new Float32Array(segment.size);
  for (const pair of pairs) {
    const range = rangeOf(segment, pair);
    if (range === undefined) continue;
    const worth = rarity.get(pair) ?? 0;
    for (let at = range.from; at < range.from + range.length; at += 1) {
      const entry = segment.entries[at] ?? 0;
      scores[entry] = (scores[entry] ?? 0) + worth * (segment.weights[at] ?? 0);
    }
  }
  const best: Scored<Entry>[] = [];
  for (let at = 0; at < scores.length; at += 1) {
    const score = scores[at] ?? 0;
    if (score === 0 || (best.length === limit && score <= (best[limit - 1]?.score ?? 0))) continue;
    const entry = part.entries[at];
    if (entry === undefined || !accepts(entry)) continue;
    if (best.length === limit) best.pop();
    const before = best.findIndex((other) => other.score < score);
    best.splice(before === -1 ? best.length : before, 0, { part, at, entry, score });
  }
  return best;
}

function rangeOf({ places, starts }: Segment, pair: Pair): { from: number; length: number } | undefined {
  const place = places.get(pair);
  if (place === undefined) return undefined;
  const from = starts[place] ?? 0;
  return { from, length: (starts[place + 1] ?? from) - from };
}

function holds(segment: Segment, pair: Pair, entry: number): boolean {
  const range = rangeOf(segment, pair);
  if (range === undefined) return false;
  let [low, high] = [range.from, range.from + range.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const there = segment.entries[middle] ?? 0;
    if (there === entry) return true;
    if (there < entry) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
