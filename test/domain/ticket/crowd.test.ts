import { fireDue, nextRung } from '../../../domain/ticket/firing.js';
import { isOverdue, overdueAt } from '../../../domain/ticket/overdue.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { BECAUSE, A_REPLY, aLifeIn, handlerOf, reviewer, supervisor } from '../../support/lives.js';
import { local, type Story } from '../../support/steps.js';
import { DEFAULT_WORLD, UNITS } from '../../support/tickets.js';

/** Of an ordinary matter that was taken on Monday morning. */
const DUE = '2026-03-09 18:00';
const lead = handlerOf(UNITS.department);

/** So many tickets end with each clock of this one. */
function amongMany(together = 3_000): Story {
  const world = { ...DEFAULT_WORLD, together: () => together };
  return aLifeIn('inProgress', { when: '2026-03-02 10:00', world }).does(lead, 'recordContact', { note: 'called' });
}

const handleOf = (ticket: TicketState) => ticket.clocks.find(({ key, round }) => key === 'handle' && round === 1);
const placeOf = (ticket: TicketState, name: string): string => {
  const rung = handleOf(ticket)?.rungs.find(({ rung }) => rung === name);
  return rung?.firesAt ?? rung?.at ?? '';
};

describe('A ticket that is due together with thousands', () => {
  it('keeps every date it has alone', () => {
    const [crowded, alone] = [amongMany(), amongMany(0)].map(({ ticket }) =>
      ticket.clocks.map(({ id, dueAt, rungs }) => [id, dueAt, rungs.map(({ rung, at }) => [rung, at])]),
    );
    expect(crowded).toEqual(alone);
  });

  it('fires each rung within the window after its instant, never before, and in the order of instants', () => {
    const life = amongMany().at('2026-04-30 10:00');
    const fired = life.events.filter(({ data }) => data['clock'] === 'handle.1');
    expect(fired.map(({ data }) => data['rung'])).toEqual([
      ...['blue50', 'blue75', 'yellow', 'overdue', 'red', 'raised', 'interview', 'bulletin'],
    ]);
    for (const { at, data } of fired) {
      const late = (Date.parse(at) - Date.parse(String(data['scheduledAt']))) / 1_000;
      expect(late).toBeGreaterThanOrEqual(0);
      expect(late).toBeLessThanOrEqual(Number(data['level'] ?? 0) >= 3 ? 10 : 600);
    }
    expect(fired.filter(({ at, data }) => at !== data['scheduledAt'])).not.toHaveLength(0);
  });

  it('is overdue a second after its date, before that is marked', () => {
    const { ticket } = amongMany().at('2026-03-09 17:00');
    const handle = handleOf(ticket);
    expect(ticket.overdue).toBe(false);
    expect(local(handle?.dueAt ?? '')).toBe(DUE);
    expect(isOverdue(ticket, '2026-03-09T10:00:00.000Z')).toBe(false);
    expect(isOverdue(ticket, '2026-03-09T10:00:01.000Z')).toBe(true);
    expect(handle && overdueAt(handle, '2026-03-09T10:00:01.000Z')).toBe(handle?.dueAt);
  });

  it('takes along what fell due before, whatever its own place, so that the order is kept', () => {
    const { ticket } = amongMany().at('2026-03-09 17:00');
    // The promise to the citizen fires within a minute, and was broken at the same instant.
    const promise = ticket.clocks.find(({ key }) => key === 'citizen')?.rungs[0];
    const place = promise?.firesAt ?? '';
    expect(place < placeOf(ticket, 'overdue')).toBe(true);
    expect(nextRung(ticket)?.at).toBe(place);
    const step = fireDue(ticket, place);
    expect(step?.events.map(({ data }) => [data['clock'], data['rung']])).toEqual([
      ['handle.1', 'overdue'],
      ['citizen.1', 'overdue'],
    ]);
  });

  it('is found as its dates have it by whoever acts before the firing', () => {
    const life = amongMany().at('2026-03-09T10:00:01.000Z');
    expect(life.ticket.overdue).toBe(false);
    life.does(lead, 'requestSuspension', { ...BECAUSE, until: '2026-03-20T10:00:00.000Z' });
    expect(life.events.slice(-3).map(({ type, actor, at }) => [type, actor.role, at])).toEqual([
      ['overdue', 'clock', life.now],
      ['overdue', 'clock', life.now],
      ['suspensionRequested', 'handler', life.now],
    ]);
    // What was late before the pause stays late, and is not marked a second time.
    life.does(supervisor, 'decide', { request: '1', grant: true, ...BECAUSE }).at('2026-03-19 10:00');
    expect(life.ticket.overdue).toBe(true);
    expect(life.events.filter(({ type, data }) => type === 'overdue' && data['clock'] === 'handle.1')).toHaveLength(1);
  });

  it('that is replied to a second late has been late, and the mark comes before the reply', () => {
    const life = amongMany().at('2026-03-09T10:00:01.000Z').does(lead, 'reply', A_REPLY);
    expect(life.events.slice(-3).map(({ type }) => type)).toEqual(['overdue', 'overdue', 'replied']);
    life.does(reviewer, 'reviewReply', { accept: true });
    expect(life.ticket.overdue).toBe(true);
    expect(handleOf(life.ticket)?.overdueAt).toBe(handleOf(life.ticket)?.dueAt);
  });

  it('begun under earlier rules fires at the instant, as its history did', () => {
    const { ticket } = amongMany().at('2026-03-09 17:00');
    const earlier = { ...ticket, edition: 2 };
    expect(nextRung(earlier)?.at).toBe('2026-03-09T10:00:00.000Z');
    expect(fireDue(earlier, '2026-03-09T10:00:00.000Z')?.events).toHaveLength(2);
  });
});
