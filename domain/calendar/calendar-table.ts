import {
  DAY_MS,
  formatInstant,
  isWeekend,
  MINUTE_MS,
  parseInstant,
  parseLocalDate,
  parseTimeOfDay,
  yearOfDay,
} from './civil-time.js';
import type { Instant, WorkingCalendar, YearStatus } from './types.js';

/** What is known of one day. `reason` says why it is off, or that a weekend day is worked. */
export interface DayFacts {
  readonly working: boolean;
  readonly reason?: 'weekend' | 'holiday' | 'makeUpDay';
  /** Whether the year's notice is published; only then is the day certain. */
  readonly official: boolean;
}

/** A stretch of one day in milliseconds of local time. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A calendar made ready for arithmetic: local milliseconds (the offset added once) and numbered days. */
export interface CalendarTable {
  readonly offsetMs: number;
  /** Office hours since local midnight, ascending and apart from each other. */
  readonly office: readonly Span[];
  readonly dayEndMs: number;
  readonly facts: (day: number) => DayFacts;
  readonly status: (year: number) => YearStatus;
}

// Derived data only: the same calendar object always gives the same table, so sharing it cannot change an answer.
const tables = new WeakMap<WorkingCalendar, CalendarTable>();

export function tableOf(cal: WorkingCalendar): CalendarTable {
  const known = tables.get(cal);
  if (known) return known;
  const table = buildTable(cal);
  tables.set(cal, table);
  return table;
}

export function toLocal(table: CalendarTable, instant: Instant): number {
  return parseInstant(instant) + table.offsetMs;
}

export function fromLocal(table: CalendarTable, localMs: number): Instant {
  return formatInstant(localMs - table.offsetMs);
}

export function dayOf(localMs: number): number {
  return Math.floor(localMs / DAY_MS);
}

/** The day a due date belongs to: with a day that ends at 24:00, midnight is still the day before. */
export function dueDayOf(table: CalendarTable, localMs: number): number {
  const day = dayOf(localMs);
  return table.dayEndMs === DAY_MS && localMs === day * DAY_MS ? day - 1 : day;
}

/** The office hours of a day in local milliseconds; none on a day off. */
export function officeSpans(table: CalendarTable, day: number): readonly Span[] {
  if (!table.facts(day).working) return [];
  return table.office.map((span) => ({ from: day * DAY_MS + span.from, to: day * DAY_MS + span.to }));
}

function buildTable(cal: WorkingCalendar): CalendarTable {
  const years = new Map<number, YearStatus>();
  const off = new Set<number>();
  const madeUp = new Set<number>();
  for (const year of cal.years) {
    if (years.has(year.year)) {
      throw new Error(
        `Calendar ${cal.version} holds the year ${year.year} twice, so its days are ambiguous. Keep one of them.`,
      );
    }
    years.set(year.year, year.status);
    for (const date of year.daysOff) off.add(parseLocalDate(date));
    for (const date of year.makeUpDays) madeUp.add(parseLocalDate(date));
  }

  const status = (year: number): YearStatus => years.get(year) ?? 'provisional';
  const seen = new Map<number, DayFacts>();
  const facts = (day: number): DayFacts => {
    const known = seen.get(day);
    if (known) return known;
    const official = status(yearOfDay(day)) === 'official';
    const found: DayFacts = madeUp.has(day)
      ? { working: true, reason: 'makeUpDay', official }
      : off.has(day)
        ? { working: false, reason: 'holiday', official }
        : isWeekend(day)
          ? { working: false, reason: 'weekend', official }
          : { working: true, official };
    seen.set(day, found);
    return found;
  };

  return {
    offsetMs: cal.utcOffsetMinutes * MINUTE_MS,
    office: parseOffice(cal),
    dayEndMs: parseDayEnd(cal),
    facts,
    status,
  };
}

function parseOffice(cal: WorkingCalendar): readonly Span[] {
  const spans = cal.hours.intervals.map((interval) => ({
    from: parseTimeOfDay(interval.from),
    to: parseTimeOfDay(interval.to),
  }));
  let reached = 0;
  for (const span of spans) {
    if (span.from < reached || span.to <= span.from) {
      throw new Error(
        `The office hours of calendar ${cal.version} overlap or are out of order. List them by time, each ending after it begins.`,
      );
    }
    reached = span.to;
  }
  return spans;
}

function parseDayEnd(cal: WorkingCalendar): number {
  const dayEndMs = parseTimeOfDay(cal.hours.dayEnd);
  if (dayEndMs === 0) {
    throw new Error(
      `A working day of calendar ${cal.version} ends at 00:00, before it begins. Write 24:00 for the end of the day.`,
    );
  }
  return dayEndMs;
}
