import { DAY_MS } from '../calendar/civil-time.js';
import type { Decidable } from '../decision.js';
import { Refusal } from '../refusal.js';
import type { Actor, Role } from '../ticket/vocabulary.js';

/** So long a caller is marked, and then it ends by itself. */
export const FLAG_HOLDS_MS = 90 * DAY_MS;
/** What nobody has decided by then has lapsed. */
export const FLAG_DECIDE_WITHIN_MS = 3 * DAY_MS;
export const FLAG_DECIDERS: readonly Role[] = ['supervisor', 'dutyManager', 'director'];

/**
 * That somebody calls to do harm: asked by who had them on the line, and decided by another person. It says so on the
 * card and does nothing else: they are answered, and helped in an emergency, as anybody is.
 */
export interface CallerFlag extends Decidable {
  /** `null`: it was not granted. */
  readonly holdsUntil: Date | null;
}

export const FLAG_STATES = ['waiting', 'lapsed', 'denied', 'holds', 'ended', 'withdrawn'] as const;
export type FlagState = (typeof FLAG_STATES)[number];

export function flagState({ withdrawnAt, granted, decideUntil, holdsUntil }: CallerFlag, now: Date): FlagState {
  if (withdrawnAt !== null) return 'withdrawn';
  if (granted === null) return now < decideUntil ? 'waiting' : 'lapsed';
  if (!granted) return 'denied';
  return holdsUntil !== null && now < holdsUntil ? 'holds' : 'ended';
}

export function assertMayDecideFlag(flag: CallerFlag, decider: Pick<Actor, 'id'>, now: Date): void {
  if (decider.id === flag.askedBy.id)
    throw new Refusal('separation-of-duties', 'Nobody marks a caller alone. Another person decides.');
  const state = flagState(flag, now);
  if (state !== 'waiting') throw new Refusal('caller-flag-over', `This mark is ${state}. There is nothing to decide.`);
}

/** Who asked takes it back, and who decides. */
export function mayWithdrawFlag({ askedBy }: Pick<CallerFlag, 'askedBy'>, by: Pick<Actor, 'id' | 'role'>): boolean {
  return askedBy.id === by.id || FLAG_DECIDERS.some((role) => role === by.role);
}
