import i18next from 'i18next';
import { CLOCK_WORDS } from '../../domain/ticket/words.js';
import type { ClockKey } from '../../domain/ticket/vocabulary.js';
import { TYPE_WORDS } from '../../domain/ticket/code-words.js';
import { useWords } from '../words/i18n.js';
import type { zh } from '../words/zh.js';
import { isLimit } from './pack-lines.js';

type Part = keyof (typeof zh)['packs']['parts'];
type LimitUnit = keyof (typeof zh)['packs']['units'];
const isPart = (part: string): part is Part => i18next.exists(`packs.parts.${part}`);
const isUnit = (unit: string): unit is LimitUnit => i18next.exists(`packs.units.${unit}`);
const isClock = (part: string): part is ClockKey => part in CLOCK_WORDS;
const isType = (part: string): part is keyof typeof TYPE_WORDS => part in TYPE_WORDS;

/** A place and a value of a pack as people say them; what has no word of ours stands as it is written there. */
export function usePackWords() {
  const { t, say } = useWords();
  const partWord = (part: string): string => {
    if (isPart(part)) return t(`packs.parts.${part}`);
    if (isClock(part)) return say(CLOCK_WORDS[part]);
    if (isType(part)) return say(TYPE_WORDS[part]);
    const [clock = '', ...rung] = part.split(' ');
    return isClock(clock) && rung.length > 0 ? `${say(CLOCK_WORDS[clock])} ${rung.join(' ')}` : part;
  };
  const pathWords = (path: readonly string[]): string =>
    path
      .filter((part) => part !== 'by' && part !== 'byType')
      .map(partWord)
      .join(' › ');
  const valueWords = (value: unknown): string => {
    if (value === undefined || value === null) return t('none');
    if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
    if (isLimit(value)) {
      const { amount, unit } = value;
      return isUnit(unit) ? t(`packs.units.${unit}`, { count: amount }) : `${amount} ${unit}`;
    }
    if (Array.isArray(value)) return value.map(valueWords).join('、');
    return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number);
  };
  return { pathWords, valueWords };
}
