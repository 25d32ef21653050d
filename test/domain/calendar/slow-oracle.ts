import type { Instant, LocalDate, WorkingCalendar } from '../../../domain/calendar/types.js';

/**
 * The same promises kept the slow way: every minute is looked at by itself, and dates and times are compared as text.
 * It shares no code with the calendar; instants and amounts must be whole minutes.
 */
const MINUTE = 60_000;

interface Answer {
  readonly dueAt: Instant;
  readonly provisional: boolean;
}

/** The wall clock of the calendar, held in the UTC fields of a Date. */
function wallClock(cal: WorkingCalendar, instant: Instant): Date {
  return new Date(new Date(instant).valueOf() + cal.utcOffsetMinutes * MINUTE);
}

function instantOf(cal: WorkingCalendar, clock: Date): Instant {
  return new Date(clock.valueOf() - cal.utcOffsetMinutes * MINUTE).toISOString();
}

const dateOf = (clock: Date): LocalDate => clock.toISOString().split('T')[0] ?? '';
const timeOf = (clock: Date): string => clock.toISOString().slice(11, 16);

export function worked(cal: WorkingCalendar, date: LocalDate): boolean {
  const year = cal.years.find((candidate) => date.startsWith(`${candidate.year}-`));
  if (year?.makeUpDays.includes(date)) return true;
  if (year?.daysOff.includes(date)) return false;
  return ![0, 6].includes(new Date(`${date}T12:00:00Z`).getUTCDay());
}

function uncertain(cal: WorkingCalendar, date: LocalDate): boolean {
  return !cal.years.some((year) => year.status === 'official' && date.startsWith(`${year.year}-`));
}

function inOffice(cal: WorkingCalendar, clock: Date): boolean {
  const time = timeOf(clock);
  return cal.hours.intervals.some(({ from, to }) => from <= time && time < to) && worked(cal, dateOf(clock));
}

function plusDays(date: LocalDate, days: number): LocalDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return dateOf(new Date(Date.UTC(year, month - 1, day + days)));
}

function endOf(cal: WorkingCalendar, date: LocalDate): Date {
  const { dayEnd } = cal.hours;
  return dayEnd === '24:00' ? new Date(`${plusDays(date, 1)}T00:00:00Z`) : new Date(`${date}T${dayEnd}:00Z`);
}

/** n other than 0, forwards or back. */
export function slowAddWorkingDays(cal: WorkingCalendar, from: Instant, n: number): Answer {
  const passed: LocalDate[] = [];
  let date = dateOf(wallClock(cal, from));
  while (passed.filter((one) => worked(cal, one)).length < Math.abs(n)) {
    date = plusDays(date, Math.sign(n));
    passed.push(date);
  }
  return { dueAt: instantOf(cal, endOf(cal, date)), provisional: passed.some((one) => uncertain(cal, one)) };
}

/** At least one minute. */
export function slowAddWorkingMinutes(cal: WorkingCalendar, from: Instant, minutes: number): Answer {
  const dates = new Set<LocalDate>();
  let clock = wallClock(cal, from);
  let counted = 0;
  while (counted < minutes) {
    dates.add(dateOf(clock));
    if (inOffice(cal, clock)) counted += 1;
    clock = new Date(clock.valueOf() + MINUTE);
  }
  return { dueAt: instantOf(cal, clock), provisional: [...dates].some((date) => uncertain(cal, date)) };
}

export function slowWorkingMinutesBetween(cal: WorkingCalendar, a: Instant, b: Instant): number {
  const end = wallClock(cal, b);
  let count = 0;
  for (let clock = wallClock(cal, a); clock < end; clock = new Date(clock.valueOf() + MINUTE)) {
    if (inOffice(cal, clock)) count += 1;
  }
  return count;
}

export function slowWorkingDaysBetween(cal: WorkingCalendar, a: Instant, b: Instant): number {
  const last = dateOf(wallClock(cal, b));
  let count = 0;
  for (let date = plusDays(dateOf(wallClock(cal, a)), 1); date <= last; date = plusDays(date, 1)) {
    if (worked(cal, date)) count += 1;
  }
  return count;
}
