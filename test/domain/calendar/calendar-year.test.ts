import { parseCalendarYear } from '../../../domain/calendar/calendar-year.js';
import { isWorkingDay } from '../../../domain/calendar/working-calendar.js';
import { calendarOf, readYear } from './fixtures.js';

const GOOD = {
  year: 2026,
  status: 'official',
  source: 'A notice',
  daysOff: ['2026-01-01'],
  makeUpDays: ['2026-01-04'],
};

describe('the published years', () => {
  it.each([
    [2025, 28, 5, 'official'],
    [2026, 33, 6, 'official'],
    [2027, 13, 0, 'provisional'],
  ])('%i has %i days off and %i make-up days and is %s', (year, daysOff, makeUpDays, status) => {
    const found = readYear(year);
    expect(found.daysOff).toHaveLength(daysOff);
    expect(found.makeUpDays).toHaveLength(makeUpDays);
    expect(found.status).toBe(status);
  });

  it.each([2025, 2026])('%i has 248 working days', (year) => {
    const cal = calendarOf([readYear(year)]);
    let working = 0;
    for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += 86_400_000) {
      if (isWorkingDay(cal, new Date(ms).toISOString().slice(0, 10))) working += 1;
    }
    expect(working).toBe(248);
  });
});

describe('parseCalendarYear', () => {
  it('returns the year without anything it does not know', () => {
    expect(parseCalendarYear({ ...GOOD, note: 'ignored' })).toEqual(GOOD);
  });

  it.each([
    ['something that is not an object', null, /must be an object/],
    ['a list', [], /must be an object/],
    ['a year in text', { ...GOOD, year: '2026' }, /whole number/],
    ['a year out of range', { ...GOOD, year: 26 }, /whole number/],
    ['an unknown status', { ...GOOD, status: 'draft' }, /official or provisional/],
    ['a missing status', { ...GOOD, status: undefined }, /official or provisional/],
    ['an empty source', { ...GOOD, source: ' ' }, /where its days come from/],
    ['a missing list', { ...GOOD, makeUpDays: undefined }, /no list makeUpDays/],
    ['a date that is not text', { ...GOOD, daysOff: [20260101] }, /not a date in text/],
    ['a date that does not exist', { ...GOOD, daysOff: ['2026-02-30'] }, /existing day/],
    ['a date in another notation', { ...GOOD, daysOff: ['2026-1-1'] }, /existing day/],
    ['a date of another year', { ...GOOD, daysOff: ['2025-12-31'] }, /another year/],
    ['a date listed twice', { ...GOOD, daysOff: ['2026-01-01', '2026-01-01'] }, /twice/],
    ['a make-up day on a weekday', { ...GOOD, makeUpDays: ['2026-01-05'] }, /Saturday or Sunday/],
    ['a make-up day that is also off', { ...GOOD, daysOff: ['2026-01-04'] }, /both as a day off and as a make-up day/],
  ])('refuses %s', (_what, value, message) => {
    expect(() => parseCalendarYear(value)).toThrow(message);
  });
});
