import { TYPE_WORDS, URGENCY_WORDS } from '../../domain/ticket/code-words.js';
import { STATE_WORDS, type Words } from '../../domain/ticket/words.js';
import { useShownValue } from '../admin/shown-value.js';
import { useWords } from '../words/i18n.js';

const VALUES: Readonly<Record<string, Readonly<Record<string, Words>>>> = {
  state: STATE_WORDS,
  type: TYPE_WORDS,
  urgency: URGENCY_WORDS,
};

/** A filter of an export as people read it. */
export function useFilterWords(): (filter: Readonly<Record<string, unknown>>) => readonly string[] {
  const { t, say } = useWords();
  const shown = useShownValue();
  const names: Readonly<Record<string, string>> = {
    ...{ state: t('search.state'), type: t('search.type'), urgency: t('search.urgency'), unit: t('search.unit') },
    ...{ q: t('search.words'), list: t('search.list'), overdue: t('search.overdue'), class: t('exports.classCode') },
    ...{ dueFrom: t('exports.dueFrom'), dueTo: t('exports.dueTo') },
  };
  const worded = (field: string, value: unknown): string => {
    const table = VALUES[field];
    if (!table || !Array.isArray(value)) return shown(field, value);
    return value.map((one) => say(table[String(one)]) || String(one)).join('、');
  };
  return (filter) => Object.entries(filter).map(([field, value]) => `${names[field] ?? field} ${worded(field, value)}`);
}
