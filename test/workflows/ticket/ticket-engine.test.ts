import type { TicketEngine } from '../../../activities/reconcile/reconcile-tickets.js';
import { MOST_CHARACTERS } from '../../../domain/ticket/bounds.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { createTicketEngine } from '../../../worker/ticket-engine.js';
import { officialCalendar, pack } from '../../domain/policy/packs.js';
import { eventually } from '../../support/eventually.js';
import { cityFacts, handlerOf, people } from '../../support/people.js';
import { describeUnlessMissing } from '../../support/skip.js';
import type { World } from '../../support/workflow-world.js';
import { missingTimeSkipping, openWorld } from '../../support/workflow-world.js';

const NOBODY = '00000000-0000-7000-8000-000000000999';

const UNITS_CALLED = 20;

/** As a ticket was that had its twenty units called in again and again. */
function grown(ticket: TicketState): TicketState {
  const model = ticket.clocks.find(({ key }) => key === 'handle');
  if (!model) throw new Error('The ticket is not handled.');
  const numbers = Array.from({ length: UNITS_CALLED * 126 }, (_, index) => index);
  return {
    ...ticket,
    tasks: numbers.map((index) => ({
      id: String(index + 1),
      kind: 'whistle' as const,
      whistleCase: 'emergency' as const,
      unit: `unit-${index % UNITS_CALLED}`,
      status: 'assigned' as const,
      at: ticket.stateSince,
      answeredAt: null,
    })),
    clocks: [
      ...ticket.clocks,
      ...numbers.map((index) => ({
        ...model,
        id: `task:${index + 1}.1`,
        key: 'task' as const,
        ref: String(index + 1),
      })),
    ],
  };
}

describeUnlessMissing(missingTimeSkipping, 'The engine, asked about tickets', () => {
  let world: World;
  let engine: TicketEngine;
  beforeAll(async () => {
    world = await openWorld({ name: 'engine', pack: pack('default'), calendar: () => officialCalendar });
    engine = createTicketEngine(world.client, 'tickets', Date.now);
  });
  afterAll(() => world.close());

  it('lets the ticket speak while it lives, and knows of no end', async () => {
    const ticket = await world.register();
    await ticket.tell('accept', people.operator, {});
    expect(await engine.look(ticket.id)).toEqual({ is: 'well', state: await ticket.state() });
    expect(await engine.endOf(ticket.id)).toBeNull();
  });

  it('says how a ticket ended, as the ticket itself would', async () => {
    const ticket = await world.register();
    await ticket.tell('withdraw', people.operator, { reason: '(sealed)' });
    const { state, version } = await ticket.state();
    await eventually(async () => expect(await engine.endOf(ticket.id)).toEqual({ state, version }));
    expect(state).toBe('withdrawn');
  });

  it('brings back a ticket that had grown until the engine ended it: small enough, its clocks running, its end still possible', async () => {
    const ticket = await world.register();
    await ticket.tell('accept', people.operator, {});
    await ticket.tell('dispatch', people.dispatcher, { unit: 'water', reason: '' }, { facts: cityFacts });
    await ticket.tell('acknowledge', handlerOf('water'), {});
    const shown = grown(await ticket.state());
    expect(JSON.stringify(shown).length).toBeGreaterThan(2_000_000);
    await ticket.handle.terminate('BadContinueAsNewAttributes: Input exceeds size limit.');

    await engine.restart(shown);
    const living = await ticket.state();
    expect(JSON.stringify(living).length).toBeLessThan(MOST_CHARACTERS);
    expect(living.turn).toBeGreaterThan(shown.turn ?? 0);
    // Of each unit the oldest task, and all that ran besides tasks.
    expect(living.tasks.map(({ id, unit }) => [id, unit])).toEqual(
      shown.tasks.slice(0, UNITS_CALLED).map(({ id, unit }) => [id, unit]),
    );
    const running = (state: TicketState): string[] =>
      state.clocks.filter(({ state: is, key }) => is === 'running' && key !== 'task').map(({ id }) => id);
    expect(running(living)).toEqual(running(shown));
    const [event] = world.shown.events(ticket.id).slice(-1);
    expect(event).toMatchObject({ type: 'restarted', data: { leftOutTasks: shown.tasks.length - UNITS_CALLED } });

    await world.letPass('20 days');
    await eventually(() => {
      expect(world.shown.events(ticket.id).filter(({ type }) => type === 'overdue').length).toBeGreaterThan(0);
    });
    await ticket.tell('withdraw', people.operator, { reason: '' });
    expect((await ticket.state()).state).toBe('withdrawn');
  });

  it('takes breaking off for no end, and a ticket that nobody knows for missing', async () => {
    const ticket = await world.register();
    const before = await ticket.state();
    await ticket.handle.terminate('by hand');
    expect(await engine.endOf(ticket.id)).toBeNull();
    expect(await engine.look(ticket.id)).toEqual({ is: 'stopped', state: before });
    expect(await engine.endOf(NOBODY)).toBeNull();
    expect(await engine.look(NOBODY)).toEqual({ is: 'missing' });
  });
});
