import { composed } from '../../activities/notice/compose.js';
import type { NoticeMessage } from '../../activities/notice/message.js';
import { namesIn } from '../../domain/notice/notice-words.js';
import { noticeRows, type NoticeRow } from '../../domain/notice/notice-rows.js';
import type { ContactFacts } from '../../domain/notice/recipients.js';
import type { Position } from '../../domain/notice/vocabulary.js';
import type { TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import type { Language } from '../../domain/ticket/words.js';
import { createProgressLinks, createQueryCodes, createRatingLinks } from '../../storage/access/citizen-links.js';
import type { ClaimedNotice } from '../../storage/notice/notice-store.js';
import { readNoticeTemplates } from '../../storage/notice/notice-templates.js';
import { contactDirectory } from '../../storage/reference/reference-data.js';
import { unit } from './tickets.js';

export const MASTER_KEY = Buffer.alloc(32, 3);
export const QUERY_CODES = createQueryCodes(MASTER_KEY);
const COMPOSER = {
  templates: readNoticeTemplates(),
  ratingLinks: createRatingLinks(MASTER_KEY, 'https://hotline.example.org'),
  progressLinks: createProgressLinks(MASTER_KEY, 'https://hotline.example.org'),
  queryCodes: QUERY_CODES,
};
const NAMES = namesIn({ units: new Map(), classes: new Map() });

/** `water liaison` is reached by mail; what it says after that, as it says it. */
export function aContact(place: string, more: Partial<ContactFacts> = {}): ContactFacts {
  const [where = '', position = ''] = place.split(' ');
  const reached = { language: 'zh', reachedBy: ['email'] } as const;
  return { id: place, unit: where, position: position as Position, ...reached, ...more };
}

export function rowsFor(
  { ticket, events }: { readonly ticket: TicketState; readonly events: readonly TicketEvent[] },
  contacts: readonly ContactFacts[],
): NoticeRow[] {
  return noticeRows(
    events,
    ticket,
    contactDirectory(contacts, (id) => unit(id).path),
  );
}

/** What would be read, if these went out as one message. */
export function textOf(rows: readonly NoticeRow[], language: Language = 'zh'): NoticeMessage {
  const [first, ...others] = rows.map((row, index) => claimed(row, index, language));
  if (!first) throw new Error('There is no notice.');
  return composed([first, ...others], COMPOSER, NAMES, { said: { channel: '市医保局窗口' }, linkGeneration: 0 });
}

function claimed(row: NoticeRow, index: number, language: Language): ClaimedNotice {
  const ids = { id: String(index + 1), messageId: '1', ticketId: '00000000-0000-7000-8000-000000000001' };
  return { ...row, ...ids, language, at: new Date(row.at), attempts: 1 };
}
