import type { Instant, LocalDate, TimeOfDay } from './types.js';

/**
 * Text to numbers and back. Only the UTC side of `Date` is used, so the answer is the same on every machine and
 * inside a workflow. A local date is held as its count of days since 1970-01-01.
 */
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;
const LOCAL_DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)$/;

export function parseInstant(instant: Instant): number {
  const ms = INSTANT.test(instant) ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new Error(
      `"${instant}" is not an instant: without a UTC time it would depend on the machine. Write it like 2026-09-18T07:00:00.000Z.`,
    );
  }
  return ms;
}

export function formatInstant(ms: number): Instant {
  return new Date(ms).toISOString();
}

/** The day number of a date, or `undefined` when there is no such date (2026-02-30, 2026-2-3). */
export function findDayNumber(date: LocalDate): number | undefined {
  if (!LOCAL_DATE.test(date)) return undefined;
  const ms = Date.parse(`${date}T00:00:00.000Z`);
  // Date.parse may roll 30 February over to March; such a date is not a date.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) return undefined;
  return ms / DAY_MS;
}

export function parseLocalDate(date: LocalDate): number {
  const day = findDayNumber(date);
  if (day === undefined)
    throw new Error(`"${date}" is not a date of the calendar. Write an existing day like 2026-09-18.`);
  return day;
}

export function formatLocalDate(day: number): LocalDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

export function yearOfDay(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

export function isWeekend(day: number): boolean {
  // Day 0 was a Thursday, so days 2 and 3 of every seven are Saturday and Sunday.
  const place = ((day % 7) + 7) % 7;
  return place === 2 || place === 3;
}

/** Milliseconds since local midnight. */
export function parseTimeOfDay(time: TimeOfDay): number {
  if (time === '24:00') return DAY_MS;
  const match = TIME_OF_DAY.exec(time);
  if (!match) throw new Error(`"${time}" is not a time of day. Write HH:MM between 00:00 and 24:00.`);
  return Number(match[1]) * HOUR_MS + Number(match[2]) * MINUTE_MS;
}
