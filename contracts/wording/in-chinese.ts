import { ALERTS_IN_CHINESE } from './alerts.js';
import { CALLS_IN_CHINESE } from './calls.js';
import { DATA_REQUESTS_IN_CHINESE } from './data-requests.js';
import { ERASING_IN_CHINESE } from './erasing.js';
import { EXPORTS_IN_CHINESE } from './exports.js';
import { FIELDS_IN_CHINESE } from './fields.js';
import { KNOWLEDGE_IN_CHINESE } from './knowledge.js';
import { REQUESTS_IN_CHINESE } from './requests.js';
import { RULES_IN_CHINESE } from './rules.js';

const HOLE = /\{(\d)\}/g;
const ALL = Object.entries({
  ...RULES_IN_CHINESE,
  ...REQUESTS_IN_CHINESE,
  ...FIELDS_IN_CHINESE,
  ...ERASING_IN_CHINESE,
  ...DATA_REQUESTS_IN_CHINESE,
  ...EXPORTS_IN_CHINESE,
  ...KNOWLEDGE_IN_CHINESE,
  ...ALERTS_IN_CHINESE,
  ...CALLS_IN_CHINESE,
});

const whole = new Map(ALL.filter(([english]) => english.search(HOLE) === -1));
/** The longest first: the more a sentence says itself, the less is left to what fills it. */
const withFacts = ALL.filter(([english]) => !whole.has(english))
  .sort(([one], [other]) => other.length - one.length)
  .map(([english, chinese]) => ({ pattern: patternOf(english), chinese }));

/**
 * The same message in Chinese, with its facts; `null` when nobody has written it yet. Messages are said in English
 * where they are thrown, also by rules whose words are kept in histories; this is the one place that knows them in the
 * other language.
 */
export function inChinese(message: string): string | null {
  const plain = whole.get(message);
  if (plain !== undefined) return plain;
  for (const { pattern, chinese } of withFacts) {
    const facts = pattern.exec(message);
    if (facts) return chinese.replaceAll(HOLE, (_hole, place: string) => said(facts[Number(place)] ?? ''));
  }
  return null;
}

/** A fact may be a message itself, such as what can be done instead. */
function said(fact: string): string {
  return whole.get(fact) ?? (fact.endsWith('.') ? (inChinese(fact) ?? fact) : fact);
}

function patternOf(english: string): RegExp {
  const parts = english.split(HOLE).filter((_part, index) => index % 2 === 0);
  const escaped = parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('([^]*?)')}$`);
}
