import { inChina } from '../../domain/calendar/china-time.js';
import { DAY_MS, parseLocalDate } from '../../domain/calendar/civil-time.js';
import { invalidField } from './problem.js';

/** From the first day’s beginning to the last day’s end, in China; so many days at most, and one at least. */
export function dayRange(
  { from, to }: { readonly from: string; readonly to: string },
  most: number,
): { readonly begin: Date; readonly before: Date } {
  const days = parseLocalDate(to) - parseLocalDate(from) + 1;
  if (days < 1 || days > most) throw invalidField('?to', 'invalid', `From one day to ${most}.`);
  const begin = inChina(from);
  return { begin, before: new Date(begin.getTime() + days * DAY_MS) };
}
