import { URGENCIES } from '../../../domain/ticket/vocabulary.js';
import { fireDue, nextRung } from '../../../domain/ticket/firing.js';
import { aLifeIn, callbackAgent, handlerOf, supervisor } from '../../support/lives.js';
import { dated, local } from '../../support/steps.js';
import { DEFAULT_WORLD, UNITS } from '../../support/tickets.js';
import { pack, PACK_CODES } from '../policy/packs.js';

const NEVER_MIND_HOW_LONG = '2027-09-01 10:00';
const OPEN = [
  'registered',
  'pendingDispatch',
  'consulting',
  'dispatched',
  'inProgress',
  'adjudication',
  'suspended',
  'replied',
  'callbackPending',
  'dissatisfiedReview',
] as const;

describe('a ticket that nobody touches', () => {
  it('climbs the whole ladder of an ordinary matter, each rung on its day', () => {
    const life = aLifeIn('inProgress', { when: '2026-03-02 10:00' }).does(
      handlerOf(UNITS.department),
      'recordContact',
      {
        note: 'called',
      },
    );
    life.at(NEVER_MIND_HOW_LONG);
    const handle = life.events.filter((event) => event.data['clock'] === 'handle.1');
    expect(handle.map((event) => [local(event.at), event.data['rung'], event.data['addressee']])).toEqual([
      ['2026-03-05 09:30', 'blue50', 'handler'],
      ['2026-03-06 14:15', 'blue75', 'handler'],
      ['2026-03-06 18:00', 'yellow', 'unitLiaison'],
      ['2026-03-09 18:00', 'overdue', 'handler'],
      ['2026-03-10 18:00', 'red', 'unitDeputyHead'],
      ['2026-03-12 18:00', 'raised', 'superiorHead'],
      ['2026-03-16 18:00', 'interview', 'unitHead'],
      ['2026-03-23 18:00', 'bulletin', 'governmentOffice'],
    ]);
    expect(life.ticket.level).toBe(5);
    expect(life.ticket.supervisions.map((one) => one.level)).toEqual([2, 3, 4, 5]);
  });

  // An emergency cannot be returned, so it never comes before the board.
  const left = PACK_CODES.flatMap((code) =>
    URGENCIES.flatMap((urgency) => OPEN.map((state) => [code, urgency, state] as const)),
  ).filter(([, urgency, state]) => urgency !== 'P0' || state !== 'adjudication');
  it.each(left)(
    'by %s, %s, left in %s: each rung once, never early, in order, the level only rising',
    (code, urgency, state) => {
      const world = { ...DEFAULT_WORLD, pack: pack(code) };
      const life = aLifeIn(state, { urgency, world, when: '2026-09-18 15:00' });
      const told = life.events.length;
      life.at(NEVER_MIND_HOW_LONG);
      const fired = life.events.slice(told);
      const rungs = fired.filter((event) => event.data['rung'] !== undefined);
      const names = rungs.map((event) => `${String(event.data['clock'])} ${String(event.data['rung'])}`);
      expect(new Set(names).size).toBe(names.length);
      for (const event of rungs) expect(event.at >= String(event.data['scheduledAt'])).toBe(true);
      const instants = rungs.map((event) => String(event.data['scheduledAt']));
      expect(instants).toEqual([...instants].sort());
      const levels = fired
        .map((event) => Number(event.data['raised'] === false ? 0 : (event.data['level'] ?? 0)))
        .filter(Boolean);
      const lifted = fired.filter((event) => event.type === 'escalated' && event.data['raised'] === true);
      expect(lifted.map((event) => event.data['level'])).toEqual(
        [...lifted.map((event) => event.data['level'])].sort(),
      );
      expect(life.ticket.level).toBe(Math.max(0, ...levels));
      expect(rungs.length).toBeGreaterThan(0);
      // Nothing is left that could fire, and asking again changes nothing.
      expect(nextRung(life.ticket)).toBeNull();
      expect(fireDue(life.ticket, life.now)).toBeNull();
    },
  );

  it.each(PACK_CODES)('by %s: what must end by itself does', (code) => {
    const world = { ...DEFAULT_WORLD, pack: pack(code) };
    expect(aLifeIn('suspended', { world }).at(NEVER_MIND_HOW_LONG).ticket.state).toBe('inProgress');
    expect(aLifeIn('closed', { world }).at(NEVER_MIND_HOW_LONG).ticket.state).toBe('archived');
  });
});

describe('a clock that slept', () => {
  it('fires what it missed once, in order, with the instants at which it should have', () => {
    const life = aLifeIn('inProgress', { when: '2026-03-02 10:00' });
    const now = '2026-03-11T00:00:00.000Z';
    const fired = [];
    let ticket = life.ticket;
    for (let step = fireDue(ticket, now); step !== null; step = fireDue(ticket, now)) {
      fired.push(...step.events);
      ticket = step.ticket;
    }
    const late = fired.filter((event) => event.data['clock'] === 'handle.1');
    expect(late.map((event) => event.data['rung'])).toEqual(['blue50', 'blue75', 'yellow', 'overdue', 'red']);
    expect(new Set(late.map((event) => event.at))).toEqual(new Set([now]));
    expect(late.map((event) => local(String(event.data['scheduledAt'])))).toEqual([
      '2026-03-05 09:30',
      '2026-03-06 14:15',
      '2026-03-06 18:00',
      '2026-03-09 18:00',
      '2026-03-10 18:00',
    ]);
    expect(ticket.clocks.find((clock) => clock.id === 'handle.1')?.overdueAt).toBe('2026-03-09T10:00:00.000Z');
  });

  it('fires first what was due when its timer ended, whatever it missed since, and tells when it really did', () => {
    const life = aLifeIn('inProgress', { when: '2026-03-02 10:00' });
    const now = '2026-03-11T00:00:00.000Z';
    const ended = String(life.ticket.clocks.find(({ id }) => id === 'handle.1')?.rungs[0]?.at);
    // The same, whether the clock of that moment was right or still stood at the timer's own instant.
    for (const clock of [now, ended]) {
      const first = fireDue(life.ticket, clock, ended);
      const handled = first?.events.filter(({ data }) => data['clock'] === 'handle.1') ?? [];
      expect(handled.map(({ at, data }) => [data['rung'], at])).toEqual([['blue50', clock]]);
    }
    expect(
      fireDue(life.ticket, now, new Date(Date.parse(ended) - 1).toISOString())?.events.map(({ data }) => data['rung']),
    ).not.toContain('blue50');
  });

  it('does nothing more for a ticket that one of the missed rungs has closed', () => {
    const life = aLifeIn('callbackPending', { when: '2026-03-02 10:00' });
    for (const when of ['2026-03-02 11:00', '2026-03-02 15:00', '2026-03-03 10:00']) {
      life.at(when).does(callbackAgent, 'recordCallback', { reached: false });
    }
    life.at('2026-03-05 10:00').does(supervisor, 'supervise', { demand: 'x' });
    const now = '2026-03-20T00:00:00.000Z';
    const step = fireDue(life.ticket, now);
    expect(step?.events.map((event) => event.type)).toEqual(['closedUnreachable']);
    expect(step && fireDue(dated(step).ticket, now)).toBeNull();
  });
});
