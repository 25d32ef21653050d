import { remainingOf, type RunningClock } from '../../../domain/calendar/remaining.js';
import { CALENDAR, calendarOf, china } from './fixtures.js';

const clock = (dueAt: string, changes: Partial<RunningClock> = {}): RunningClock => ({
  state: 'running',
  dueAt: china(dueAt),
  limit: { amount: 5, unit: 'workingDays' },
  satisfiedAt: null,
  amendments: [],
  ...changes,
});
const told = (one: RunningClock, now: string): [number, string, string, string] => {
  const { minutes, unit, words } = remainingOf(CALENDAR, one, china(now));
  return [minutes, unit, words.zh, words.en];
};

describe('what is left of a clock', () => {
  it('counts office time alone, in days of office length', () => {
    expect(told(clock('2026-11-25 18:00'), '2026-11-23 14:30')).toEqual([
      17 * 60,
      'working',
      '剩 2 个工作日 3 小时',
      '2 working days 3 hours left',
    ]);
    // Over a weekend nothing passes.
    expect(told(clock('2026-11-30 18:00'), '2026-11-28 10:00')[0]).toBe(7 * 60);
    expect(told(clock('2026-11-23 18:00'), '2026-11-23 16:10')).toEqual([
      80,
      'working',
      '剩 1 小时 20 分钟工作时间',
      '1 hour 20 minutes of working time left',
    ]);
  });

  it('is not late before the day of the date has ended, though no office time is left', () => {
    expect(told(clock('2026-11-23 18:00'), '2026-11-23 17:45')).toEqual([
      0,
      'working',
      '剩不足 1 分钟工作时间',
      'less than a minute of working time left',
    ]);
  });

  it('is negative as soon as it is late, also at night', () => {
    expect(told(clock('2026-11-23 18:00'), '2026-11-23 22:00')[0]).toBe(-1);
    expect(told(clock('2026-11-23 18:00'), '2026-11-25 11:00')).toEqual([
      -9 * 60,
      'working',
      '已超 1 个工作日 2 小时',
      '1 working day 2 hours late',
    ]);
  });

  it('counts every hour of a limit on the wall clock, and of a date that a person named', () => {
    const wall = { limit: { amount: 48, unit: 'hours' } } as const;
    expect(told(clock('2026-11-29 18:00', wall), '2026-11-28 15:00')).toEqual([
      27 * 60,
      'wall',
      '剩 1 天 3 小时',
      '1 day 3 hours left',
    ]);
    expect(told(clock('2026-11-28 15:01', { limit: null }), '2026-11-28 15:00')[2]).toBe('剩 1 分钟');
  });

  it('stands still while paused and after it was satisfied, but not while held', () => {
    const paused = clock('2026-11-25 18:00', {
      state: 'paused',
      amendments: [
        { kind: 'started', at: china('2026-11-18 10:00') },
        { kind: 'suspended', at: china('2026-11-24 13:30') },
      ],
    });
    expect(told(paused, '2026-12-24 10:00')).toEqual([
      11 * 60,
      'working',
      '已暂停，剩 1 个工作日 4 小时',
      'paused, 1 working day 4 hours left',
    ]);
    const satisfied = clock('2026-11-25 18:00', { state: 'satisfied', satisfiedAt: china('2026-11-25 16:30') });
    expect(told(satisfied, '2026-12-24 10:00')[0]).toBe(60);
    expect(told(clock('2026-11-25 18:00', { state: 'held' }), '2026-11-25 19:00')[0]).toBe(-1);
  });

  it('goes by the wall clock where a unit has no office hours', () => {
    const closed = calendarOf(CALENDAR.years, { intervals: [], dayEnd: '18:00' });
    expect(remainingOf(closed, clock('2026-11-25 18:00'), china('2026-11-25 17:00'))).toMatchObject({
      minutes: 60,
      unit: 'wall',
    });
  });
});
