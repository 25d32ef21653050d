import { HOUR_MS } from '../calendar/civil-time.js';
import type { Instant } from '../calendar/types.js';
import type { NoticeRow } from '../notice/notice-rows.js';
import type { ContactFacts } from '../notice/recipients.js';
import { TEMPLATE_ROWS } from '../notice/vocabulary.js';

/**
 * That somebody made a key of an administrator: all administrators are told in their inbox, whoever it was that made
 * it, and who is entered as a contact for the position `administrator`.
 */
export function administratorKeyNotices(
  made: { readonly prefix: string; readonly by: string; readonly at: Instant },
  contacts: readonly ContactFacts[],
): NoticeRow[] {
  const { prefix, by, at } = made;
  const row = {
    // It is about no ticket, and no event caused it; those count from one.
    seq: 0,
    template: 'administratorKey',
    addressee: 'administrator',
    position: 'administrator',
    pack: 'default',
    params: { key: prefix, account: by },
    level: 2,
    mergeable: false,
    hours: null,
    at,
    notBefore: at,
    expiresAt: new Date(Date.parse(at) + TEMPLATE_ROWS.administratorKey.ttlHours * HOUR_MS).toISOString(),
    lastError: null,
  } as const;
  const inbox = { unitId: null, language: 'zh', channel: 'inApp', status: 'sent' } as const;
  const carried = contacts.flatMap(({ id, unit, language, reachedBy }, index) =>
    reachedBy.map((channel): NoticeRow => {
      const to = { recipient: id, unitId: unit, language, channel, status: 'pending' } as const;
      return { ...row, ...to, ordinal: index + 2 };
    }),
  );
  return [{ ...row, ...inbox, recipient: 'role:administrator', ordinal: 1 }, ...carried];
}
