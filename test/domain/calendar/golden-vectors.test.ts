import {
  addWorkingDays,
  dueAfter,
  dueBefore,
  remainingBudget,
  resumeBudget,
  shiftDue,
} from '../../../domain/calendar/working-calendar.js';
import { CALENDAR, calendarOf, china, readYear } from './fixtures.js';

const STEPS = [1, 3, 5, 10, 15];

describe('working days over the holidays', () => {
  it.each([
    ['2026-02-13', ['2026-02-14', '2026-02-25', '2026-02-27', '2026-03-05', '2026-03-12']],
    ['2026-09-18', ['2026-09-20', '2026-09-22', '2026-09-24', '2026-10-09', '2026-10-15']],
    ['2026-09-30', ['2026-10-08', '2026-10-10', '2026-10-13', '2026-10-20', '2026-10-27']],
    ['2026-04-30', ['2026-05-06', '2026-05-08', '2026-05-11', '2026-05-18', '2026-05-25']],
    ['2025-01-24', ['2025-01-26', '2025-02-05', '2025-02-07', '2025-02-13', '2025-02-20']],
    ['2025-09-26', ['2025-09-28', '2025-09-30', '2025-10-10', '2025-10-16', '2025-10-23']],
  ])('counts 1, 3, 5, 10 and 15 working days from %s', (date, expected) => {
    for (const time of ['00:00', '11:20', '18:00', '23:59']) {
      const dues = STEPS.map((n) => addWorkingDays(CALENDAR, china(`${date} ${time}`), n));
      expect(dues).toEqual(expected.map((day) => ({ dueAt: china(`${day} 18:00`), provisional: false })));
    }
  });

  it('does not promise New Year’s Day while the next year is unpublished', () => {
    expect(addWorkingDays(CALENDAR, china('2026-12-31 10:00'), 1)).toEqual({
      dueAt: china('2027-01-04 18:00'),
      provisional: true,
    });
  });

  it('is provisional in a year it does not hold', () => {
    const cal = calendarOf([readYear(2026)]);
    expect(addWorkingDays(cal, china('2026-12-31 10:00'), 2)).toEqual({
      dueAt: china('2027-01-04 18:00'),
      provisional: true,
    });
  });
});

describe('a complaint dispatched on a Friday afternoon before a make-up Sunday', () => {
  const dispatched = china('2026-09-18 15:00');

  it('is to be signed for after 2.5 hours on Friday and 1.5 on Sunday', () => {
    expect(dueAfter(CALENDAR, dispatched, { amount: 4, unit: 'workingHours' }).dueAt).toBe(china('2026-09-20 10:30'));
  });

  it('is to be answered by phone on Sunday and handled on the fifth working day', () => {
    expect(dueAfter(CALENDAR, dispatched, { amount: 1, unit: 'workingDays' }).dueAt).toBe(china('2026-09-20 18:00'));
    expect(dueAfter(CALENDAR, dispatched, { amount: 5, unit: 'workingDays' }).dueAt).toBe(china('2026-09-24 18:00'));
  });

  it('is extended from the due date and not from the day of the request', () => {
    const due = china('2026-09-24 18:00');
    expect(shiftDue(CALENDAR, due, { amount: 5, unit: 'workingDays' })).toEqual({
      dueAt: china('2026-10-09 18:00'),
      provisional: false,
    });
  });

  it('is reminded one working day and four working hours before it is due', () => {
    const due = china('2026-10-09 18:00');
    expect(dueBefore(CALENDAR, due, { amount: 1, unit: 'workingDays' })).toBe(china('2026-10-08 18:00'));
    expect(dueBefore(CALENDAR, due, { amount: 3, unit: 'workingDays' })).toBe(china('2026-09-29 18:00'));
    expect(dueBefore(CALENDAR, due, { amount: 4, unit: 'workingHours' })).toBe(china('2026-10-09 13:30'));
  });
});

describe('an urgent outage on a holiday night', () => {
  it('runs on the wall clock and knows no holiday', () => {
    const dispatched = china('2026-02-16 22:30');
    expect(dueAfter(CALENDAR, dispatched, { amount: 1, unit: 'hours' })).toEqual({
      dueAt: china('2026-02-16 23:30'),
      provisional: false,
    });
    expect(dueAfter(CALENDAR, dispatched, { amount: 120, unit: 'minutes' }).dueAt).toBe(china('2026-02-17 00:30'));
    expect(dueAfter(CALENDAR, dispatched, { amount: 24, unit: 'hours' }).dueAt).toBe(china('2026-02-17 22:30'));
    expect(dueAfter(CALENDAR, dispatched, { amount: 1, unit: 'days' }).dueAt).toBe(china('2026-02-17 22:30'));
    expect(dueAfter(CALENDAR, dispatched, { amount: 90, unit: 'seconds' }).dueAt).toBe('2026-02-16T14:31:30.000Z');
  });
});

describe('a request for help before Labour Day', () => {
  it('gives the next unit its own five days when it is sent on a day later', () => {
    const limit = { amount: 5, unit: 'workingDays' } as const;
    expect(dueAfter(CALENDAR, china('2026-04-27 10:00'), limit).dueAt).toBe(china('2026-05-07 18:00'));
    expect(dueAfter(CALENDAR, china('2026-04-28 11:30'), limit).dueAt).toBe(china('2026-05-08 18:00'));
  });

  it('keeps the days it had left through a suspension', () => {
    const left = remainingBudget(CALENDAR, china('2026-04-29 09:30'), china('2026-05-07 18:00'), 'workingDays');
    expect(left).toEqual({ amount: 3, unit: 'workingDays' });
    expect(resumeBudget(CALENDAR, china('2026-05-09 16:00'), left).dueAt).toBe(china('2026-05-13 18:00'));
  });
});
