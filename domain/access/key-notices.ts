import type { Instant } from '../calendar/types.js';
import { besideNotices } from '../notice/beside-notices.js';
import type { NoticeRow } from '../notice/notice-rows.js';
import type { ContactFacts } from '../notice/recipients.js';

/**
 * That somebody made a key of an administrator: all administrators are told in their inbox, whoever it was that made
 * it, and who is entered as a contact for the position `administrator`.
 */
export function administratorKeyNotices(
  made: { readonly prefix: string; readonly by: string; readonly at: Instant },
  contacts: readonly ContactFacts[],
): NoticeRow[] {
  const params = { key: made.prefix, account: made.by };
  // It is about no ticket.
  const told = { template: 'administratorKey', position: 'administrator', seq: 0, level: 2, at: made.at } as const;
  return besideNotices({ ...told, params }, { contactsIn: () => contacts });
}
