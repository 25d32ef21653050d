import type { Instant } from '../calendar/types.js';
import { stableFraction } from '../stable-fraction.js';
import type { ClockKey, Urgency } from '../ticket/vocabulary.js';
import type { FiringRules, FiringWindow, ScheduledRung } from './types.js';

/**
 * What holds for a pack that says nothing. Seconds where somebody's life, a high level or a promise to a citizen hangs
 * on it; what reminds and what marks may take ten minutes, for lists and scores go by the instant and not by the
 * firing.
 */
export const DEFAULT_FIRING: FiringRules = {
  expectedPerSecond: 10,
  windows: [
    { urgencies: ['P0', 'P1'], seconds: 5 },
    { fromLevel: 3, seconds: 10 },
    { clocks: ['citizen', 'ratingLink', 'suspension'], seconds: 60 },
    { seconds: 600 },
  ],
};

export interface CrowdedRung {
  readonly ticket: string;
  readonly clock: string;
  readonly key: ClockKey;
  readonly urgency: Urgency;
  /** How many clocks of this kind are known to end at the same instant. */
  readonly together: number;
}

/**
 * The place of a rung after its instant. The first second of a crowd needs none. Who comes when there are so many
 * seconds' worth already gets a place in the part of the window that doubles them, by a hash of ticket, clock and rung:
 * so a window is as long as its crowd needs, and each second of it gets as many as a second can take. When the row's
 * window is full, the places lie all over it.
 */
export function placed(
  rung: ScheduledRung,
  { ticket, clock, key, urgency, together }: CrowdedRung,
  { expectedPerSecond, windows }: FiringRules,
): ScheduledRung {
  const row = windows.find((one) => fits(one, rung, key, urgency));
  const taken = together / expectedPerSecond;
  if (!row || taken < 1) return rung;
  const from = 2 ** Math.floor(Math.log2(taken));
  const [start, end] = from * 2 > row.seconds ? [0, row.seconds] : [from, from * 2];
  const place = start + (end - start) * stableFraction(`${ticket} ${clock} ${rung.rung}`);
  return { ...rung, firesAt: later(rung.at, place), firesBy: later(rung.at, end) };
}

function fits(row: FiringWindow, { effect, level = 0 }: ScheduledRung, key: ClockKey, urgency: Urgency): boolean {
  return (
    (!row.urgencies || row.urgencies.includes(urgency)) &&
    (!row.clocks || row.clocks.includes(key)) &&
    (!row.effects || row.effects.includes(effect)) &&
    (row.fromLevel === undefined || level >= row.fromLevel)
  );
}

function later(at: Instant, seconds: number): Instant {
  return new Date(Date.parse(at) + Math.round(seconds * 1_000)).toISOString();
}
