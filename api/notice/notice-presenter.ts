import type { z } from 'zod';
import type { InboxSchema, NoticeDeliverySchema } from '../../contracts/notices.js';
import { meantForWords, namesIn, wordsFor } from '../../domain/notice/notice-words.js';
import { wordedAs } from '../../domain/notice/templates.js';
import type { Language, Words } from '../../domain/ticket/words.js';
import type { InboxNotice, NoticeDelivery } from '../../storage/notice/notice-inboxes.js';
import type { NoticeTemplateSets } from '../../storage/notice/notice-templates.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';

export type PresentedNotice = z.input<typeof InboxSchema>['items'][number];

/** A notice of the inbox in words: the same as a letter would say, in both languages. */
export function presentNotice(
  { id, ticketId, template, pack, params, level, at, readAt }: InboxNotice,
  sets: NoticeTemplateSets,
  snapshot: ReferenceSnapshot,
): PresentedNotice {
  const names = namesIn(snapshot);
  const { templates, unknown } = sets.of(pack);
  const inLanguage = (language: Language): { subject: string; text: string } => {
    const values = wordsFor(params, language, names);
    const className = values['className'] ?? unknown[language];
    const { subject, text } = wordedAs(templates[template], language, { ...values, className });
    return { subject, text: meantForWords(params, language, names) + text };
  };
  const [zh, en] = [inLanguage('zh'), inLanguage('en')];
  const both = (part: 'subject' | 'text'): Words => ({ zh: zh[part], en: en[part] });
  return {
    ...{ id, template, level },
    // What is about no ticket names none.
    ticket: params['number'] === undefined ? null : { id: ticketId, number: String(params['number']) },
    subject: both('subject'),
    text: both('text'),
    at: chinaTime(at),
    readAt: chinaTimeOrNull(readAt),
  };
}

export function presentDelivery(notice: NoticeDelivery): z.input<typeof NoticeDeliverySchema> {
  const { id, ticketId, number, seq, at, notBefore, expiresAt, sentAt, ...same } = notice;
  return {
    ...same,
    id,
    ticket: { id: ticketId, number },
    event: seq,
    at: chinaTime(at),
    notBefore: chinaTime(notBefore),
    expiresAt: chinaTime(expiresAt),
    sentAt: chinaTimeOrNull(sentAt),
  };
}
