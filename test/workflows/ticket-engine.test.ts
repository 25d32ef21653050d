import type { TicketEngine } from '../../activities/reconcile-tickets.js';
import { createTicketEngine } from '../../worker/ticket-engine.js';
import { officialCalendar, pack } from '../domain/policy/packs.js';
import { eventually } from '../support/eventually.js';
import { people } from '../support/people.js';
import { describeUnlessMissing } from '../support/skip.js';
import type { World } from '../support/workflow-world.js';
import { missingTimeSkipping, openWorld } from '../support/workflow-world.js';

const NOBODY = '00000000-0000-7000-8000-000000000999';

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
