import type { Instant } from '../calendar/types.js';
import { chinaMinuteOfDay } from '../calendar/china-time.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;

/** When one may be disturbed, `09:00-20:00` in China's time; the end itself is too late. */
export function hoursOf(from: string, to: string): string {
  return `${from}-${to}`;
}

/** The instant itself, or the next opening. Hours that end before they begin, or name no time, hold nobody up. */
export function withinHours(at: Instant, hours: string | null): Instant {
  if (hours === null) return at;
  const [from = 0, to = 0] = hours.split('-').map(minuteOf);
  if (!(from < to)) return at;
  const minute = chinaMinuteOfDay(at);
  if (minute >= from && minute < to) return at;
  const wait = minute < from ? from - minute : from - minute + DAY_MINUTES;
  const wholeMinute = Math.floor(Date.parse(at) / MINUTE_MS) * MINUTE_MS;
  return new Date(wholeMinute + wait * MINUTE_MS).toISOString();
}

function minuteOf(time: string): number {
  const [hours = Number.NaN, minutes = Number.NaN] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
