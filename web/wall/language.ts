import type { Language, Words } from '../../domain/ticket/words.js';
import { enOfBoard } from '../words/en-of-board.js';
import { numberIn } from '../words/number.js';
import { zhOfBoard } from '../words/zh-of-board.js';

/** As the console keeps it; the wall has no choice of its own. */
const KEPT_UNDER = 'huiying-language';
const ZONE = 'Asia/Shanghai';

export const language: Language =
  (localStorage.getItem(KEPT_UNDER) ?? (navigator.language.startsWith('en') ? 'en' : 'zh')) === 'en' ? 'en' : 'zh';
export const texts = language === 'zh' ? zhOfBoard : enOfBoard;
const locale = language === 'zh' ? 'zh-CN' : 'en-GB';

export const say = (words: Words | undefined): string => words?.[language] ?? '';
export const fill = (text: string, of: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_hole, name: string) => String(of[name] ?? ''));
export const number = (value: number): string => numberIn(value, language);

const minute = new Intl.DateTimeFormat(locale, {
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const now = new Intl.DateTimeFormat(locale, {
  ...{ timeZone: ZONE, month: 'long', day: 'numeric', weekday: 'long' },
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
});
const day = new Intl.DateTimeFormat(locale, { timeZone: ZONE, month: 'numeric', day: 'numeric' });
export const minuteOf = (at: number): string => minute.format(at);
export const nowWords = (at: number): string => now.format(at);
export const dayOf = (at: number): string => day.format(at);
