import { explainClock } from '../../../domain/ticket/explain.js';
import { aLifeIn, BECAUSE, dutyManager, handlerOf, supervisor } from '../../support/lives.js';
import { local, type Story } from '../../support/steps.js';
import { UNITS } from '../../support/tickets.js';
import { CALENDAR, calendarOf, readYear } from '../calendar/fixtures.js';

const A = handlerOf(UNITS.department);
const latest = (life: Story) => String(life.ticket.requests.length);
const grant = (life: Story, by: typeof A) =>
  life.does(by, 'decide', { request: latest(life), grant: true, ...BECAUSE });

describe('why a date is that date', () => {
  it('names the rule and the days that make it', () => {
    const life = aLifeIn('dispatched', { when: '2026-09-18 15:00' });
    const why = explainClock(CALENDAR, life.clock('handle'));
    expect(why).toMatchObject({ clock: 'handle.1', state: 'running', rule: 'default@1 handle P2 * = 5 workingDays' });
    expect(why.steps).toHaveLength(1);
    const counted = why.steps[0]?.segments.filter((segment) => segment.kind === 'working') ?? [];
    expect(counted.map((segment) => [local(segment.from).slice(0, 10), segment.reason ?? ''])).toEqual([
      ['2026-09-20', 'makeUpDay'],
      ['2026-09-21', ''],
      ['2026-09-22', ''],
      ['2026-09-23', ''],
      ['2026-09-24', ''],
    ]);
    expect(why.steps[0]?.segments.at(-1)?.to).toBe(why.dueAt);
  });

  it('tells an extension from the date before it', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-18 15:00' });
    grant(life.does(A, 'requestExtension', { workingDays: 5, ...BECAUSE, basis: 'law' }), dutyManager);
    const { steps, dueAt } = explainClock(CALENDAR, life.clock('handle'));
    expect(steps.map((step) => [step.kind, local(step.dueAt ?? '')])).toEqual([
      ['started', '2026-09-24 18:00'],
      ['extended', '2026-10-09 18:00'],
    ]);
    expect(steps[1]?.segments[0]?.from).toBe(steps[0]?.dueAt);
    expect(steps[1]?.segments.at(-1)?.to).toBe(dueAt);
    const days = steps[1]?.segments.reduce((sum, segment) => sum + (segment.counted ?? 0), 0);
    expect(days).toBe(5);
  });

  it.each([
    ['P2', '2026-09-23 10:00', { amount: 3, unit: 'workingDays' }],
    ['P2', '2026-09-29 10:00', { amount: 0.5, unit: 'workingDays' }],
    ['P1', '2026-09-21 20:00', { amount: 50_400, unit: 'seconds' }],
  ] as const)(
    'tells what a suspension left of a %s ticket at %s, and how that made the new date',
    (urgency, when, left) => {
      const life = aLifeIn('inProgress', { urgency, when: '2026-09-21 10:00' }).at(when);
      const until = '2026-10-12T01:00:00.000Z';
      grant(life.does(A, 'requestSuspension', { until, ...BECAUSE }), supervisor).at(until);
      const { steps, dueAt } = explainClock(CALENDAR, life.clock('handle'));
      expect(steps.map((step) => step.kind)).toEqual(['started', 'suspended', 'resumed']);
      expect(steps[1]).toMatchObject({ limit: left, segments: [] });
      expect(steps[2]).toMatchObject({ limit: left, at: until, dueAt });
      expect(steps[2]?.segments[0]?.from).toBe(until);
      expect(steps[2]?.segments.at(-1)?.to).toBe(dueAt);
    },
  );

  it('says of a suspension only until when', () => {
    const life = aLifeIn('suspended');
    const why = explainClock(CALENDAR, life.clock('suspension'));
    expect(why.steps).toMatchObject([{ kind: 'started', limit: null, segments: [], dueAt: why.dueAt }]);
  });

  it('explains a date by the calendar that it was worked out with', () => {
    const more = calendarOf([
      readYear(2026),
      { ...readYear(2027), status: 'official', daysOff: [...readYear(2027).daysOff, '2027-01-04'] },
    ]);
    const life = aLifeIn('inProgress', { when: '2026-12-30 10:00' }).underCalendar({ ...more, version: 'new' });
    const { steps, dueAt, provisional } = explainClock(more, life.clock('handle'));
    expect(provisional).toBe(false);
    expect(steps.map((step) => [step.kind, local(step.dueAt ?? ''), step.segments.length > 0])).toEqual([
      ['started', '2027-01-07 18:00', false],
      ['recalculated', '2027-01-08 18:00', true],
    ]);
    expect(steps[1]?.segments.at(-1)?.to).toBe(dueAt);
  });
});
