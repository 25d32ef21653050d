import { chinaMinute } from '../calendar/china-time.js';
import { CLOCK_KEYS, CLOSING_CODES, DECLINE_CODES, EXTENSION_CODES, REQUEST_KINDS } from '../ticket/vocabulary.js';
import { ALERT_RULE_WORDS } from '../sentinel/alert-words.js';
import { ALERT_RULES } from '../sentinel/vocabulary.js';
import { TASK_KIND_WORDS } from '../knowledge/entry-words.js';
import { TASK_KINDS } from '../knowledge/vocabulary.js';
import { DECLINE_WORDS, EXTENSION_WORDS } from '../ticket/public-words.js';
import { CLOCK_WORDS, CLOSING_WORDS, REQUEST_WORDS, type Language, type Words } from '../ticket/words.js';
import type { NoticeAddressee, NoticeParams } from './vocabulary.js';

export const ADDRESSEE_WORDS: Readonly<Record<NoticeAddressee, Words>> = {
  operator: { zh: '话务员', en: 'the operators' },
  dispatcher: { zh: '派单员', en: 'the dispatchers' },
  handler: { zh: '经办人', en: 'the handler' },
  unitLiaison: { zh: '承办单位联络员', en: "the unit's liaison" },
  unitDeputyHead: { zh: '承办单位分管负责人', en: "the unit's deputy head" },
  unitHead: { zh: '承办单位主要负责人', en: "the unit's head" },
  superiorHead: { zh: '上级单位负责人', en: 'the head of the superior unit' },
  reviewer: { zh: '审核员', en: 'the reviewers' },
  callbackAgent: { zh: '回访员', en: 'the callback agents' },
  dutyDesk: { zh: '值班台', en: 'the duty desk' },
  governmentOffice: { zh: '政府办公室', en: 'the government office' },
  supervisor: { zh: '督办员', en: 'the supervisors' },
  auditor: { zh: '审计员', en: 'the auditors' },
  administrator: { zh: '管理员', en: 'the administrators' },
  citizen: { zh: '市民', en: 'the citizen' },
};

const WHOLE_CITY: Words = { zh: '全市', en: 'the city' };
const DECISION: Readonly<Record<'true' | 'false', Words>> = {
  true: { zh: '同意', en: 'granted' },
  false: { zh: '不同意', en: 'denied' },
};

/** Names that only the reference data know. */
export interface Names {
  unit(id: string, language: Language): string | undefined;
  class(code: string, language: Language): string | undefined;
}

interface Named {
  readonly name: string;
  readonly nameEn: string;
}

export function namesIn(known: {
  readonly units: ReadonlyMap<string, Named>;
  readonly classes: ReadonlyMap<string, Named>;
}): Names {
  const nameOf = (one: Named | undefined, language: Language): string | undefined =>
    language === 'zh' ? one?.name : one?.nameEn;
  return {
    unit: (id, language) => nameOf(known.units.get(id), language),
    class: (code, language) => nameOf(known.classes.get(code), language),
  };
}

/** The words that stand for a notice's codes and dates, by the names of the placeholders. */
export function wordsFor(params: NoticeParams, language: Language, names: Names): Record<string, string | undefined> {
  const text = (key: string): string | undefined => {
    const value = params[key];
    return value === null || value === undefined || value === '' ? undefined : String(value);
  };
  const date = (key: string): string | undefined => {
    const value = text(key);
    return value === undefined ? undefined : chinaMinute(value);
  };
  const unit = (key: string): string | undefined => {
    const id = text(key);
    return id === undefined ? undefined : (names.unit(id, language) ?? id);
  };
  const worded = <K extends string>(key: string, known: readonly K[], words: Readonly<Record<K, Words>>) => {
    const word = known.find((one) => one === params[key]);
    return word === undefined ? undefined : words[word][language];
  };
  const classCode = text('classCode');
  return {
    number: text('number'),
    level: text('level'),
    task: text('task'),
    supervision: text('supervision'),
    round: text('round'),
    parts: text('parts'),
    account: text('account'),
    key: text('key'),
    person: text('person'),
    file: text('file'),
    views: text('views'),
    minutes: text('minutes'),
    dueAt: date('dueAt'),
    unitDueAt: date('unitDueAt'),
    citizenDueAt: date('citizenDueAt'),
    lead: unit('lead'),
    unit: unit('unit'),
    className: classCode === undefined ? undefined : (names.class(classCode, language) ?? classCode),
    clock: worded('clock', CLOCK_KEYS, CLOCK_WORDS),
    question: text('question'),
    knowledgeTask: worded('knowledgeTask', TASK_KINDS, TASK_KIND_WORDS),
    alertRule: worded('alertRule', ALERT_RULES, ALERT_RULE_WORDS),
    place: unit('place') ?? (params['alertRule'] === undefined ? undefined : WHOLE_CITY[language]),
    tickets: text('tickets'),
    citizens: text('citizens'),
    request: worded('request', REQUEST_KINDS, REQUEST_WORDS),
    result: worded('code', CLOSING_CODES, CLOSING_WORDS),
    reason:
      worded('reasonCode', DECLINE_CODES, DECLINE_WORDS) ?? worded('extensionCode', EXTENSION_CODES, EXTENSION_WORDS),
    decision: 'granted' in params ? DECISION[params['granted'] === true ? 'true' : 'false'][language] : undefined,
  };
}

/** Said in front of a notice that reached somebody else than it was for; empty otherwise. */
export function meantForWords(params: NoticeParams, language: Language, names: Names): string {
  const addressee = params['meantFor'];
  if (typeof addressee !== 'string' || !(addressee in ADDRESSEE_WORDS)) return '';
  const who = ADDRESSEE_WORDS[addressee as NoticeAddressee][language];
  const id = params['meantUnit'];
  const unit = typeof id === 'string' ? (names.unit(id, language) ?? id) : null;
  if (language === 'zh') return `（本应告知${unit === null ? '' : `${unit}的`}${who}，未找到其联系方式）`;
  return `(Meant for ${who}${unit === null ? '' : ` of ${unit}`}, for whom there is no contact.) `;
}
