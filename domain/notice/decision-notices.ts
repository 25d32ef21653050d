import type { Decidable } from '../decision.js';
import { besideNotices } from './beside-notices.js';
import type { NoticeRow } from './notice-rows.js';
import type { ContactDirectory } from './recipients.js';
import type { StaffTemplate } from './vocabulary.js';

/** Below where alerts count, and apart for each request: the first 28 bits of its id. */
const FIRST = 2 ** 30;
const DIGITS = 7;

/** The place among the notices of a ticket of what has an id of its own and is no event. */
export function besideSeq(id: string): number {
  return -(FIRST + Number.parseInt(id.slice(0, DIGITS), 16));
}

/**
 * Those who decide are told that somebody waits for them, in the inbox of the duty desk, which supervisors, duty
 * managers and directors read. Not who asked, nor for what: that is read where it is decided.
 */
export function decisionNotices(
  template: StaffTemplate & ('disclosureWaiting' | 'erasureWaiting' | 'dataRequestWaiting' | 'exportWaiting'),
  request: Pick<Decidable, 'id' | 'askedAt' | 'decideUntil'>,
  number: string,
  directory: Pick<ContactDirectory, 'contactsIn'>,
): NoticeRow[] {
  const until = request.decideUntil.toISOString();
  return besideNotices(
    {
      template,
      position: 'dutyDesk',
      seq: besideSeq(request.id),
      params: { number, dueAt: until },
      level: 0,
      at: request.askedAt.toISOString(),
      until,
    },
    directory,
  );
}
