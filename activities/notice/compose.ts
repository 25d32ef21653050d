import { meantForWords, wordsFor, type Names } from '../../domain/notice/notice-words.js';
import { filledIn, wordedAs } from '../../domain/notice/templates.js';
import type { CitizenProofs } from '../../storage/access/citizen-links.js';
import type { ClaimedNotice } from '../../storage/notice/notice-store.js';
import type { NoticeTemplateSets } from '../../storage/notice/notice-templates.js';
import type { NoticeMessage } from './message.js';

export interface Composer extends CitizenProofs {
  readonly templates: NoticeTemplateSets;
}

/** Nobody wants to read a novel on the telephone. */
const LONGEST_WORD = 60;

/**
 * Makes the message of what waits for one recipient. `said` is what was written with the event and is the citizen's to
 * know; links and codes of a citizen are made here, of the generation that holds now, and kept nowhere.
 */
export function composed(
  waiting: readonly [ClaimedNotice, ...ClaimedNotice[]],
  { templates, ratingLinks, progressLinks, queryCodes }: Composer,
  names: Names,
  { said, linkGeneration }: { readonly said: Readonly<Record<string, unknown>>; readonly linkGeneration: number },
): NoticeMessage {
  const notices = [...waiting].sort((a, b) => b.level - a.level || Number(BigInt(a.id) - BigInt(b.id)));
  const [first = waiting[0]] = notices;
  const { language } = first;
  const id = `notice.${first.messageId}.${nameOf(waiting, first.messageId)}`;
  const parts = notices.map((notice) => {
    const { unknown, templates: wordings } = templates.of(notice.pack);
    const wording = wordings[notice.template];
    const values = {
      className: unknown[language],
      ...defined(wordsFor(notice.params, language, names)),
      ...own(notice),
    };
    const worded = wordedAs(wording, language, values);
    return { notice, wording, values, ...worded, text: meantForWords(notice.params, language, names) + worded.text };
  });
  const listed = parts.map(({ notice, text }) => ({
    id: notice.id,
    ticketId: notice.ticketId,
    number: String(notice.params['number'] ?? ''),
    template: notice.template,
    level: notice.level,
    at: notice.at.toISOString(),
    text,
  }));
  const { sign, digest } = templates.of(first.pack);
  const [only] = parts;
  if (only && parts.length === 1) {
    const { subject, text, wording, values } = only;
    const sms = { templateCode: wording.sms, params: values, sign: sign[language] };
    return { id, language, subject, text, sms, notices: listed };
  }
  const values = {
    count: String(parts.length),
    level: String(first.level),
    number: String(first.params['number'] ?? ''),
  };
  const { subject, text } = wordedAs(digest, language, values);
  const lines = parts.map((part, index) => `${index + 1}. ${part.text}`);
  const body = [text, '', ...lines, '', filledIn(digest.end[language], values)].join('\n');
  return {
    id,
    language,
    subject,
    text: body,
    sms: { templateCode: digest.sms, params: values, sign: sign[language] },
    notices: listed,
  };

  function own({ recipient, ticketId, params }: ClaimedNotice): Record<string, string> {
    if (recipient !== 'citizen') return {};
    const channel = said['channel'];
    return {
      queryCode: queryCodes.codeOf(ticketId, linkGeneration),
      progressLink: progressLinks.pageTo(ticketId, linkGeneration),
      ratingLink: ratingLinks.pageTo(ticketId, Number(params['round'] ?? 1), linkGeneration),
      ...(typeof channel === 'string' && { channel: channel.slice(0, LONGEST_WORD) }),
    };
  }
}

/**
 * The ticket of the notice after which the message is named: numbers alone would repeat themselves in another database.
 */
function nameOf(waiting: readonly [ClaimedNotice, ...ClaimedNotice[]], messageId: string): string {
  return (waiting.find(({ id }) => id === messageId) ?? waiting[0]).ticketId;
}

function defined(values: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
