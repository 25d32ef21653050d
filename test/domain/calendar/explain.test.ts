import fc from 'fast-check';
import { explainDue } from '../../../domain/calendar/explain.js';
import type { LimitUnit } from '../../../domain/calendar/types.js';
import { dueAfter, REST_OF_DAY } from '../../../domain/calendar/working-calendar.js';
import { anyCalendar, anyInstant, CALENDAR, china } from './fixtures.js';

describe('explainDue', () => {
  it('walks working days from the one after the start', () => {
    expect(explainDue(CALENDAR, china('2026-09-18 15:00'), { amount: 2, unit: 'workingDays' })).toEqual([
      { from: china('2026-09-18 15:00'), to: china('2026-09-19 00:00'), kind: 'off', reason: 'startDay' },
      { from: china('2026-09-19 00:00'), to: china('2026-09-20 00:00'), kind: 'off', reason: 'weekend' },
      {
        from: china('2026-09-20 00:00'),
        to: china('2026-09-21 00:00'),
        kind: 'working',
        counted: 1,
        reason: 'makeUpDay',
      },
      { from: china('2026-09-21 00:00'), to: china('2026-09-21 18:00'), kind: 'working', counted: 1 },
    ]);
  });

  it('joins the days of one holiday and keeps a weekend apart from it', () => {
    expect(explainDue(CALENDAR, china('2026-01-01 10:00'), { amount: 1, unit: 'workingDays' })).toEqual([
      { from: china('2026-01-01 10:00'), to: china('2026-01-04 00:00'), kind: 'off', reason: 'holiday' },
      {
        from: china('2026-01-04 00:00'),
        to: china('2026-01-04 18:00'),
        kind: 'working',
        counted: 1,
        reason: 'makeUpDay',
      },
    ]);
    expect(
      explainDue(CALENDAR, china('2027-02-05 10:00'), { amount: 1, unit: 'workingDays' }).map(
        (segment) => segment.reason,
      ),
    ).toEqual(['holiday', undefined]);
    expect(
      explainDue(CALENDAR, china('2027-01-01 10:00'), { amount: 1, unit: 'workingDays' }).map(
        (segment) => segment.reason,
      ),
    ).toEqual(['holiday', 'weekend', undefined]);
  });

  it('names lunch, night and weekend between office hours', () => {
    expect(explainDue(CALENDAR, china('2026-09-18 11:00'), { amount: 6, unit: 'workingHours' })).toEqual([
      { from: china('2026-09-18 11:00'), to: china('2026-09-18 12:00'), kind: 'working', counted: 1 },
      { from: china('2026-09-18 12:00'), to: china('2026-09-18 13:30'), kind: 'off', reason: 'lunch' },
      { from: china('2026-09-18 13:30'), to: china('2026-09-18 17:30'), kind: 'working', counted: 4 },
      { from: china('2026-09-18 17:30'), to: china('2026-09-19 00:00'), kind: 'off', reason: 'night' },
      { from: china('2026-09-19 00:00'), to: china('2026-09-20 00:00'), kind: 'off', reason: 'weekend' },
      { from: china('2026-09-20 00:00'), to: china('2026-09-20 09:00'), kind: 'off', reason: 'night' },
      {
        from: china('2026-09-20 09:00'),
        to: china('2026-09-20 10:00'),
        kind: 'working',
        counted: 1,
        reason: 'makeUpDay',
      },
    ]);
  });

  it('makes one night of two halves', () => {
    expect(explainDue(CALENDAR, china('2026-03-03 18:00'), { amount: 1, unit: 'workingHours' })).toEqual([
      { from: china('2026-03-03 18:00'), to: china('2026-03-04 09:00'), kind: 'off', reason: 'night' },
      { from: china('2026-03-04 09:00'), to: china('2026-03-04 10:00'), kind: 'working', counted: 1 },
    ]);
  });

  it('has one segment for the wall clock and none for nothing', () => {
    expect(explainDue(CALENDAR, china('2026-02-16 22:30'), { amount: 24, unit: 'hours' })).toEqual([
      { from: china('2026-02-16 22:30'), to: china('2026-02-17 22:30'), kind: 'wall', counted: 24 },
    ]);
    expect(explainDue(CALENDAR, china('2026-02-16 22:30'), { amount: 0, unit: 'workingDays' })).toEqual([]);
  });

  it('counts the rest of a due day where the clock resumes', () => {
    const rest = { amount: REST_OF_DAY, unit: 'workingDays' } as const;
    expect(explainDue(CALENDAR, china('2026-03-06 10:00'), rest)).toEqual([
      { from: china('2026-03-06 10:00'), to: china('2026-03-06 18:00'), kind: 'working', counted: REST_OF_DAY },
    ]);
    expect(
      explainDue(CALENDAR, china('2026-03-06 19:00'), rest).map((segment) => segment.reason ?? segment.counted),
    ).toEqual(['startDay', 'weekend', REST_OF_DAY]);
  });

  it('joins without a gap, merges what is alike, and counts up to the limit', () => {
    const units = fc.constantFrom<LimitUnit>('seconds', 'minutes', 'hours', 'days', 'workingHours', 'workingDays');
    const amounts = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(REST_OF_DAY));
    fc.assert(
      fc.property(anyCalendar, anyInstant, units, amounts, (cal, from, unit, amount) => {
        const limit = { amount, unit };
        const segments = explainDue(cal, from, limit);
        let reached = from;
        let counted = 0;
        for (const [index, segment] of segments.entries()) {
          expect(segment.from).toBe(reached);
          expect(segment.to > segment.from).toBe(true);
          const before = segments[index - 1];
          if (segment.kind === 'off' && before?.kind === 'off') expect(segment.reason).not.toBe(before.reason);
          if (segment.kind === 'off') expect(segment.counted).toBeUndefined();
          reached = segment.to;
          counted += segment.counted ?? 0;
        }
        expect(reached).toBe(dueAfter(cal, from, limit).dueAt);
        expect(counted).toBeCloseTo(amount, 6);
      }),
      { numRuns: 200 },
    );
  });
});
