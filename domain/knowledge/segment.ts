import { pairsOf, type Pair } from './pairs.js';

/** What an entry is found by. */
export interface FindableText {
  /** The question, and the ways in which callers put it. */
  readonly asked: readonly string[];
  readonly answer: string;
}

/**
 * A part of the index, finished and never changed: for each pair the entries that hold it, and how much it weighs in
 * each. All postings lie in two arrays, one pair behind the other.
 */
export interface Segment {
  readonly size: number;
  readonly places: ReadonlyMap<Pair, number>;
  /** Where the postings of the pair at this place begin; one more for the end. */
  readonly starts: Int32Array;
  readonly entries: Int32Array;
  readonly weights: Float32Array;
}

/** What is asked about stands in the question: there a pair counts as often. */
const OF_QUESTION = 3;
/** From here on a pair that is there again adds little. */
const K1 = 1.2;
/** How much of a long text is held against it. */
const B = 0.75;
const FIRST_ROOM = 1024;

/** Takes entries one by one, so that whoever builds a large one can let others work in between. */
export interface SegmentBuilder {
  add(text: FindableText): void;
  finish(): Segment;
}

export function segmentBuilder(): SegmentBuilder {
  const places = new Map<Pair, number>();
  const lengths: number[] = [];
  const ends: number[] = [];
  let pairAt = new Int32Array(FIRST_ROOM);
  let times = new Float32Array(FIRST_ROOM);
  let used = 0;
  let all = 0;

  return {
    add({ asked, answer }) {
      const counts = new Map<Pair, number>();
      let length = 0;
      const count = (text: string, weight: number): void => {
        for (const pair of pairsOf(text)) {
          counts.set(pair, (counts.get(pair) ?? 0) + weight);
          length += weight;
        }
      };
      for (const text of asked) count(text, OF_QUESTION);
      count(answer, 1);
      if (used + counts.size > pairAt.length) makeRoom(used + counts.size);
      for (const [pair, often] of counts) {
        let place = places.get(pair);
        if (place === undefined) places.set(pair, (place = places.size));
        pairAt[used] = place;
        times[used] = often;
        used += 1;
      }
      lengths.push(length);
      ends.push(used);
      all += length;
    },

    finish() {
      const starts = new Int32Array(places.size + 1);
      for (let at = 0; at < used; at += 1)
        starts[valueAt(pairAt, at) + 1] = valueAt(starts, valueAt(pairAt, at) + 1) + 1;
      for (let place = 0; place < places.size; place += 1)
        starts[place + 1] = valueAt(starts, place + 1) + valueAt(starts, place);
      const next = starts.slice();
      const entries = new Int32Array(used);
      const weights = new Float32Array(used);
      const mean = all / lengths.length || 1;
      let at = 0;
      for (const [entry, length] of lengths.entries()) {
        const held = K1 * (1 - B + (B * length) / mean);
        for (const end = ends[entry] ?? 0; at < end; at += 1) {
          const place = valueAt(pairAt, at);
          const often = valueAt(times, at);
          const to = valueAt(next, place);
          next[place] = to + 1;
          entries[to] = entry;
          weights[to] = (often * (K1 + 1)) / (often + held);
        }
      }
      return { size: lengths.length, places, starts, entries, weights };
    },
  };

  function makeRoom(least: number): void {
    const room = Math.max(least, pairAt.length * 2);
    const [more, moreTimes] = [new Int32Array(room), new Float32Array(room)];
    more.set(pairAt);
    moreTimes.set(times);
    pairAt = more;
    times = moreTimes;
  }
}

/** An array of numbers has one at each place below its length. */
function valueAt(numbers: Int32Array | Float32Array, at: number): number {
  return numbers[at] ?? 0;
}
