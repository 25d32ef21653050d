import { chanceOf } from './surprise.js';
import type { AlertRule } from './vocabulary.js';
import {
  JOINS_FROM,
  OUTAGE,
  PLACE,
  SEASONS,
  starOf,
  SURGE,
  TOLD_ONCE_FOR_MS,
  type SeasonRow,
  type StarRow,
} from './watch-rows.js';
import type { MatterWindow, Near, Watched } from './window.js';

/** Numbers and words of ours alone: nothing that anybody said. */
export interface Why {
  /** How near they are to one another on average, of a star. */
  readonly together?: number;
  /** How many there were in the time that the rule looks at, and how many are usual. */
  readonly count?: number;
  readonly usual?: number;
  readonly chance?: number;
  readonly season?: string;
}

/** That a rule fits, and to what. */
export interface Finding {
  readonly rule: AlertRule;
  readonly version: number;
  /** In the order in which they came; the newest is the one that it was found by. */
  readonly tickets: readonly Watched[];
  readonly citizens: number;
  readonly why: Why;
}

/** What was seen of one that came in. */
export interface Seen {
  readonly findings: readonly Finding[];
  /** Near enough to belong to what these belong to. */
  readonly near: readonly string[];
}

/** How many of a class in a district are usual in an hour such as this one. Asked only where there are many. */
export type Usual = (one: Watched) => Promise<number> | number;

/** Looks at one that came in, beside what came before. It is in the window already. */
export async function watch(one: Watched, window: MatterWindow, usual: Usual): Promise<Seen> {
  const star = starOf(one.channel);
  const near = star === undefined ? [] : nearOf(one, window, star);
  const findings = [
    outageOf(one, window),
    star === undefined ? null : starAround(one, near, window, star),
    placeOf(one, window),
    await surgeOf(one, window, usual),
    ...SEASONS.map((row) => seasonOf(one, window, row)),
  ].filter((found) => found !== null);
  return { findings, near: near.filter(({ score }) => score >= JOINS_FROM).map(({ one: other }) => other.id) };
}

function nearOf(one: Watched, window: MatterWindow, row: StarRow): Near[] {
  return window
    .near(one, one.at - row.withinMs)
    .filter(({ score, one: other }) => score >= row.likeness && isBeside(one, other, row));
}

/** Both say where, and it is not the same district: a conflict. On the telephone both have to say so, and agree. */
function isBeside(one: Watched, other: Watched, { samePlace }: StarRow): boolean {
  if (samePlace) return one.place !== null && one.place === other.place;
  return one.district === null || other.district === null || one.district === other.district;
}

function outageOf(one: Watched, window: MatterWindow): Finding | null {
  const { classCode, place, isOutage } = one;
  if (!isOutage || classCode === null || place === null) return null;
  const same = window
    .since(one, one.at - OUTAGE.withinMs)
    .filter((other) => other.isOutage && other.classCode === classCode && other.place === place);
  return enough(OUTAGE, same, { count: same.length });
}

function starAround(one: Watched, near: readonly Near[], window: MatterWindow, row: StarRow): Finding | null {
  const all = [...near.map(({ one: other }) => other), one];
  if (citizensOf(all) < row.citizens) return null;
  const together = window.together(all);
  return together < row.together ? null : enough(row, all, { together: rounded(together) });
}

function placeOf(one: Watched, window: MatterWindow): Finding | null {
  if (one.place === null) return null;
  const same = window.since(one, one.at - PLACE.withinMs).filter(({ place }) => place === one.place);
  return enough(PLACE, same, { count: same.length });
}

async function surgeOf(one: Watched, window: MatterWindow, usual: Usual): Promise<Finding | null> {
  const { classCode, district } = one;
  if (classCode === null || district === null) return null;
  const same = window
    .since(one, one.at - SURGE.withinMs)
    .filter((other) => other.classCode === classCode && other.district === district);
  if (citizensOf(same) < SURGE.citizens) return null;
  // Where there was none before, half a one in all these days.
  const mean = Math.max(await usual(one), 0.5 / SURGE.days);
  const chance = chanceOf(same.length, mean);
  return chance >= SURGE.below ? null : enough(SURGE, same, { count: same.length, usual: rounded(mean), chance });
}

function seasonOf(one: Watched, window: MatterWindow, row: SeasonRow): Finding | null {
  const month = new Date(one.at + CHINA_AHEAD_MS).getUTCMonth() + 1;
  if (one.district === null || !row.months.includes(month) || !names(one, row)) return null;
  const same = window
    .since(one, one.at - row.withinMs)
    .filter((other) => other.district === one.district && names(other, row));
  return enough(row, same, { count: same.length, season: row.season });
}
const CHINA_AHEAD_MS = 8 * 3_600_000;

function names({ said: { title, text } }: Watched, { words }: SeasonRow): boolean {
  return words.some((word) => title.includes(word) || text.includes(word));
}

function enough(
  { rule, version, citizens: least }: { rule: AlertRule; version: number; citizens: number },
  tickets: readonly Watched[],
  why: Why,
): Finding | null {
  const citizens = citizensOf(tickets);
  if (citizens < least) return null;
  return { rule, version, tickets: [...tickets].sort((a, b) => a.at - b.at), citizens, why };
}

function citizensOf(tickets: readonly Watched[]): number {
  return new Set(tickets.map(({ citizen }) => citizen)).size;
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

/** An alert to which a ticket belongs already. */
export interface Standing {
  readonly alert: string;
  readonly rule: AlertRule;
  /** Milliseconds since 1970. */
  readonly raisedAt: number;
}

/** What comes of it: a new alert, the growth of one, or nothing. */
export type Outcome =
  | { readonly raise: Finding; readonly join: null }
  | { readonly raise: null; readonly join: string }
  | { readonly raise: null; readonly join: null };

/** What is of one matter by itself; the others are many things that come together. */
const OF_ONE_MATTER: readonly AlertRule[] = ['outage', 'star'];

/**
 * Each matter is told once, and again only thirty days later: what it was found with belongs to an alert already, or
 * what is near it does. What only came together at one place or hour is the same as before if most of it is.
 */
export function outcomeOf(
  one: Watched,
  { findings, near }: Seen,
  standing: ReadonlyMap<string, readonly Standing[]>,
): Outcome {
  const young = (id: string): readonly Standing[] =>
    (standing.get(id) ?? []).filter(({ raisedAt }) => one.at - raisedAt < TOLD_ONCE_FOR_MS);
  for (const found of findings) {
    const held = mostHeld(found, young);
    if (held === null) return { raise: found, join: null };
    // What many things have in common is no reason to lay one of them to the matter of the others.
    if (held.rule === found.rule || isOfOneMatter(found)) return { raise: null, join: held.alert };
  }
  for (const id of near)
    for (const known of young(id)) if (isOfOneMatter(known)) return { raise: null, join: known.alert };
  return { raise: null, join: null };
}

function mostHeld(found: Finding, young: (id: string) => readonly Standing[]): Standing | null {
  const held = new Map<string, { readonly by: Standing; readonly times: number }>();
  for (const { id } of found.tickets)
    for (const by of young(id)) {
      if (isOfOneMatter(found) && !isOfOneMatter(by)) continue;
      held.set(by.alert, { by, times: (held.get(by.alert)?.times ?? 0) + 1 });
    }
  const [most] = [...held.values()].sort((a, b) => b.times - a.times);
  if (most === undefined) return null;
  return isOfOneMatter(found) || most.times * 2 >= found.tickets.length - 1 ? most.by : null;
}

function isOfOneMatter({ rule }: { readonly rule: AlertRule }): boolean {
  return OF_ONE_MATTER.includes(rule);
}
