import { useReference } from '../api/reference.js';
import { useWords } from '../words/i18n.js';
import { dayAndTime } from '../words/time.js';

const IS_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
const IS_UNIT: ReadonlySet<string> = new Set(['unit', 'parent', 'successor', 'owners']);
const AT_MOST = 12;

/** A value of the trail as people read it: units by their names, times in China's, long lists by their length. */
export function useShownValue(): (field: string, value: unknown) => string {
  const { t, language } = useWords();
  const { unitName } = useReference();
  const shown = (field: string, value: unknown): string => {
    if (value === undefined || value === null || value === '') return t('none');
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (Array.isArray(value)) {
      if (value.length === 0) return t('none');
      const first = value.slice(0, AT_MOST).map((one) => shown(field, one));
      return first.join('、') + (value.length > AT_MOST ? ` ${t('admin.andMore', { count: value.length })}` : '');
    }
    if (typeof value === 'object') {
      return Object.entries(value)
        .filter(([, one]) => one !== null)
        .map(([key, one]) => shown(key, one))
        .join(' ');
    }
    const text = String(value as string | number);
    if (IS_UNIT.has(field)) return unitName(text, language);
    return IS_TIME.test(text) ? dayAndTime(text, language) : text;
  };
  return shown;
}
