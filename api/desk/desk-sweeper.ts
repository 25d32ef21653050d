import type { Logger } from 'pino';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import { missedCallNotices } from '../../domain/notice/missed-call-notices.js';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import { createHourlyClearing } from '../../pacing/hourly-clearing.js';
import type { Services } from '../services.js';

const EVERY_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;
/** A year of figures can be asked for. */
const CHOICES_KEPT_MS = 400 * DAY_MS;

type Desks = Pick<Services, 'drafts' | 'presence' | 'calls' | 'missedCalls' | 'suggestionChoices' | 'reference'>;
/** Of those that are told late at once. */
const LATE_AT_ONCE = 100;

/**
 * Clears drafts whose seven days are over, who was at a ticket, calls that are old, and what became of suggestions long
 * ago, also where nobody writes any more: what was said to last so long is not kept longer because a desk is quiet.
 * Tells of missed calls that are late. `clock`: milliseconds since 1970.
 */
export function startDeskSweeper(desks: Desks, log: Logger, clock: () => number): { stop(): Promise<void> } {
  return againAndAgain({
    work: createDeskClearing(desks, clock),
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) => log.warn({ error: failureName(error), nextInMs }, 'Old drafts and late calls wait'),
  });
}

export function createDeskClearing(
  { drafts, presence, calls, missedCalls, suggestionChoices, reference }: Desks,
  clock: () => number,
): () => Promise<void> {
  const before = (ms: number): Date => new Date(clock() - ms);
  const clearing = [
    ...[drafts, presence, calls].map((store) => (most: number) => store.forget(before(0), most)),
    (most: number) => suggestionChoices.forget(before(CHOICES_KEPT_MS), most),
  ].map((forget) => createHourlyClearing(forget, clock));
  return async () => {
    const { contacts } = await reference.current();
    await missedCalls.tellLate(new Date(clock()), LATE_AT_ONCE, (missed) =>
      missedCallNotices('missedCallLate', missed, contacts),
    );
    for (const clear of clearing) await clear();
  };
}
