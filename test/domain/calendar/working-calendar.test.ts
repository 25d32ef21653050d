import type { WorkingCalendar, WorkingHours } from '../../../domain/calendar/types.js';
import {
  addWorkingDays,
  addWorkingHours,
  dueAfter,
  dueBefore,
  isWorkingDay,
  localDate,
  notEarlierThan,
  remainingBudget,
  REST_OF_DAY,
  resumeBudget,
  shiftDue,
  workingDaysBetween,
  workingMinutesBetween,
  yearStatus,
} from '../../../domain/calendar/working-calendar.js';
import { CALENDAR, calendarOf, china, OFFICE_HOURS, readYear } from './fixtures.js';

function withHours(hours: WorkingHours): WorkingCalendar {
  return calendarOf([readYear(2026)], hours);
}

describe('days', () => {
  it('takes the date from the calendar’s own offset', () => {
    expect(localDate(CALENDAR, '2026-09-18T15:59:59.999Z')).toBe('2026-09-18');
    expect(localDate(CALENDAR, '2026-09-18T16:00:00.000Z')).toBe('2026-09-19');
  });

  it.each([
    ['2026-09-18', true],
    ['2026-09-19', false],
    ['2026-09-20', true],
    ['2026-09-25', false],
    ['2024-01-01', true],
    ['2024-01-06', false],
    ['1969-12-27', false],
  ])('says of %s whether it is worked: %s', (date, working) => {
    expect(isWorkingDay(CALENDAR, date)).toBe(working);
  });

  it('calls a year it does not hold provisional', () => {
    expect(['2026-01-01', '2027-01-01', '2028-01-01'].map((date) => yearStatus(CALENDAR, date))).toEqual([
      'official',
      'provisional',
      'provisional',
    ]);
  });

  it('goes back to the n-th previous working day', () => {
    expect(addWorkingDays(CALENDAR, china('2026-10-08 09:00'), -1).dueAt).toBe(china('2026-09-30 18:00'));
    expect(addWorkingDays(CALENDAR, china('2026-09-21 09:00'), -2).dueAt).toBe(china('2026-09-18 18:00'));
    expect(addWorkingDays(CALENDAR, china('2025-01-02 09:00'), -1)).toEqual({
      dueAt: china('2024-12-31 18:00'),
      provisional: true,
    });
  });

  it('is only provisional for the days that are walked over', () => {
    expect(addWorkingDays(CALENDAR, china('2024-12-31 09:00'), 1)).toEqual({
      dueAt: china('2025-01-02 18:00'),
      provisional: false,
    });
  });
});

describe('a walk that begins in an unpublished year and ends in a published one', () => {
  const cal = calendarOf([{ ...readYear(2025), status: 'provisional' }, readYear(2026)]);

  it('is provisional in days and in hours', () => {
    const from = china('2025-12-30 16:30');
    expect(addWorkingDays(cal, from, 3)).toEqual({ dueAt: china('2026-01-05 18:00'), provisional: true });
    expect(addWorkingHours(cal, from, 10)).toEqual({ dueAt: china('2026-01-04 11:00'), provisional: true });
    expect(shiftDue(cal, from, { amount: 3, unit: 'workingDays' }).provisional).toBe(true);
  });
});

describe('working hours', () => {
  it.each([
    ['in office hours', '2026-03-03 10:00', 1, '2026-03-03 11:00'],
    ['at lunch', '2026-03-03 12:40', 1, '2026-03-03 14:30'],
    ['before the office opens', '2026-03-03 05:00', 1, '2026-03-03 10:00'],
    ['at night', '2026-03-03 22:00', 1, '2026-03-04 10:00'],
    ['at local midnight', '2026-03-04 00:00', 1, '2026-03-04 10:00'],
    ['at the very end of an interval', '2026-03-03 12:00', 0.5, '2026-03-03 14:00'],
    ['at the very start of an interval', '2026-03-03 13:30', 0.5, '2026-03-03 14:00'],
    ['at the end of the day', '2026-03-03 17:30', 0.25, '2026-03-04 09:15'],
    ['on a weekend', '2026-03-07 10:00', 1, '2026-03-09 10:00'],
    ['on a holiday', '2026-10-01 10:00', 8, '2026-10-09 10:00'],
    ['on a make-up day', '2026-10-10 16:30', 2, '2026-10-12 10:00'],
    ['so as to end with an interval', '2026-03-03 11:00', 1, '2026-03-03 12:00'],
    ['for more than a week', '2026-03-03 09:00', 35, '2026-03-09 17:30'],
  ])('count from a start %s', (_when, from, hours, due) => {
    expect(addWorkingHours(CALENDAR, china(from), hours).dueAt).toBe(china(due));
  });

  it('are provisional once they reach an unpublished year', () => {
    expect(addWorkingHours(CALENDAR, china('2026-12-31 16:30'), 1)).toEqual({
      dueAt: china('2026-12-31 17:30'),
      provisional: false,
    });
    expect(addWorkingHours(CALENDAR, china('2026-12-31 16:30'), 2)).toEqual({
      dueAt: china('2027-01-04 10:00'),
      provisional: true,
    });
  });

  it('keep seconds and milliseconds', () => {
    expect(addWorkingHours(CALENDAR, '2026-03-03T03:59:30.250Z', 1 / 60).dueAt).toBe('2026-03-03T05:30:30.250Z');
    expect(workingMinutesBetween(CALENDAR, '2026-03-03T03:59:30.000Z', '2026-03-03T05:30:15.000Z')).toBe(0.75);
  });

  it('follow a unit that has three intervals and works until midnight', () => {
    const cal = withHours({
      intervals: [
        { from: '00:00', to: '02:00' },
        { from: '08:00', to: '12:00' },
        { from: '20:00', to: '24:00' },
      ],
      dayEnd: '24:00',
    });
    expect(addWorkingHours(cal, china('2026-03-03 23:00'), 2).dueAt).toBe(china('2026-03-04 01:00'));
    expect(addWorkingHours(cal, china('2026-03-03 20:00'), 4).dueAt).toBe(china('2026-03-04 00:00'));
    expect(addWorkingHours(cal, china('2026-03-06 23:00'), 2).dueAt).toBe(china('2026-03-09 01:00'));
    expect(workingMinutesBetween(cal, china('2026-03-03 00:00'), china('2026-03-05 00:00'))).toBe(1200);
  });

  it('are counted as none backwards in time', () => {
    expect(workingMinutesBetween(CALENDAR, china('2026-03-04 10:00'), china('2026-03-03 10:00'))).toBe(0);
    expect(workingDaysBetween(CALENDAR, china('2026-03-04 10:00'), china('2026-03-03 10:00'))).toBe(0);
  });
});

describe('before a due date', () => {
  it.each([
    [
      '1 working day, at the same time of day',
      '2026-03-09 10:20',
      { amount: 1, unit: 'workingDays' },
      '2026-03-06 10:20',
    ],
    ['0 working days', '2026-03-09 10:20', { amount: 0, unit: 'workingDays' }, '2026-03-09 10:20'],
    [
      'half an hour, staying after lunch',
      '2026-03-03 14:00',
      { amount: 0.5, unit: 'workingHours' },
      '2026-03-03 13:30',
    ],
    ['an hour, over lunch', '2026-03-03 14:00', { amount: 1, unit: 'workingHours' }, '2026-03-03 11:30'],
    ['two hours, over a weekend', '2026-03-09 10:00', { amount: 2, unit: 'workingHours' }, '2026-03-06 16:30'],
    ['no hours', '2026-03-08 10:00', { amount: 0, unit: 'workingHours' }, '2026-03-08 10:00'],
    ['30 minutes of the wall clock', '2026-03-03 00:10', { amount: 30, unit: 'minutes' }, '2026-03-02 23:40'],
    ['2 days of the wall clock', '2026-10-03 08:00', { amount: 2, unit: 'days' }, '2026-10-01 08:00'],
  ] as const)('%s', (_what, due, limit, expected) => {
    expect(dueBefore(CALENDAR, china(due), limit)).toBe(china(expected));
  });
});

describe('a working day that ends at 24:00', () => {
  const cal = withHours({ ...OFFICE_HOURS, dayEnd: '24:00' });
  const friday = china('2026-03-07 00:00');

  it('ends on the midnight after it', () => {
    expect(addWorkingDays(cal, china('2026-03-05 10:00'), 1).dueAt).toBe(friday);
  });

  it('still owns that midnight when the date is moved', () => {
    expect(dueBefore(cal, friday, { amount: 1, unit: 'workingDays' })).toBe(china('2026-03-06 00:00'));
    expect(shiftDue(cal, friday, { amount: 1, unit: 'workingDays' }).dueAt).toBe(china('2026-03-10 00:00'));
    const thursday = china('2026-03-06 00:00');
    expect(shiftDue(cal, thursday, { amount: 1, unit: 'workingDays' }).dueAt).toBe(friday);
    expect(remainingBudget(cal, china('2026-03-04 10:00'), thursday, 'workingDays').amount).toBe(1);
  });
});

describe('an extension', () => {
  it('goes on in hours from the due date itself', () => {
    expect(shiftDue(CALENDAR, china('2026-03-03 17:00'), { amount: 1, unit: 'workingHours' }).dueAt).toBe(
      china('2026-03-04 09:30'),
    );
    expect(shiftDue(CALENDAR, china('2026-03-03 17:00'), { amount: 1, unit: 'hours' }).dueAt).toBe(
      china('2026-03-03 18:00'),
    );
  });

  it('of nothing changes nothing', () => {
    expect(shiftDue(CALENDAR, china('2026-03-03 18:00'), { amount: 0, unit: 'workingDays' }).dueAt).toBe(
      china('2026-03-03 18:00'),
    );
  });
});

describe('a suspended clock', () => {
  const due = china('2026-03-06 18:00');

  it('keeps office hours and wall time to the millisecond', () => {
    const hours = remainingBudget(CALENDAR, china('2026-03-03 15:30'), china('2026-03-04 10:30'), 'workingHours');
    expect(hours).toEqual({ amount: 3.5, unit: 'workingHours' });
    expect(resumeBudget(CALENDAR, china('2026-03-10 12:30'), hours).dueAt).toBe(china('2026-03-10 17:00'));
    const wall = remainingBudget(CALENDAR, china('2026-03-03 15:30'), china('2026-03-03 16:00'), 'hours');
    expect(wall).toEqual({ amount: 1800, unit: 'seconds' });
    expect(resumeBudget(CALENDAR, china('2026-03-07 03:00'), wall).dueAt).toBe(china('2026-03-07 03:30'));
  });

  it('stays overdue when it was', () => {
    for (const unit of ['workingDays', 'workingHours', 'days'] as const) {
      const left = remainingBudget(CALENDAR, china('2026-03-06 18:00'), due, unit);
      expect(left.amount).toBe(0);
      const resumed = china('2026-03-21 09:00');
      expect(resumeBudget(CALENDAR, resumed, left)).toEqual({ dueAt: resumed, provisional: false });
    }
  });

  it('that stopped on its last day ends with the day it resumes, or the next one worked', () => {
    const left = remainingBudget(CALENDAR, china('2026-03-06 10:00'), due, 'workingDays');
    expect(left).toEqual({ amount: REST_OF_DAY, unit: 'workingDays' });
    expect(resumeBudget(CALENDAR, china('2026-03-06 10:00'), left).dueAt).toBe(due);
    expect(resumeBudget(CALENDAR, china('2026-03-06 18:00'), left).dueAt).toBe(china('2026-03-09 18:00'));
    expect(resumeBudget(CALENDAR, china('2026-03-07 10:00'), left).dueAt).toBe(china('2026-03-09 18:00'));
  });
});

describe('a date that is computed again', () => {
  it('is never earlier than the one told', () => {
    const told = china('2027-01-04 18:00');
    const earlier = { dueAt: china('2027-01-03 18:00'), provisional: false };
    const later = { dueAt: china('2027-01-05 18:00'), provisional: false };
    expect(notEarlierThan(earlier, told)).toEqual({ dueAt: told, provisional: false });
    expect(notEarlierThan(later, told)).toBe(later);
  });
});

describe('what cannot be counted is refused', () => {
  const from = china('2026-03-03 10:00');

  it.each([
    ['a negative limit', () => dueAfter(CALENDAR, from, { amount: -1, unit: 'workingDays' }), /not negative/],
    ['a negative extension', () => shiftDue(CALENDAR, from, { amount: -1, unit: 'workingDays' }), /not negative/],
    [
      'a limit that is not a number',
      () => dueAfter(CALENDAR, from, { amount: Number.NaN, unit: 'hours' }),
      /not negative/,
    ],
    ['negative hours', () => addWorkingHours(CALENDAR, from, -1), /not negative/],
    ['a part of a working day', () => addWorkingDays(CALENDAR, from, 1.5), /a working day is whole/],
    [
      'a part of a working day before',
      () => dueBefore(CALENDAR, from, { amount: 1.5, unit: 'workingDays' }),
      /a working day is whole/,
    ],
    ['more working days than a century has', () => addWorkingDays(CALENDAR, from, 30_000), /hundred years/],
    ['more working hours than a century has', () => addWorkingHours(CALENDAR, from, 250_000), /hundred years/],
    [
      'more working hours back than a century has',
      () => dueBefore(CALENDAR, from, { amount: 250_000, unit: 'workingHours' }),
      /hundred years/,
    ],
    [
      'more wall time than a century has',
      () => dueAfter(CALENDAR, from, { amount: 1e9, unit: 'hours' }),
      /hundred years/,
    ],
    [
      'hours where there are none',
      () => addWorkingHours(withHours({ intervals: [], dayEnd: '18:00' }), from, 1),
      /no office hours/,
    ],
    ['an instant without a zone', () => localDate(CALENDAR, '2026-03-03T10:00:00'), /not an instant/],
    ['an instant that does not exist', () => localDate(CALENDAR, '2026-03-03T25:00:00Z'), /not an instant/],
    ['a date that does not exist', () => isWorkingDay(CALENDAR, '2026-02-30'), /not a date/],
    [
      'a time that does not exist',
      () => localDate(withHours({ intervals: [], dayEnd: '24:30' }), from),
      /not a time of day/,
    ],
    [
      'a day that ends as it begins',
      () => localDate(withHours({ intervals: [], dayEnd: '00:00' }), from),
      /ends at 00:00/,
    ],
    [
      'an interval that ends before it begins',
      () => localDate(withHours({ intervals: [{ from: '10:00', to: '09:00' }], dayEnd: '18:00' }), from),
      /overlap or are out of order/,
    ],
    [
      'intervals out of order',
      () => localDate(withHours({ intervals: [...OFFICE_HOURS.intervals].reverse(), dayEnd: '18:00' }), from),
      /overlap or are out of order/,
    ],
    ['the same year twice', () => localDate(calendarOf([readYear(2026), readYear(2026)]), from), /twice/],
  ])('%s', (_what, count, message) => {
    expect(count).toThrow(message);
  });
});
