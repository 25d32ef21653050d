import { MINUTE_MS } from '../calendar/civil-time.js';
import { Refusal } from '../refusal.js';

/** Who rang in vain is rung back within this time after the first of it. */
export const RING_BACK_WITHIN_MS = 30 * MINUTE_MS;
/** Whoever claims it has it for so long; then it is anybody's again. */
export const CLAIMED_FOR_MS = 10 * MINUTE_MS;

/** What became of it. `calledAgain`: they rang again, and somebody answered. */
export const RING_BACK_OUTCOMES = ['reached', 'unreachable', 'wrongNumber', 'calledAgain'] as const;
export type RingBackOutcome = (typeof RING_BACK_OUTCOMES)[number];
/** What a person says became of it. */
export const SAID_OUTCOMES = ['reached', 'unreachable', 'wrongNumber'] as const satisfies readonly RingBackOutcome[];
export type SaidOutcome = (typeof SAID_OUTCOMES)[number];

/** Somebody who rang and was not answered: one of each person, however often they rang. */
export interface MissedCall {
  readonly id: string;
  readonly times: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly dueAt: Date;
  readonly claimedBy: string | null;
  readonly claimedUntil: Date | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
  readonly outcome: RingBackOutcome | null;
}

/** Who has it now; `null`: anybody may take it. */
export function holderOf({ claimedBy, claimedUntil }: MissedCall, now: Date): string | null {
  return claimedUntil !== null && claimedUntil.getTime() > now.getTime() ? claimedBy : null;
}

/** Two who ring one person back at once are a nuisance to that person. */
export function assertClaimable(missed: MissedCall, by: string, now: Date): void {
  if (missed.endedAt !== null) {
    throw new Refusal('missed-call-over', 'This missed call is done: they were rung back, or rang again themselves.');
  }
  const holder = holderOf(missed, now);
  if (holder !== null && holder !== by) {
    throw new Refusal('missed-call-taken', 'Somebody else is ringing them back at this moment.');
  }
}

/** Whether this person has said just that of it: sent once more, it is answered alike. */
export function isEndedSo({ endedBy, outcome }: MissedCall, by: string, said: SaidOutcome): boolean {
  return endedBy === by && outcome === said;
}
