import type { Instant } from '../calendar/types.js';
import { besideNotices } from '../notice/beside-notices.js';
import type { NoticeRow } from '../notice/notice-rows.js';
import type { ContactFacts } from '../notice/recipients.js';
import type { NoticeParams } from '../notice/vocabulary.js';

/**
 * That somebody made a key of an administrator: all administrators are told in their inbox, whoever it was that made
 * it, and who is entered as a contact for the position `administrator`.
 */
export function administratorKeyNotices(
  made: { readonly prefix: string; readonly by: string; readonly at: Instant },
  contacts: readonly ContactFacts[],
): NoticeRow[] {
  return toAdministrators('administratorKey', { key: made.prefix, account: made.by }, made.at, contacts);
}

/** The same when somebody was made an administrator. Persons are named by the ids of their accounts. */
export function administratorPositionNotices(
  given: { readonly person: string; readonly by: string; readonly at: Instant },
  contacts: readonly ContactFacts[],
): NoticeRow[] {
  return toAdministrators('administratorPosition', { person: given.person, account: given.by }, given.at, contacts);
}

function toAdministrators(
  template: 'administratorKey' | 'administratorPosition',
  params: NoticeParams,
  at: Instant,
  contacts: readonly ContactFacts[],
): NoticeRow[] {
  // It is about no ticket.
  const told = { template, params, at, position: 'administrator', seq: 0, level: 2 } as const;
  return besideNotices(told, { contactsIn: () => contacts });
}
