import fc from 'fast-check';
import type { WorkingCalendar } from '../../../domain/calendar/types.js';
import { explainClock } from '../../../domain/ticket/explain.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { movedRungs, whatIf, yearsWithDays, type ProposedDay } from '../../../domain/ticket/what-if.js';
import { aLifeIn, BECAUSE, director, dutyManager, handlerOf, supervisor } from '../../support/lives.js';
import type { Story } from '../../support/steps.js';
import { local } from '../../support/steps.js';
import { DEFAULT_WORLD, frozen, UNITS, type World } from '../../support/tickets.js';
import { CALENDAR } from '../calendar/fixtures.js';
import { pack, PACK_CODES } from '../policy/packs.js';

const A = handlerOf(UNITS.department);
const ASKED = { ...BECAUSE, basis: 'law' };
const ask = (life: Story, proposal: Parameters<typeof whatIf>[3], world: World = DEFAULT_WORLD) =>
  whatIf(world.pack, world.calendar, frozen(life.ticket), proposal, life.now);
const clockIn = (ticket: TicketState, key: string) => ticket.clocks.findLast((clock) => clock.key === key);

/** The dates and the rungs still to come, which is all that a what-if promises. */
const promised = (ticket: TicketState) =>
  ticket.clocks
    .filter(({ key }) => ['handle', 'citizen', 'contact'].includes(key))
    .map(({ id, dueAt, provisional, rungs }) => ({
      id,
      dueAt,
      provisional,
      rungs: rungs.map(({ rung, at }) => `${rung} ${at}`),
    }));

const day = (offset: number): string => new Date(Date.UTC(2026, 8, 1 + offset)).toISOString().slice(0, 10);
const anyWorld = fc.constantFrom(...PACK_CODES).map((code) => ({ ...DEFAULT_WORLD, pack: pack(code) }));
const anyStart = fc.record({
  world: anyWorld,
  urgency: fc.constantFrom('P1' as const, 'P2' as const, 'P3' as const),
  when: fc
    .record({ offset: fc.nat({ max: 100 }), hour: fc.integer({ min: 0, max: 23 }) })
    .map(({ offset, hour }) => `${day(offset)} ${String(hour).padStart(2, '0')}:17`),
});

describe('what if', () => {
  it('an extension were granted: the date that a grant gives', () => {
    fc.assert(
      fc.property(anyStart, fc.integer({ min: 1, max: 15 }), ({ world, ...start }, workingDays) => {
        const life = aLifeIn('inProgress', { ...start, world });
        const told = ask(life, { kind: 'extension', workingDays }, world);
        if (told.refusal !== null) {
          const refused = life.refuses(A, 'requestExtension', { workingDays, ...ASKED });
          expect(refused).toBe(told.refusal.code);
          return;
        }
        life.does(A, 'requestExtension', { workingDays, ...ASKED });
        expect(ask(life, { kind: 'extension', workingDays }, world).refusal).toBeNull();
        life.does(dutyManager, 'decide', { request: '1', grant: true, ...BECAUSE });
        expect(promised(told.ticket)).toEqual(promised(life.ticket));
      }),
      { numRuns: 200 },
    );
  });

  it('a suspension were granted later, and resumed at its date: the dates that both give', () => {
    const anyHours = fc.integer({ min: 1, max: 24 * 12 });
    fc.assert(
      fc.property(anyStart, fc.integer({ min: 0, max: 48 }), anyHours, ({ world, ...start }, wait, hours) => {
        const life = aLifeIn('inProgress', { ...start, world });
        const from = new Date(Date.parse(life.now) + wait * 3_600_000).toISOString();
        const until = new Date(Date.parse(from) + hours * 3_600_000).toISOString();
        const told = ask(life, { kind: 'suspension', from, until }, world);
        expect(told.refusal).toBeNull();
        life.does(A, 'requestSuspension', { until, ...BECAUSE }).at(from);
        life.does(supervisor, 'decide', { request: '1', grant: true, ...BECAUSE }).at(until);
        const dates = (ticket: TicketState) => promised(ticket).map(({ id, dueAt }) => [id, dueAt]);
        expect(dates(told.ticket)).toEqual(dates(life.ticket));
      }),
      { numRuns: 200 },
    );
  });

  it('days were changed in the calendar: the dates that publishing it gives', () => {
    const anyDays = fc
      .uniqueArray(fc.nat({ max: 200 }), { minLength: 1, maxLength: 30 })
      .chain((offsets) =>
        fc.tuple(
          ...offsets.map((offset) =>
            fc.record({ date: fc.constant(day(offset)), kind: fc.constantFrom('off' as const, 'work' as const) }),
          ),
        ),
      );
    fc.assert(
      fc.property(anyStart, anyDays, ({ world, ...start }, days: ProposedDay[]) => {
        const life = aLifeIn('inProgress', { ...start, world });
        const told = ask(life, { kind: 'calendar', years: yearsWithDays(CALENDAR, days) }, world);
        expect(told.refusal).toBeNull();
        expect(promised(told.ticket)).toEqual(promised(life.underCalendar(told.calendar).ticket));
      }),
      { numRuns: 200 },
    );
  });

  it('explains the date that it tells', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-18 15:00' });
    const { ticket, calendar } = ask(life, { kind: 'extension', workingDays: 5 });
    const after = clockIn(ticket, 'handle');
    const why = after && explainClock(calendar, after);
    expect(why?.steps.map((step) => [step.kind, local(step.dueAt ?? '')])).toEqual([
      ['started', '2026-09-24 18:00'],
      ['extended', '2026-10-09 18:00'],
    ]);
    expect(why?.steps[1]?.segments.at(-1)?.to).toBe(why?.dueAt);
  });

  it('tells which rungs would move, and not those that have fired', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-18 15:00' }).at('2026-09-23 12:00');
    const { ticket } = ask(life, { kind: 'extension', workingDays: 5 });
    const [before, after] = [clockIn(life.ticket, 'handle'), clockIn(ticket, 'handle')];
    if (!before || !after) throw new Error('The ticket has no handling clock.');
    const fired = before.rungs.filter((rung) => rung.firedAt !== null).map(({ rung }) => rung);
    const moved = movedRungs(before, after);
    expect(fired).toContain('blue50');
    expect(moved.map(({ rung }) => rung.rung)).toEqual(
      before.rungs.map(({ rung }) => rung).filter((rung) => !fired.includes(rung)),
    );
    const overdue = moved.find(({ rung }) => rung.rung === 'overdue');
    expect([local(overdue?.before ?? ''), local(overdue?.after ?? '')]).toEqual([
      '2026-09-24 18:00',
      '2026-10-09 18:00',
    ]);
  });

  it('says what the pack does not allow and why, and the date all the same', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-18 15:00' });
    const tooLong = ask(life, { kind: 'extension', workingDays: 6 });
    expect(tooLong).toMatchObject({ refusal: { code: 'extension-limit' }, decidedBy: ['dutyManager', 'director'] });
    expect(local(clockIn(tooLong.ticket, 'handle')?.dueAt ?? '')).toBe('2026-10-10 18:00');
    expect(ask(aLifeIn('replied'), { kind: 'extension', workingDays: 1 }).refusal?.code).toBe('illegal-transition');
    const late = life.at('2026-09-25 10:00');
    expect(ask(late, { kind: 'extension', workingDays: 1 }).refusal?.code).toBe('extension-not-allowed');
  });

  it('asks the director for the second extension', () => {
    const life = aLifeIn('inProgress').does(A, 'requestExtension', { workingDays: 2, ...ASKED });
    life.does(dutyManager, 'decide', { request: '1', grant: true, ...BECAUSE });
    expect(ask(life, { kind: 'extension', workingDays: 2 }).decidedBy).toEqual(['director']);
    life.does(A, 'requestExtension', { workingDays: 2, ...ASKED });
    const told = ask(life, { kind: 'extension', workingDays: 2 });
    life.does(director, 'decide', { request: '2', grant: true, ...BECAUSE });
    expect(promised(told.ticket)).toEqual(promised(life.ticket));
  });

  it('a suspended ticket were to resume at another time: the date that it has then', () => {
    const life = aLifeIn('suspended', { when: '2026-09-18 15:00' });
    const until = '2026-09-23T02:00:00.000Z';
    const told = ask(life, { kind: 'suspension', from: null, until });
    expect(told.refusal?.code).toBe('illegal-transition');
    life.at(until).does(supervisor, 'resume', BECAUSE);
    expect(clockIn(told.ticket, 'handle')?.dueAt).toBe(life.clock('handle').dueAt);
  });

  it('nothing hung on the calendar: no date moves', () => {
    const life = aLifeIn('closed', { when: '2026-09-18 15:00' });
    const years = yearsWithDays(CALENDAR, [{ date: '2026-09-21', kind: 'off' }]);
    expect(ask(life, { kind: 'calendar', years }).ticket).toEqual(life.ticket);
  });
});

describe('days proposed for the calendar', () => {
  const facts = (calendar: WorkingCalendar, days: readonly ProposedDay[]) =>
    yearsWithDays(calendar, days).map(({ year, status, daysOff, makeUpDays }) => ({
      year,
      status,
      daysOff,
      makeUpDays,
    }));

  it('make or unmake days off and make-up days, and leave a weekend a weekend', () => {
    const calendar = {
      ...CALENDAR,
      years: [
        { year: 2026, status: 'official' as const, source: 'x', daysOff: ['2026-10-01'], makeUpDays: ['2026-09-20'] },
      ],
    };
    expect(
      facts(calendar, [
        { date: '2026-10-01', kind: 'work' },
        { date: '2026-09-20', kind: 'off' },
        { date: '2026-10-12', kind: 'off' },
        { date: '2026-10-17', kind: 'work' },
        { date: '2026-10-18', kind: 'off' },
      ]),
    ).toEqual([{ year: 2026, status: 'official', daysOff: ['2026-10-12'], makeUpDays: ['2026-10-17'] }]);
  });

  it('begin a provisional year where none was published', () => {
    expect(facts(CALENDAR, [{ date: '2031-01-02', kind: 'off' }])).toEqual([
      { year: 2031, status: 'provisional', daysOff: ['2031-01-02'], makeUpDays: [] },
    ]);
  });
});
