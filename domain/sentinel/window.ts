import { likenessOf, talliedOf, weigherBy, type Said, type Weighed } from '../intake/likeness.js';
import type { Channel } from '../ticket/vocabulary.js';

/** What somebody brought, as far as the sentinel looks at it. */
export interface Watched {
  readonly id: string;
  /** Tells two people apart, and no more. */
  readonly citizen: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly said: Said;
  readonly channel: Channel;
  readonly classCode: string | null;
  /** The community, or the township; `null`: nobody said where, or only roughly. */
  readonly place: string | null;
  readonly district: string | null;
  /** It is of what many lose at once. */
  readonly isOutage: boolean;
}

export interface Near {
  readonly one: Watched;
  /** From 0 to 1: see `likenessTo`. */
  readonly score: number;
}

type Tallied = ReturnType<typeof talliedOf>;

interface Kept {
  readonly one: Watched;
  readonly tallied: Tallied;
  /** By what was rare when there were so many: it changes little from one to the next. */
  weighed: { readonly by: Weighed; readonly among: number } | null;
}

/** More than a city writes in the time that is looked back, and as much as a process may hold: some 60 MB. */
const MOST_KEPT = 20_000;
/** When there are more, so many of the newest stay. */
const KEPT_ON = 15_000;
/** What stands in more of all texts than this tells none from another, unless there are few texts. */
const COMMON_SHARE = 0.04;
const COMMON_FROM = 60;
/** By so many pairs, the rarest, those are found that are then compared in full. */
const SOUGHT_BY = 64;
/** Those that share most of it, and at least so much of what the first shares with itself. */
const COMPARED = 12;
const SHARED_FROM = 0.03;
/** Whoever is counted may be written down a little later than others who came later. */
const OUT_OF_ORDER_MS = 3_600_000;
/** What is rare is asked anew when there are so many times as many. */
const WEIGHED_ANEW = 1.1;

/**
 * What came in lately, with an index of the pairs of characters in it, so that one more costs the same however many
 * there are. It is made anew from what is stored, and holds nothing that is not.
 */
export interface MatterWindow {
  /** A second time changes nothing. */
  add(one: Watched): void;
  /** The likest of those that came before this one and since then, the likest first. */
  near(one: Watched, since: number): Near[];
  /** How alike these are to one another on average; 1: there is only one. */
  together(some: readonly Watched[]): number;
  /** Those that came before this one and since then, itself included if it was added. */
  since(one: Pick<Watched, 'at'>, since: number): Watched[];
  /** `undefined`: it is not here any more. */
  get(id: string): Watched | undefined;
  forget(id: string): void;
  size(): number;
}

export function createWindow(): MatterWindow {
  let kept: Kept[] = [];
  let byId = new Map<string, number>();
  let holders = new Map<number, number[]>();
  const gone = new Set<string>();

  const timesOf = (pair: number): number => holders.get(pair)?.length ?? 0;
  /** By the index itself: what is asked for is counted, and nothing is copied. */
  const weigher = () => weigherBy({ texts: kept.length, among: { get: timesOf } });

  function put(entry: Kept): void {
    const place = kept.push(entry) - 1;
    byId.set(entry.one.id, place);
    for (const pair of entry.tallied.all.pairs) {
      const held = holders.get(pair);
      if (held) held.push(place);
      else holders.set(pair, [place]);
    }
  }

  function shorten(): void {
    const newest = kept.slice(-KEPT_ON).filter(({ one }) => !gone.has(one.id));
    [kept, byId, holders] = [[], new Map(), new Map()];
    gone.clear();
    newest.forEach(put);
  }

  function entryOf(one: Watched): Kept {
    const place = byId.get(one.id);
    return (place === undefined ? undefined : kept[place]) ?? { one, tallied: talliedOf(one.said), weighed: null };
  }

  function weighed(entry: Kept, weigh: ReturnType<typeof weigher>): Weighed {
    const before = entry.weighed;
    if (before !== null && kept.length <= before.among * WEIGHED_ANEW) return before.by;
    const by = weigh(entry.tallied);
    entry.weighed = { by, among: kept.length };
    return by;
  }

  /** Rough: by how much of what is rare they share. */
  function candidates(one: Watched, tallied: Tallied, since: number): Kept[] {
    const most = Math.max(COMMON_FROM, kept.length * COMMON_SHARE);
    // What it alone says finds nobody.
    const alone = byId.has(one.id) ? 1 : 0;
    const rare = [...tallied.all.pairs]
      .map((pair) => ({ pair, times: timesOf(pair) }))
      .filter(({ times }) => times > alone && times <= most)
      .sort((a, b) => a.times - b.times)
      .slice(0, SOUGHT_BY);
    const shared = new Map<number, number>();
    let own = 0;
    for (const { pair, times } of rare) {
      const worth = Math.log((kept.length + 1) / (times + 1) + 1) ** 2;
      own += worth;
      const held = holders.get(pair) ?? [];
      for (let at = held.length - 1; at >= 0; at -= 1) {
        const place = held[at] ?? 0;
        const other = kept[place]?.one;
        if (other === undefined || other.at < since - OUT_OF_ORDER_MS) break;
        if (other.at < since || other.at > one.at || other.id === one.id) continue;
        shared.set(place, (shared.get(place) ?? 0) + worth);
      }
    }
    return [...shared]
      .filter(([, worth]) => worth >= own * SHARED_FROM)
      .sort((a, b) => b[1] - a[1])
      .slice(0, COMPARED)
      .flatMap(([place]) => kept[place] ?? [])
      .filter(({ one: other }) => !gone.has(other.id));
  }

  return {
    add(one) {
      if (byId.has(one.id)) return;
      put({ one, tallied: talliedOf(one.said), weighed: null });
      if (kept.length > MOST_KEPT) shorten();
    },

    near(one, since) {
      const [entry, weigh] = [entryOf(one), weigher()];
      const own = weighed(entry, weigh);
      return candidates(one, entry.tallied, since)
        .map((other) => ({ one: other.one, score: likenessOf(own, weighed(other, weigh)) }))
        .sort((a, b) => b.score - a.score);
    },

    together(some) {
      const weigh = weigher();
      const all = some.map((one) => weighed(entryOf(one), weigh));
      let [sum, pairs] = [0, 0];
      for (const [at, one] of all.entries()) {
        for (const other of all.slice(at + 1)) {
          sum += likenessOf(one, other);
          pairs += 1;
        }
      }
      return pairs === 0 ? 1 : sum / pairs;
    },

    since({ at: until }, since) {
      const found: Watched[] = [];
      for (let at = kept.length - 1; at >= 0; at -= 1) {
        const one = kept[at]?.one;
        if (one === undefined || one.at < since - OUT_OF_ORDER_MS) break;
        if (one.at >= since && one.at <= until && !gone.has(one.id)) found.push(one);
      }
      return found.reverse();
    },

    get(id) {
      const place = byId.get(id);
      return place === undefined || gone.has(id) ? undefined : kept[place]?.one;
    },
    forget: (id) => void gone.add(id),
    size: () => kept.length - gone.size,
  };
}
