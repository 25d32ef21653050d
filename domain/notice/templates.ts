import { everyMatch } from '../every-match.js';
import type { Language, Words } from '../ticket/words.js';
import { CITIZEN_TEMPLATES, STAFF_TEMPLATES, type NoticeTemplate } from './vocabulary.js';

/** A text, and the code under which an SMS provider has approved it. */
export interface NoticeWording {
  readonly sms: string;
  readonly subject: Words;
  readonly text: Words;
}

/** Several notices in one message. */
export interface DigestWording extends NoticeWording {
  /** After the last of them. */
  readonly end: Words;
}

export interface NoticeTemplates {
  /** Who speaks, in front of each text message. */
  readonly sign: Words;
  readonly templates: Readonly<Record<NoticeTemplate, NoticeWording>>;
  readonly digest: DigestWording;
  /** What an incomplete ticket is called in a text, such as a class that nobody has chosen. */
  readonly unknown: Words;
}

/** Words that are put together before they are put in: see `notice-words.ts`. */
const EVERYWHERE = ['number'] as const;
const OF_STAFF = [...EVERYWHERE, 'level', 'className', 'lead', 'dueAt', 'unitDueAt', 'citizenDueAt'] as const;
const CLOCK = [...OF_STAFF, 'clock'] as const;
const MORE: Readonly<Partial<Record<NoticeTemplate, readonly string[]>>> = {
  reminder: CLOCK,
  overdue: CLOCK,
  chase: CLOCK,
  redSupervision: CLOCK,
  raised: CLOCK,
  interview: CLOCK,
  bulletin: CLOCK,
  supervision: [...OF_STAFF, 'supervision'],
  task: [...OF_STAFF, 'task'],
  requestWaiting: [...OF_STAFF, 'request'],
  requestDecided: [...OF_STAFF, 'request', 'decision'],
  redo: [...OF_STAFF, 'round'],
  lookAlert: [...EVERYWHERE, 'account', 'views', 'minutes'],
  // It is about no ticket.
  administratorKey: ['account', 'key'],
  administratorPosition: ['account', 'person'],
  fileInfected: [...EVERYWHERE, 'file'],
  disclosureWaiting: [...EVERYWHERE, 'dueAt'],
  erasureWaiting: [...EVERYWHERE, 'dueAt'],
  dataRequestWaiting: [...EVERYWHERE, 'dueAt'],
  // It is about no ticket: the number is that of the export.
  exportWaiting: [...EVERYWHERE, 'dueAt'],
  // They are about no ticket.
  knowledgeTask: ['knowledgeTask', 'question', 'dueAt', 'unit'],
  knowledgeOverdue: ['knowledgeTask', 'question', 'dueAt', 'unit'],
  alertRaised: ['alertRule', 'className', 'place', 'tickets', 'citizens', 'dueAt'],
  alertOverdue: ['alertRule', 'className', 'place', 'tickets', 'citizens', 'dueAt'],
  missedCall: ['dueAt'],
  missedCallLate: ['dueAt'],
  citizenAccepted: [...EVERYWHERE, 'queryCode', 'progressLink'],
  citizenReceipt: [...EVERYWHERE, 'progressLink'],
  citizenDispatched: [...EVERYWHERE, 'dueAt', 'unit'],
  citizenDispatchedUnnamed: [...EVERYWHERE, 'dueAt'],
  citizenExtended: [...EVERYWHERE, 'dueAt', 'reason'],
  citizenRedirected: [...EVERYWHERE, 'channel', 'queryCode'],
  citizenDeclined: [...EVERYWHERE, 'reason', 'queryCode', 'progressLink'],
  citizenSplit: [...EVERYWHERE, 'parts'],
  citizenMissed: [...EVERYWHERE, 'ratingLink'],
  citizenRatingLink: [...EVERYWHERE, 'ratingLink'],
  citizenRedo: [...EVERYWHERE, 'dueAt'],
  citizenClosed: [...EVERYWHERE, 'result'],
};
const NAMES: readonly NoticeTemplate[] = [...STAFF_TEMPLATES, ...CITIZEN_TEMPLATES];
const PLACEHOLDER = /\{\{(\w+)\}\}/g;

/** The placeholders that a template may name; a report's, for one, has none for the unit. */
export function placeholdersOf(template: NoticeTemplate): readonly string[] {
  return MORE[template] ?? (template.startsWith('citizen') ? EVERYWHERE : OF_STAFF);
}

/**
 * Reads a set of templates. Throws, naming the place, when a text is missing in a language or asks for words that its
 * notice has not got. What a pack's own set leaves out is taken from `base`.
 */
export function parseNoticeTemplates(value: unknown, base?: NoticeTemplates): NoticeTemplates {
  const file = objectAt(value, 'the file');
  const given = objectAt(file['templates'] ?? {}, 'templates');
  const stranger = Object.keys(given).find((name) => !NAMES.some((known) => known === name));
  if (stranger !== undefined) throw new Error(`templates.${stranger}: there is no such notice.`);
  const entries = NAMES.map((name) => {
    const own = given[name];
    if (own === undefined && base) return [name, base.templates[name]] as const;
    return [name, wordingAt(own, `templates.${name}`, placeholdersOf(name))] as const;
  });
  return {
    sign: file['sign'] === undefined && base ? base.sign : wordsAt(file['sign'], 'sign', []),
    templates: Object.fromEntries(entries) as Record<NoticeTemplate, NoticeWording>,
    digest: file['digest'] === undefined && base ? base.digest : digestAt(file['digest']),
    unknown: file['unknown'] === undefined && base ? base.unknown : wordsAt(file['unknown'], 'unknown', []),
  };
}

function digestAt(value: unknown): DigestWording {
  const own = objectAt(value, 'digest');
  const known = ['count', 'number', 'level'];
  return { ...wordingAt(own, 'digest', known), end: wordsAt(own['end'], 'digest.end', known) };
}

function wordingAt(value: unknown, where: string, known: readonly string[]): NoticeWording {
  const { sms, subject, text } = objectAt(value, where);
  if (typeof sms !== 'string' || !/^[A-Z0-9_]{3,40}$/.test(sms)) throw new Error(`${where}.sms is no template code.`);
  return { sms, subject: wordsAt(subject, `${where}.subject`, known), text: wordsAt(text, `${where}.text`, known) };
}

function wordsAt(value: unknown, where: string, known: readonly string[]): Words {
  const words = objectAt(value, where);
  const [zh, en] = (['zh', 'en'] as const).map((language) => {
    const text = words[language];
    if (typeof text !== 'string' || text === '') throw new Error(`${where}.${language} is missing.`);
    const unknown = [...everyMatch(PLACEHOLDER, text)]
      .map(([, name]) => name ?? '')
      .find((name) => !known.includes(name));
    if (unknown !== undefined)
      throw new Error(`${where}.${language}: {{${unknown}}} is not among ${known.join(', ')}.`);
    return text;
  });
  return { zh: zh ?? '', en: en ?? '' };
}

function objectAt(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${where} is missing.`);
  return value as Record<string, unknown>;
}

/** Puts the words in. What a notice has not got is left out with a dash, for the message must go. */
export function filledIn(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(PLACEHOLDER, (_, name: string) => values[name] ?? '—');
}

export function wordedAs(
  wording: NoticeWording,
  language: Language,
  values: Readonly<Record<string, string | undefined>>,
): { readonly subject: string; readonly text: string } {
  return { subject: filledIn(wording.subject[language], values), text: filledIn(wording.text[language], values) };
}
