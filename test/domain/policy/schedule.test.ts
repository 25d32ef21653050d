import fc from 'fast-check';
import { shiftDue } from '../../../domain/calendar/working-calendar.js';
import { rescheduleRungs, scheduleClock } from '../../../domain/policy/schedule.js';
import type { ScheduledRung } from '../../../domain/policy/types.js';
import { CLOCK_KEYS, TYPES, URGENCIES } from '../../../domain/ticket/vocabulary.js';
import { officialCalendar as cal, pack, PACK_CODES } from './packs.js';

const packs = PACK_CODES.map(pack);
const standard = pack('default');
const help = { key: 'handle', type: 'help', urgency: 'P2', round: 1, startedAt: '2026-04-27T02:00:00.000Z' } as const;

const named = (rungs: readonly ScheduledRung[] | undefined): Record<string, string> =>
  Object.fromEntries((rungs ?? []).map(({ rung, at }) => [rung, at]));

describe('scheduleClock', () => {
  it('says when, by which rule, and what happens on the way', () => {
    const clock = scheduleClock(standard, cal, help);
    expect(clock).toMatchObject({
      limit: { amount: 5, unit: 'workingDays' },
      rule: 'default@1 handle P2 * = 5 workingDays',
      dueAt: '2026-05-07T10:00:00.000Z',
      provisional: false,
    });
    expect(clock?.rungs.map(({ rung }) => rung)).toEqual([
      'blue50',
      'blue75',
      'yellow',
      'overdue',
      'red',
      'raised',
      'interview',
      'bulletin',
    ]);
    expect(clock?.rungs.at(-1)).toEqual({
      rung: 'bulletin',
      at: '2026-05-20T10:00:00.000Z',
      effect: 'raise',
      level: 5,
      addressee: 'governmentOffice',
    });
  });

  it('measures half the way of working days in office time, so no reminder falls into a holiday', () => {
    // Monday 10:00 leaves 6 office hours, then five days of 7: half of these 41 hours has passed on Thursday at 09:30.
    expect(named(scheduleClock(standard, cal, help)?.rungs).blue50).toBe('2026-04-30T01:30:00.000Z');
  });

  it('measures half the way of wall limits on the wall clock', () => {
    const outage = scheduleClock(standard, cal, { ...help, urgency: 'P1', startedAt: '2026-02-16T14:30:00.000Z' });
    expect(named(outage?.rungs).blue50).toBe('2026-02-17T02:30:00.000Z');
  });

  it('drops a warning that would lie before the start and nothing else', () => {
    // Saturday: the one working day is Monday, the day before it is the Friday that has passed.
    const weekend = scheduleClock(standard, cal, { ...help, type: 'consult', startedAt: '2026-03-14T02:00:00.000Z' });
    expect(weekend?.dueAt).toBe('2026-03-16T10:00:00.000Z');
    expect(weekend?.rungs.map(({ rung }) => rung)).toEqual([
      'blue50',
      'blue75',
      'overdue',
      'red',
      'raised',
      'interview',
      'bulletin',
    ]);
  });

  it('takes the rows of the urgency', () => {
    const emergency = scheduleClock(standard, cal, { ...help, urgency: 'P0' });
    expect(named(emergency?.rungs)).toMatchObject({
      yellow: '2026-04-27T03:45:00.000Z',
      overdue: '2026-04-27T04:00:00.000Z',
      red: '2026-04-27T05:00:00.000Z',
    });
  });

  it('runs a suspension until the date that was granted', () => {
    const until = '2026-06-30T10:00:00.000Z';
    expect(scheduleClock(standard, cal, { ...help, key: 'suspension', until })).toEqual({
      limit: null,
      rule: `default@1 suspension until ${until}`,
      dueAt: until,
      provisional: false,
      rungs: [{ rung: 'resume', at: until, effect: 'resume', addressee: 'handler' }],
    });
    expect(scheduleClock(standard, cal, { ...help, key: 'suspension' })).toBeNull();
  });

  it('takes a limit from the caller in place of the pack', () => {
    const report = scheduleClock(standard, cal, {
      ...help,
      key: 'reportIn',
      limit: standard.rules.whistle.emergency.reportIn,
    });
    expect(report).toMatchObject({ rule: 'default@1 reportIn given = 30 minutes', dueAt: '2026-04-27T02:30:00.000Z' });
  });

  it('says that a date over an unpublished year is provisional', () => {
    expect(scheduleClock(standard, cal, { ...help, startedAt: '2026-12-29T02:00:00.000Z' })).toMatchObject({
      dueAt: '2027-01-06T10:00:00.000Z',
      provisional: true,
    });
  });
});

describe('rescheduleRungs', () => {
  it('moves every rung with the due date', () => {
    const clock = scheduleClock(standard, cal, help);
    const limit = { amount: 5, unit: 'workingDays' } as const;
    const dueAt = shiftDue(cal, clock?.dueAt ?? '', limit).dueAt;
    const moved = named(rescheduleRungs(standard, cal, { ...help, dueAt, limit }));
    expect(dueAt).toBe('2026-05-13T10:00:00.000Z');
    expect(moved).toMatchObject({
      yellow: '2026-05-12T10:00:00.000Z',
      overdue: dueAt,
      red: '2026-05-14T10:00:00.000Z',
    });
  });

  it('gives the rungs of scheduleClock when nothing moved', () => {
    const clock = scheduleClock(standard, cal, help);
    expect(rescheduleRungs(standard, cal, { ...help, dueAt: clock?.dueAt ?? '', limit: clock?.limit ?? null })).toEqual(
      clock?.rungs,
    );
  });
});

describe('every clock of every pack', () => {
  const anyClock = fc.record({
    pack: fc.integer({ min: 0, max: packs.length - 1 }),
    key: fc.constantFrom(...CLOCK_KEYS.filter((key) => !['suspension', 'returnWindow', 'reportIn'].includes(key))),
    type: fc.constantFrom(...TYPES),
    urgency: fc.constantFrom(...URGENCIES),
    round: fc.integer({ min: 1, max: 4 }),
    startedAt: fc
      .date({ min: new Date('2025-01-01T00:00:00Z'), max: new Date('2027-06-30T00:00:00Z'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    statutory: fc.option(fc.record({ workingDays: fc.integer({ min: 1, max: 60 }), lawRef: fc.constant('Act') }), {
      nil: undefined,
    }),
  });

  it('has a date, and rungs in order, none before the start and exactly one that ends it at due', () => {
    fc.assert(
      fc.property(anyClock, ({ pack: index, ...asked }) => {
        const clock = scheduleClock(packs[index] ?? standard, cal, asked);
        if (!clock) throw new Error('Expected a clock.');
        const instants = clock.rungs.map(({ at }) => at);
        expect(instants).toEqual([...instants].sort());
        expect(clock.dueAt > asked.startedAt).toBe(true);
        expect(instants.every((at) => at >= asked.startedAt)).toBe(true);
        const ends = clock.rungs.filter(({ effect }) => ['overdue', 'closeUnreachable', 'archive'].includes(effect));
        expect(ends.map(({ at }) => at)).toEqual([clock.dueAt]);
        const timed = !['ratingLink', 'reopenWindow'].includes(asked.key);
        expect(clock.rungs.filter(({ effect }) => effect === 'overdue')).toHaveLength(timed ? 1 : 0);
      }),
      { numRuns: 500 },
    );
  });

  it('never lowers the level as time goes on, and names each rung once', () => {
    fc.assert(
      fc.property(anyClock, ({ pack: index, ...asked }) => {
        const rungs = scheduleClock(packs[index] ?? standard, cal, asked)?.rungs ?? [];
        const levels = rungs.flatMap(({ level }) => (level === undefined ? [] : [level]));
        expect(levels).toEqual([...levels].sort((a, b) => a - b));
        expect(new Set(rungs.map(({ rung }) => rung)).size).toBe(rungs.length);
      }),
      { numRuns: 300 },
    );
  });
});
