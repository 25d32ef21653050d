import fc from 'fast-check';
import { resumedDue } from '../../../domain/calendar/pauses.js';
import type { LimitUnit } from '../../../domain/calendar/types.js';
import { dueAfter, shiftDue, workingDaysBetween } from '../../../domain/calendar/working-calendar.js';
import { anyCalendar, anyInstant, CALENDAR, china } from './fixtures.js';
import { slowWorkingMinutesBetween } from './slow-oracle.js';

const anyUnit = fc.constantFrom<LimitUnit>('seconds', 'hours', 'days', 'workingHours', 'workingDays');
const anyWorkingUnit = fc.constantFrom<LimitUnit>('workingHours', 'workingDays');
const anyAmount = fc.integer({ min: 1, max: 12 });
/** From the pause to the resumption, in minutes: mostly short, where the edges are. */
const anyMinutes = fc.oneof(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 20_000 }));
const later = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString();
const on = (day: string): string => china(`2026-11-${day}`);

describe('a pause of a clock in working days', () => {
  const due = on('09 18:00');
  it.each([
    ['that only touches midnight costs nothing', '03 23:58', '04 00:03', '09'],
    ['of an evening, a weekend and an early morning costs nothing', '06 17:40', '09 08:50', '09'],
    ['from the end of one day to the opening of the next costs nothing', '03 18:00', '04 09:00', '09'],
    ['over lunch costs nothing', '03 12:05', '03 13:25', '09'],
    ['within a day costs nothing: the day of the start never counts', '03 10:00', '03 16:00', '09'],
    ['that took the whole of one day costs that day', '03 18:00', '05 08:00', '10'],
    ['from noon to noon costs a day', '03 11:00', '04 11:00', '10'],
    ['of an hour on either side of a night costs a day', '03 17:00', '04 09:30', '10'],
    ['of two days and some costs as many days as it reached over', '03 10:00', '05 16:00', '11'],
  ])('%s', (_name, from, to, day) => {
    expect(resumedDue(CALENDAR, { from: on(from), to: on(to) }, due, 'workingDays').due.dueAt).toBe(on(`${day} 18:00`));
  });

  it('that the date fell into leaves the rest of its day', () => {
    const pause = { from: on('09 17:40'), to: on('10 08:50') };
    expect(resumedDue(CALENDAR, pause, due, 'workingDays').due.dueAt).toBe(on('10 18:00'));
  });

  it('of a date outside office hours, as an extension in days makes it for a clock in hours, makes nothing late', () => {
    const pause = { from: on('09 17:40'), to: on('10 08:50') };
    expect(resumedDue(CALENDAR, pause, due, 'workingHours').due.dueAt).toBe(on('10 09:10'));
    expect(resumedDue(CALENDAR, { from: on('09 15:00'), to: on('09 15:00') }, due, 'workingHours').due.dueAt).toBe(due);
  });
});

describe('any pause', () => {
  it('in which no office time lies does not move a date of working time that is still to come', () => {
    let quiet = 0;
    fc.assert(
      fc.property(
        anyCalendar,
        anyInstant,
        anyWorkingUnit,
        anyAmount,
        anyMinutes,
        (cal, from, unit, amount, minutes) => {
          const due = dueAfter(cal, from, { amount, unit }).dueAt;
          const to = later(from, minutes);
          if (slowWorkingMinutesBetween(cal, from, to) > 0 || to >= due) return;
          quiet += 1;
          expect(resumedDue(cal, { from, to }, due, unit).due.dueAt).toBe(due);
        },
      ),
      { numRuns: 300 },
    );
    expect(quiet).toBeGreaterThan(20);
  });

  it('that lasts longer never makes an earlier date, nor does any make it earlier than it was', () => {
    fc.assert(
      fc.property(
        anyCalendar,
        anyInstant,
        anyUnit,
        anyAmount,
        anyMinutes,
        anyMinutes,
        (cal, from, unit, amount, a, b) => {
          const due = dueAfter(cal, from, { amount, unit }).dueAt;
          const at = (minutes: number) => resumedDue(cal, { from, to: later(from, minutes) }, due, unit).due.dueAt;
          expect(at(a) >= due).toBe(true);
          expect(at(a + b) >= at(a)).toBe(true);
          expect(at(a) > later(from, a)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never gives more working days than office time was lost, begun days taken for whole', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, anyAmount, anyMinutes, (cal, from, amount, minutes) => {
        const due = dueAfter(cal, from, { amount, unit: 'workingDays' }).dueAt;
        const to = later(from, minutes);
        const { due: after, lost } = resumedDue(cal, { from, to }, due, 'workingDays');
        const aDay = slowWorkingMinutesBetween(cal, ...oneWorkingDay(cal));
        expect(lost.amount).toBeLessThanOrEqual(Math.ceil(slowWorkingMinutesBetween(cal, from, to) / aDay));
        expect(lost.amount).toBeLessThanOrEqual(workingDaysBetween(cal, from, to));
        if (shiftDue(cal, due, lost).dueAt > to) expect(after.dueAt).toBe(shiftDue(cal, due, lost).dueAt);
      }),
      { numRuns: 100 },
    );
  });

  it('explains itself: from the resumption, what is left leads to the date', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, anyUnit, anyAmount, anyMinutes, (cal, from, unit, amount, minutes) => {
        const due = dueAfter(cal, from, { amount, unit }).dueAt;
        const to = later(from, minutes);
        const { due: after, left } = resumedDue(cal, { from, to }, due, unit);
        expect(dueAfter(cal, to, left).dueAt).toBe(after.dueAt);
      }),
      { numRuns: 300 },
    );
  });
});

/** The office hours of one whole working day lie between these. */
function oneWorkingDay(cal: Parameters<typeof dueAfter>[0]): [string, string] {
  const midnight = (date: string) => Date.parse(`${date}T00:00:00Z`) - cal.utcOffsetMinutes * 60_000;
  for (let day = Date.UTC(2026, 0, 5); ; day += 86_400_000) {
    const start = midnight(new Date(day).toISOString().slice(0, 10));
    const span = [start, start + 86_400_000].map((ms) => new Date(ms).toISOString()) as [string, string];
    if (slowWorkingMinutesBetween(cal, ...span) > 0) return span;
  }
}
