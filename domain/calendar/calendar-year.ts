import { findDayNumber, isWeekend } from './civil-time.js';
import type { CalendarYear, LocalDate, YearStatus } from './types.js';

/**
 * Reads one year of `data/calendars/`; throws with the first thing that is wrong, so that a bad file never becomes a
 * due date.
 */
export function parseCalendarYear(value: unknown): CalendarYear {
  if (!isRecord(value))
    throw new Error('A calendar year must be an object with year, status, source, daysOff and makeUpDays.');
  const { year, source } = value;
  if (typeof year !== 'number' || !Number.isInteger(year) || year < 1970 || year > 9999) {
    throw new Error(
      `The year of a calendar must be a whole number from 1970 to 9999, but it is ${JSON.stringify(year)}.`,
    );
  }
  if (typeof source !== 'string' || source.trim() === '') {
    throw new Error(`Calendar ${year} does not say where its days come from. Give the title of the notice as source.`);
  }
  const status = readStatus(year, value['status']);
  const daysOff = readDates(year, 'daysOff', value['daysOff']);
  const makeUpDays = readDates(year, 'makeUpDays', value['makeUpDays']);
  for (const date of makeUpDays) {
    if (daysOff.includes(date)) {
      throw new Error(
        `Calendar ${year} lists ${date} both as a day off and as a make-up day. Keep it in one of the two lists.`,
      );
    }
    if (!isWeekend(dayNumber(year, 'makeUpDays', date))) {
      throw new Error(
        `Calendar ${year} lists ${date} as a make-up day, but it is worked anyway: only a Saturday or Sunday can be one.`,
      );
    }
  }
  return { year, status, source, daysOff, makeUpDays };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readStatus(year: number, value: unknown): YearStatus {
  if (value === 'official' || value === 'provisional') return value;
  throw new Error(
    `The status of calendar ${year} must be official or provisional, but it is ${JSON.stringify(value)}.`,
  );
}

function readDates(year: number, list: string, value: unknown): readonly LocalDate[] {
  if (!Array.isArray(value))
    throw new Error(`Calendar ${year} has no list ${list}. Write an empty list when there are no such days.`);
  const dates = new Set<LocalDate>();
  for (const item of value as readonly unknown[]) {
    if (typeof item !== 'string')
      throw new Error(`${list} of calendar ${year} holds ${JSON.stringify(item)}, which is not a date in text.`);
    dayNumber(year, list, item);
    if (!item.startsWith(`${year}-`))
      throw new Error(`${list} of calendar ${year} holds ${item}, a day of another year. Move it to that year's file.`);
    if (dates.has(item)) throw new Error(`${list} of calendar ${year} holds ${item} twice. Remove one.`);
    dates.add(item);
  }
  return [...dates];
}

function dayNumber(year: number, list: string, date: LocalDate): number {
  const day = findDayNumber(date);
  if (day === undefined)
    throw new Error(
      `${list} of calendar ${year} holds "${date}", which is not an existing day written like ${year}-05-01.`,
    );
  return day;
}
