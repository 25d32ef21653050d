import { findDayNumber, yearOfDay } from './civil-time.js';

/** What is asked or told here lies within these; a year 0000 or 9999 is a slip, and no date can be counted from it. */
export const FIRST_YEAR = 1900;
export const LAST_YEAR = 2100;

const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})(?:T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/i;

/** A day that exists, alone or with a time and its offset. `Date.parse` would roll 29 February 2026 over to March. */
export function isWrittenTime(text: string): boolean {
  const day = findDayNumber(WRITTEN.exec(text)?.[1] ?? '');
  return day !== undefined && isKnownYear(yearOfDay(day));
}

export function isKnownYear(year: number): boolean {
  return year >= FIRST_YEAR && year <= LAST_YEAR;
}
