import type { MissedCall } from '../call/missed-call.js';
import { besideNotices } from './beside-notices.js';
import { besideSeq } from './decision-notices.js';
import type { NoticeRow } from './notice-rows.js';
import type { ContactDirectory } from './recipients.js';

/**
 * Operators are told that somebody waits to be rung back, and the duty desk when nobody did in time. Not who it is:
 * that is shown to whoever claims it.
 */
export function missedCallNotices(
  template: 'missedCall' | 'missedCallLate',
  { id, firstAt, dueAt }: Pick<MissedCall, 'id' | 'firstAt' | 'dueAt'>,
  directory: Pick<ContactDirectory, 'contactsIn'>,
): NoticeRow[] {
  const isLate = template === 'missedCallLate';
  return besideNotices(
    {
      template,
      position: isLate ? 'dutyDesk' : 'operator',
      // The one of the same call that is late stands beside the other.
      seq: besideSeq(id) - (isLate ? 1 : 0),
      params: { at: firstAt.toISOString(), dueAt: dueAt.toISOString() },
      level: isLate ? 1 : 0,
      at: (isLate ? dueAt : firstAt).toISOString(),
    },
    directory,
  );
}
