import type { Decidable } from '../decision.js';
import { besideNotices } from './beside-notices.js';
import type { NoticeRow } from './notice-rows.js';
import type { ContactDirectory } from './recipients.js';
import type { StaffTemplate } from './vocabulary.js';

/** Below where alerts count, and apart for each request: the first 28 bits of its id. */
const FIRST = 2 ** 30;
const DIGITS = 7;

/**
 * Those who decide are told that somebody waits for them, in the inbox of the duty desk, which supervisors, duty
 * managers and directors read. Not who asked, nor for what: that is read where it is decided.
 */
export function decisionNotices(
  template: StaffTemplate & ('disclosureWaiting' | 'erasureWaiting' | 'dataRequestWaiting'),
  request: Pick<Decidable, 'id' | 'askedAt' | 'decideUntil'>,
  number: string,
  directory: Pick<ContactDirectory, 'contactsIn'>,
): NoticeRow[] {
  const until = request.decideUntil.toISOString();
  return besideNotices(
    {
      template,
      position: 'dutyDesk',
      seq: -(FIRST + Number.parseInt(request.id.slice(0, DIGITS), 16)),
      params: { number, dueAt: until },
      level: 0,
      at: request.askedAt.toISOString(),
      until,
    },
    directory,
  );
}
