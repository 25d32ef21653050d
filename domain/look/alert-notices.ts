import { MINUTE_MS } from '../calendar/civil-time.js';
import type { Instant } from '../calendar/types.js';
import { besideNotices } from '../notice/beside-notices.js';
import type { NoticeRow } from '../notice/notice-rows.js';
import type { ContactDirectory } from '../notice/recipients.js';
import { VIEW_SPANS, type ViewSpan } from './brake.js';

export interface AlertFacts {
  readonly number: string;
  /** The prefix of the key, or the id of the account. */
  readonly account: string;
  readonly span: ViewSpan;
  readonly views: number;
}

/**
 * Whom an alert is told: auditors and directors in their inbox, and who is entered as a contact for the position
 * `auditor`. Nobody else in their place: the duty desk may be the one who looked.
 */
export function alertNotices(
  alert: { readonly id: number; readonly at: Instant; readonly facts: AlertFacts },
  directory: Pick<ContactDirectory, 'contactsIn'>,
): NoticeRow[] {
  const { number, account, span, views } = alert.facts;
  const params = { number, account, views, minutes: VIEW_SPANS[span] / MINUTE_MS };
  const told = { template: 'lookAlert', position: 'auditor', seq: -alert.id, level: 2, at: alert.at } as const;
  return besideNotices({ ...told, params }, directory);
}
