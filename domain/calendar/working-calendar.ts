import { dayOf, dueDayOf, fromLocal, officeSpans, tableOf, toLocal, type CalendarTable } from './calendar-table.js';
import {
  DAY_MS,
  formatInstant,
  formatLocalDate,
  HOUR_MS,
  MINUTE_MS,
  parseInstant,
  parseLocalDate,
  yearOfDay,
} from './civil-time.js';
import type { Due, Instant, Limit, LimitUnit, LocalDate, WorkingCalendar, YearStatus } from './types.js';

/**
 * Working-day amount that stands for the rest of the due day itself: a clock suspended on its last day has no whole day
 * left and is not overdue either. It ends at `dayEnd` of the working day it is in, or of the next one.
 */
export const REST_OF_DAY = 0.5;

/** No limit of a case reaches this far; a walk that does has a wrong amount and must not run on. */
const LONGEST_WALK_DAYS = 36_525;

const WALL_UNIT_MS = { seconds: 1000, minutes: MINUTE_MS, hours: HOUR_MS, days: DAY_MS } as const;

export function localDate(cal: WorkingCalendar, instant: Instant): LocalDate {
  return formatLocalDate(dayOf(toLocal(tableOf(cal), instant)));
}

/** Whether people work on the date; a year the calendar does not hold goes by weekday alone. */
export function isWorkingDay(cal: WorkingCalendar, date: LocalDate): boolean {
  return tableOf(cal).facts(parseLocalDate(date)).working;
}

export function yearStatus(cal: WorkingCalendar, date: LocalDate): YearStatus {
  return tableOf(cal).status(yearOfDay(parseLocalDate(date)));
}

/**
 * `dayEnd` of the n-th working day after the local date of `from`, or before it when n is negative. The day of `from`
 * never counts, whatever the hour. 0 is `from` itself; `REST_OF_DAY` is the only fraction.
 */
export function addWorkingDays(cal: WorkingCalendar, from: Instant, n: number): Due {
  const table = tableOf(cal);
  const start = toLocal(table, from);
  if (n === 0) return { dueAt: fromLocal(table, start), provisional: false };
  const walked = n === REST_OF_DAY ? restOfDay(table, start) : walkDays(table, dayOf(start), n);
  return { dueAt: fromLocal(table, walked.day * DAY_MS + table.dayEndMs), provisional: walked.provisional };
}

/**
 * The instant at which `hours` of office time have passed since `from`: the earliest one, so 12:00 and not the end of
 * lunch.
 */
export function addWorkingHours(cal: WorkingCalendar, from: Instant, hours: number): Due {
  const table = tableOf(cal);
  const start = toLocal(table, from);
  let left = officeMs(table, hours);
  if (left === 0) return { dueAt: fromLocal(table, start), provisional: false };
  let provisional = false;
  const first = dayOf(start);
  for (let day = first; day - first <= LONGEST_WALK_DAYS; day += 1) {
    provisional ||= !table.facts(day).official;
    for (const span of officeSpans(table, day)) {
      const begin = Math.max(span.from, start);
      const open = Math.max(0, span.to - begin);
      if (open >= left) return { dueAt: fromLocal(table, begin + left), provisional };
      left -= open;
    }
  }
  throw tooFar(hours, 'workingHours');
}

/** When a clock that starts at `from` is due. Wall units run day and night and never ask the calendar. */
export function dueAfter(cal: WorkingCalendar, from: Instant, limit: Limit): Due {
  refuseNegative(limit);
  switch (limit.unit) {
    case 'workingDays':
      return addWorkingDays(cal, from, limit.amount);
    case 'workingHours':
      return addWorkingHours(cal, from, limit.amount);
    default:
      return { dueAt: formatInstant(parseInstant(from) + wallMs(limit.amount, limit.unit)), provisional: false };
  }
}

/**
 * The instant that lies `limit` before `due`: for working days the same time of day on the n-th working day before (a
 * due date at `dayEnd` gives a `dayEnd`), for working hours the latest instant with that much office time left.
 */
export function dueBefore(cal: WorkingCalendar, due: Instant, limit: Limit): Instant {
  refuseNegative(limit);
  const table = tableOf(cal);
  const end = toLocal(table, due);
  switch (limit.unit) {
    case 'workingDays': {
      const day = dueDayOf(table, end);
      const target = limit.amount === 0 ? day : walkDays(table, day, -limit.amount).day;
      return fromLocal(table, end - (day - target) * DAY_MS);
    }
    case 'workingHours':
      return fromLocal(table, walkHoursBack(table, end, limit.amount));
    default:
      return fromLocal(table, end - wallMs(limit.amount, limit.unit));
  }
}

/** An extension: `limit` more, counted from the due date and not from the day it is granted. */
export function shiftDue(cal: WorkingCalendar, dueAt: Instant, limit: Limit): Due {
  if (limit.unit !== 'workingDays' || limit.amount === 0) return dueAfter(cal, dueAt, limit);
  refuseNegative(limit);
  const table = tableOf(cal);
  const { day, provisional } = walkDays(table, dueDayOf(table, toLocal(table, dueAt)), limit.amount);
  return { dueAt: fromLocal(table, day * DAY_MS + table.dayEndMs), provisional };
}

/** Office-hour minutes from a to b, fractions kept; 0 when b is not after a. */
export function workingMinutesBetween(cal: WorkingCalendar, a: Instant, b: Instant): number {
  const table = tableOf(cal);
  return officeMsBetween(table, toLocal(table, a), toLocal(table, b)) / MINUTE_MS;
}

/** Working days after the date of a, up to and including the date of b. */
export function workingDaysBetween(cal: WorkingCalendar, a: Instant, b: Instant): number {
  const table = tableOf(cal);
  return countWorkingDays(table, dayOf(toLocal(table, a)), dayOf(toLocal(table, b)));
}

/**
 * What is left of a clock that is suspended at `at`, so that nothing is lost or won by the pause: in its own unit, wall
 * units in seconds. Amount 0 means due or overdue; working days on the due day itself leave `REST_OF_DAY`.
 */
export function remainingBudget(cal: WorkingCalendar, at: Instant, dueAt: Instant, unit: LimitUnit): Limit {
  const table = tableOf(cal);
  const now = toLocal(table, at);
  const due = toLocal(table, dueAt);
  const late = now >= due;
  switch (unit) {
    case 'workingDays':
      return { amount: late ? 0 : countWorkingDays(table, dayOf(now), dueDayOf(table, due)) || REST_OF_DAY, unit };
    case 'workingHours':
      return { amount: officeMsBetween(table, now, due) / HOUR_MS, unit };
    default:
      return { amount: late ? 0 : (due - now) / 1000, unit: 'seconds' };
  }
}

/**
 * The due date of a clock that runs again from `resumeAt`. With nothing left it is due at once, so an overdue clock
 * stays overdue.
 */
export function resumeBudget(cal: WorkingCalendar, resumeAt: Instant, remaining: Limit): Due {
  return dueAfter(cal, resumeAt, remaining);
}

/** A date computed anew (a notice was published, hours were changed) is never earlier than the one already told. */
export function notEarlierThan(newDue: Due, toldDue: Instant): Due {
  const told = parseInstant(toldDue);
  return parseInstant(newDue.dueAt) >= told ? newDue : { ...newDue, dueAt: formatInstant(told) };
}

interface Walked {
  readonly day: number;
  readonly provisional: boolean;
}

function walkDays(table: CalendarTable, start: number, n: number): Walked {
  if (!Number.isInteger(n)) {
    throw new Error(
      `${n} working days cannot be counted: a working day is whole. Give a whole number, or the limit in working hours.`,
    );
  }
  const step = n < 0 ? -1 : 1;
  let left = Math.abs(n);
  let day = start;
  let provisional = false;
  while (left > 0) {
    day += step;
    if (Math.abs(day - start) > LONGEST_WALK_DAYS) throw tooFar(n, 'workingDays');
    const facts = table.facts(day);
    provisional ||= !facts.official;
    if (facts.working) left -= 1;
  }
  return { day, provisional };
}

function restOfDay(table: CalendarTable, start: number): Walked {
  const day = dayOf(start);
  const today = table.facts(day);
  if (today.working && start < day * DAY_MS + table.dayEndMs) return { day, provisional: !today.official };
  return walkDays(table, day, 1);
}

function walkHoursBack(table: CalendarTable, end: number, hours: number): number {
  let left = officeMs(table, hours);
  if (left === 0) return end;
  const last = dayOf(end);
  for (let day = last; last - day <= LONGEST_WALK_DAYS; day -= 1) {
    for (const span of officeSpans(table, day).toReversed()) {
      const finish = Math.min(span.to, end);
      const open = Math.max(0, finish - span.from);
      if (open >= left) return finish - left;
      left -= open;
    }
  }
  throw tooFar(hours, 'workingHours');
}

function officeMsBetween(table: CalendarTable, a: number, b: number): number {
  let sum = 0;
  for (let day = dayOf(a); day * DAY_MS < b; day += 1) {
    for (const span of officeSpans(table, day)) sum += Math.max(0, Math.min(span.to, b) - Math.max(span.from, a));
  }
  return sum;
}

function countWorkingDays(table: CalendarTable, after: number, upTo: number): number {
  let count = 0;
  for (let day = after + 1; day <= upTo; day += 1) if (table.facts(day).working) count += 1;
  return count;
}

function officeMs(table: CalendarTable, hours: number): number {
  refuseNegative({ amount: hours, unit: 'workingHours' });
  if (hours > 0 && table.office.length === 0) {
    throw new Error(
      'Working hours cannot be counted: the calendar has no office hours, so they would never pass. Give it at least one interval.',
    );
  }
  return Math.round(hours * HOUR_MS);
}

function wallMs(amount: number, unit: keyof typeof WALL_UNIT_MS): number {
  const ms = Math.round(amount * WALL_UNIT_MS[unit]);
  if (ms > LONGEST_WALK_DAYS * DAY_MS) throw tooFar(amount, unit);
  return ms;
}

function refuseNegative(limit: Limit): void {
  if (Number.isFinite(limit.amount) && limit.amount >= 0) return;
  throw new Error(
    `A limit of ${limit.amount} ${limit.unit} cannot be counted: an amount is a number that is not negative. Correct the limit.`,
  );
}

function tooFar(amount: number, unit: LimitUnit): Error {
  return new Error(`${amount} ${unit} lead more than a hundred years away, which no case can take. Correct the limit.`);
}
