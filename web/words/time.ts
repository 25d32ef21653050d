import type { Language } from '../../domain/ticket/words.js';

/** Every time that is shown is that of China, whatever the machine says. */
export const ZONE = 'Asia/Shanghai';
const CHINA_MS = 8 * 3_600_000;
export const DAY_MS = 86_400_000;

/** The date there, as the API wants it. */
export function dateOf(at: number): string {
  return new Date(at + CHINA_MS).toISOString().slice(0, 10);
}

/** So many days, of which this is the last. */
export function daysUntil(at: number, count: number): { readonly from: string; readonly to: string } {
  return { from: dateOf(at - (count - 1) * DAY_MS), to: dateOf(at) };
}

const formats = new Map<string, Intl.DateTimeFormat>();
export function format(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: ZONE, ...options });
  formats.set(key, made);
  return made;
}

const DAY = { month: '2-digit', day: '2-digit', weekday: 'short' } as const;
export const TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** Day, weekday and minute; the year where it is not this one. */
export function dayAndTime(at: string, language: Language): string {
  const date = new Date(at);
  const year = format(language, { year: 'numeric' });
  const other = year.format(date) !== year.format(new Date());
  return format(language, { ...(other && { year: 'numeric' }), ...DAY, ...TIME }).format(date);
}

/** To the second: of what has just happened. */
export function clockTime(at: string, language: Language): string {
  return format(language, { ...TIME, second: '2-digit' }).format(new Date(at));
}

/** The day and its weekday. */
export function dayOf(at: string, language: Language): string {
  return format(language, DAY).format(new Date(at));
}

/** The hour that begins then, with its day. */
export function hourOf(at: string, language: Language): string {
  return format(language, { month: '2-digit', day: '2-digit', ...TIME }).format(new Date(at));
}
