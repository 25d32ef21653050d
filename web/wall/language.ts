import type { Words } from '../../domain/ticket/words.js';
import { enOfBoard } from '../words/en-of-board.js';
import { firstLanguage } from '../words/first-language.js';
import { numberIn } from '../words/number.js';
import { format, TIME } from '../words/time.js';
import { zhOfBoard } from '../words/zh-of-board.js';

/** As the console keeps it; the wall has no choice of its own. */
export const language = firstLanguage();
export const texts = language === 'zh' ? zhOfBoard : enOfBoard;

export const say = (words: Words | undefined): string => words?.[language] ?? '';
export const fill = (text: string, of: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{\{(\w+)\}\}/g, (_hole, name: string) => String(of[name] ?? ''));
export const number = (value: number): string => numberIn(value, language);

const minute = format(language, TIME);
const now = format(language, { month: 'long', day: 'numeric', weekday: 'long', ...TIME, second: '2-digit' });
const day = format(language, { month: 'numeric', day: 'numeric' });
export const minuteOf = (at: number): string => minute.format(at);
export const nowWords = (at: number): string => now.format(at);
export const dayOf = (at: number): string => day.format(at);
