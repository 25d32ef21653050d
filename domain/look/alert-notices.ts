import { HOUR_MS } from '../calendar/civil-time.js';
import type { Instant } from '../calendar/types.js';
import type { NoticeRow } from '../notice/notice-rows.js';
import type { ContactDirectory } from '../notice/recipients.js';
import { TEMPLATE_ROWS } from '../notice/vocabulary.js';
import { VIEW_SPANS, type ViewSpan } from './brake.js';

const MINUTE_MS = 60_000;

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
  const { ttlHours } = TEMPLATE_ROWS.lookAlert;
  const row = {
    // No event of the ticket caused it; those count from one.
    seq: -alert.id,
    template: 'lookAlert',
    addressee: 'auditor',
    position: 'auditor',
    pack: 'default',
    params: { number, account, views, minutes: VIEW_SPANS[span] / MINUTE_MS },
    level: 2,
    mergeable: false,
    hours: null,
    at: alert.at,
    notBefore: alert.at,
    expiresAt: new Date(Date.parse(alert.at) + ttlHours * HOUR_MS).toISOString(),
    lastError: null,
  } as const;
  const inbox = { recipient: 'role:auditor', unitId: null, language: 'zh', channel: 'inApp', status: 'sent' } as const;
  const carried = directory.contactsIn('auditor').flatMap(({ id, unit, language, reachedBy }, index) =>
    reachedBy.map((channel): NoticeRow => {
      const to = { recipient: id, unitId: unit, language, channel, status: 'pending' } as const;
      return { ...row, ...to, ordinal: index + 2 };
    }),
  );
  return [{ ...row, ...inbox, ordinal: 1 }, ...carried];
}
