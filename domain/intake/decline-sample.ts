import { parseLocalDate } from '../calendar/civil-time.js';
import type { LocalDate } from '../calendar/types.js';
import { Refusal, refuseUnless } from '../refusal.js';
import { isBlank } from './folded-text.js';
import { stableFraction } from '../stable-fraction.js';
import type { Actor, Role } from '../ticket/vocabulary.js';

/** Of what was declined in a week so much is looked at by a second person. Our own default. */
const SHARE = 0.05;
const WEEK_DAYS = 7;
/** 1970-01-01 was a Thursday. */
const DAYS_AFTER_MONDAY = 3;

/** What a second person says of a decline. */
export const DECLINE_VERDICTS = ['right', 'wrong'] as const;
export type DeclineVerdict = (typeof DECLINE_VERDICTS)[number];

/** Who looks at declines of others. */
export const DECLINE_CHECKERS = ['reviewer', 'dutyManager', 'director'] as const satisfies readonly Role[];

/** The Monday on or before a day. */
export function mondayOf(date: LocalDate): number {
  const day = parseLocalDate(date);
  return day - ((((day + DAYS_AFTER_MONDAY) % WEEK_DAYS) + WEEK_DAYS) % WEEK_DAYS);
}

/**
 * The tickets of a week that are looked at: a twentieth, and at least one. The draw follows from the week and the
 * tickets alone, so nobody chooses it, and whoever draws again draws the same.
 */
export function drawnOf<Declined extends { readonly ticket: string }>(
  declined: readonly Declined[],
  monday: LocalDate,
): Declined[] {
  const place = ({ ticket }: Declined): number => stableFraction(`${monday} ${ticket}`);
  return [...declined].sort((a, b) => place(a) - place(b)).slice(0, Math.ceil(declined.length * SHARE));
}

/** Nobody looks at their own, and what was said once stands. A wrong one says why: whoever declined it reads it. */
export function assertMayCheck(
  { declinedBy, checked }: { readonly declinedBy: string; readonly checked: boolean },
  by: Pick<Actor, 'id'>,
  { verdict, reason }: { readonly verdict: DeclineVerdict; readonly reason: string | null },
): void {
  if (declinedBy === by.id)
    throw new Refusal('separation-of-duties', 'Nobody looks at what they declined themselves. Another person does.');
  if (checked) throw new Refusal('illegal-transition', 'Somebody has looked at this decline already.');
  refuseUnless(
    verdict === 'right' || (reason !== null && !isBlank(reason)),
    'reason-required',
    'Say why it should not have been declined: whoever did reads it.',
  );
}
