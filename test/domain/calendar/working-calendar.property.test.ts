import fc from 'fast-check';
import type { LimitUnit } from '../../../domain/calendar/types.js';
import {
  addWorkingDays,
  addWorkingHours,
  dueAfter,
  dueBefore,
  remainingBudget,
  resumeBudget,
  shiftDue,
  workingDaysBetween,
  workingMinutesBetween,
} from '../../../domain/calendar/working-calendar.js';
import { anyCalendar, anyInstant } from './fixtures.js';
import {
  slowAddWorkingDays,
  slowAddWorkingMinutes,
  slowWorkingDaysBetween,
  slowWorkingMinutesBetween,
} from './slow-oracle.js';

const RUNS = { numRuns: 150 };
const SLOW_RUNS = { numRuns: 60 };
const anyUnit = fc.constantFrom<LimitUnit>('seconds', 'minutes', 'hours', 'days', 'workingHours', 'workingDays');
/** The slow walk looks at every minute, so a calendar that works one minute a day is given few of them. */
const anyMinutes = fc.integer({ min: 1, max: 1200 });

function minutesPerDay(intervals: readonly { from: string; to: string }[]): number {
  const minute = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  return intervals.reduce((sum, { from, to }) => sum + minute(to) - minute(from), 0);
}

function later(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

describe('against a walk through every minute', () => {
  it('agrees on n working days, forwards and back', () => {
    const n = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: -30, max: -1 }));
    fc.assert(
      fc.property(anyCalendar, anyInstant, n, (cal, from, days) => {
        expect(addWorkingDays(cal, from, days)).toEqual(slowAddWorkingDays(cal, from, days));
      }),
      RUNS,
    );
  });

  it('agrees on working hours', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, anyMinutes, (cal, from, drawn) => {
        const minutes = Math.min(drawn, 3 * minutesPerDay(cal.hours.intervals));
        expect(addWorkingHours(cal, from, minutes / 60)).toEqual(slowAddWorkingMinutes(cal, from, minutes));
      }),
      SLOW_RUNS,
    );
  });

  it('agrees on the office minutes between two instants', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.integer({ min: -60, max: 15_000 }), (cal, a, minutes) => {
        const b = later(a, minutes);
        expect(workingMinutesBetween(cal, a, b)).toBe(slowWorkingMinutesBetween(cal, a, b));
      }),
      SLOW_RUNS,
    );
  });

  it('agrees on the working days between two instants', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.integer({ min: -3000, max: 100_000 }), (cal, a, minutes) => {
        const b = later(a, minutes);
        expect(workingDaysBetween(cal, a, b)).toBe(slowWorkingDaysBetween(cal, a, b));
      }),
      RUNS,
    );
  });
});

describe('by its own laws', () => {
  it('a clock suspended and resumed at the same instant is due as before', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, anyUnit, fc.integer({ min: 1, max: 40 }), (cal, from, unit, amount) => {
        const due = dueAfter(cal, from, { amount, unit }).dueAt;
        expect(resumeBudget(cal, from, remainingBudget(cal, from, due, unit)).dueAt).toBe(due);
      }),
      RUNS,
    );
  });

  it('a clock suspended anywhere on its way and resumed at once is due as before', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyInstant,
        anyUnit,
        fc.integer({ min: 1, max: 20 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (cal, from, unit, amount, share) => {
          const due = dueAfter(cal, from, { amount, unit }).dueAt;
          const at = new Date(
            Math.floor(Date.parse(from) + share * (Date.parse(due) - Date.parse(from))),
          ).toISOString();
          expect(resumeBudget(cal, at, remainingBudget(cal, at, due, unit)).dueAt).toBe(due);
        },
      ),
      RUNS,
    );
  });

  it('a later start is never due earlier', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyInstant,
        fc.nat(5000),
        anyUnit,
        fc.integer({ min: 1, max: 20 }),
        (cal, from, minutes, unit, amount) => {
          const limit = { amount, unit };
          expect(dueAfter(cal, later(from, minutes), limit).dueAt >= dueAfter(cal, from, limit).dueAt).toBe(true);
        },
      ),
      RUNS,
    );
  });

  it('exactly the hours asked for lie between start and due, and between a reminder and due', () => {
    const amount = fc.double({ min: 0.01, max: 60, noNaN: true });
    fc.assert(
      fc.property(anyCalendar, anyInstant, amount, (cal, from, hours) => {
        const due = addWorkingHours(cal, from, hours).dueAt;
        const before = dueBefore(cal, due, { amount: hours, unit: 'workingHours' });
        expect(workingMinutesBetween(cal, from, due)).toBeCloseTo(hours * 60, 4);
        expect(workingMinutesBetween(cal, before, due)).toBeCloseTo(hours * 60, 4);
        expect(before >= from).toBe(true);
      }),
      RUNS,
    );
  });

  it('an extension in working days equals a longer limit from the start, and a reminder undoes it', () => {
    const days = fc.integer({ min: 1, max: 15 });
    fc.assert(
      fc.property(anyCalendar, anyInstant, days, days, (cal, from, first, more) => {
        const due = addWorkingDays(cal, from, first).dueAt;
        const extended = shiftDue(cal, due, { amount: more, unit: 'workingDays' }).dueAt;
        expect(extended).toBe(addWorkingDays(cal, from, first + more).dueAt);
        expect(dueBefore(cal, extended, { amount: more, unit: 'workingDays' })).toBe(due);
      }),
      RUNS,
    );
  });
});
