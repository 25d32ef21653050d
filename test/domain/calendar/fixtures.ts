import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseCalendarYear } from '../../../domain/calendar/calendar-year.js';
import type { CalendarYear, Instant, WorkingCalendar, WorkingHours } from '../../../domain/calendar/types.js';

export function readYear(year: number): CalendarYear {
  const file = new URL(`../../../data/calendars/${year}.json`, import.meta.url);
  return parseCalendarYear(JSON.parse(readFileSync(file, 'utf8')));
}

export const OFFICE_HOURS: WorkingHours = {
  intervals: [
    { from: '09:00', to: '12:00' },
    { from: '13:30', to: '17:30' },
  ],
  dayEnd: '18:00',
};

export function calendarOf(years: readonly CalendarYear[], hours: WorkingHours = OFFICE_HOURS): WorkingCalendar {
  return { version: 'test', utcOffsetMinutes: 480, hours, years };
}

export const CALENDAR = calendarOf([readYear(2025), readYear(2026), readYear(2027)]);

/** A local time in China, written `2026-09-18 15:00`, as an instant. */
export function china(local: string): Instant {
  return new Date(`${local.replace(' ', 'T')}:00.000+08:00`).toISOString();
}

const pad = (value: number): string => String(value).padStart(2, '0');
const timeOfMinute = (minute: number): string => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;

/** Any office hours: one to three intervals, sometimes touching, sometimes until midnight. */
const anyHours: fc.Arbitrary<WorkingHours> = fc
  .record({
    bounds: fc.uniqueArray(fc.integer({ min: 0, max: 1440 }), { minLength: 2, maxLength: 6 }),
    touching: fc.boolean(),
    dayEnd: fc.oneof(fc.constant(1440), fc.integer({ min: 1, max: 1440 })),
  })
  .map(({ bounds, touching, dayEnd }) => {
    const sorted = [...bounds].sort((a, b) => a - b);
    const intervals: { from: string; to: string }[] = [];
    for (let i = 0; i + 1 < sorted.length; i += touching ? 1 : 2) {
      intervals.push({ from: timeOfMinute(sorted[i] ?? 0), to: timeOfMinute(sorted[i + 1] ?? 0) });
    }
    return { intervals, dayEnd: timeOfMinute(dayEnd) };
  });

const datesOf = (year: number): string[] =>
  Array.from({ length: 365 }, (_, i) => new Date(Date.UTC(year, 0, 1 + i)).toISOString().slice(0, 10));
const onWeekend = (date: string): boolean => [0, 6].includes(new Date(date).getUTCDay());

function anyYear(year: number): fc.Arbitrary<CalendarYear> {
  const dates = datesOf(year);
  return fc
    .record({
      daysOff: fc.uniqueArray(fc.constantFrom(...dates), { maxLength: 60 }),
      weekends: fc.uniqueArray(fc.constantFrom(...dates.filter(onWeekend)), { maxLength: 20 }),
      status: fc.constantFrom('official' as const, 'provisional' as const),
    })
    .map(({ daysOff, weekends, status }) => ({
      year,
      status,
      source: 'drawn at random',
      daysOff,
      makeUpDays: weekends.filter((date) => !daysOff.includes(date)),
    }));
}

/** The published calendar half of the time; otherwise random days and hours, another offset, sometimes without 2026. */
export const anyCalendar: fc.Arbitrary<WorkingCalendar> = fc.oneof(
  fc.constant(CALENDAR),
  fc
    .record({
      years: fc.tuple(anyYear(2025), anyYear(2026)),
      both: fc.boolean(),
      hours: anyHours,
      utcOffsetMinutes: fc.constantFrom(480, 0, -210, 345, 840),
    })
    .map(({ years, both, hours, utcOffsetMinutes }) => ({
      version: 'random',
      utcOffsetMinutes,
      hours,
      years: both ? years : years.slice(0, 1),
    })),
);

const FIRST_MINUTE = Date.UTC(2025, 0, 2) / 60_000;
const LAST_MINUTE = Date.UTC(2026, 11, 31) / 60_000;
/** A whole minute of 2025 or 2026, drawn with a taste for full and half hours, where the edges are. */
export const anyInstant: fc.Arbitrary<Instant> = fc
  .oneof(
    fc.integer({ min: FIRST_MINUTE, max: LAST_MINUTE }),
    fc.integer({ min: FIRST_MINUTE / 30, max: LAST_MINUTE / 30 }).map((half) => half * 30),
  )
  .map((minute) => new Date(minute * 60_000).toISOString());
