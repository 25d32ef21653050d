import type { WorkflowHandle } from '@temporalio/client';
import { nextRung } from '../../../domain/ticket/firing.js';
import { officialCalendar, pack } from '../../domain/policy/packs.js';
import { eventually } from '../../support/eventually.js';
import { cityFacts, handlerOf, people } from '../../support/people.js';
import { describeUnlessMissing } from '../../support/skip.js';
import type { TicketLine, World } from '../../support/workflow-world.js';
import { missingTimeSkipping, openWorld } from '../../support/workflow-world.js';

const { operator, dispatcher } = people;
const water = handlerOf('water');
const PATIENCE_MS = 60_000;

describeUnlessMissing(missingTimeSkipping, 'A ticket whose step cannot be written', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ name: 'outage', pack: pack('default'), calendar: () => officialCalendar });
  }, 120_000);
  afterEach(() => {
    world.database.away = false;
  });
  afterAll(() => world.close(), 60_000);

  async function eventsOf(handle: WorkflowHandle): Promise<number> {
    return (await handle.fetchHistory()).events?.length ?? 0;
  }

  /** The database goes away, and a command waits for it. */
  async function waiting(ticket: TicketLine): Promise<{ command: Promise<unknown> }> {
    world.database.away = true;
    const command = ticket.tell('accept', operator, {}, { key: 'waits' });
    await eventually(async () => {
      const { events } = await ticket.handle.fetchHistory();
      expect(events?.some((event) => event.markerRecordedEventAttributes?.failure)).toBe(true);
    }, PATIENCE_MS);
    return { command };
  }

  it('writes less than sixty events an hour while it waits, and goes on by itself', async () => {
    const ticket = await world.register();
    const { command } = await waiting(ticket);
    const before = await eventsOf(ticket.handle);
    await world.letPass('1 hour');
    expect(await eventsOf(ticket.handle)).toBeLessThan(before + 60);
    world.database.away = false;
    await world.letPass('10 minutes');
    expect(await command).toMatchObject({ state: 'pendingDispatch', version: 2 });
    expect(world.shown.row(ticket.id)).toEqual(await ticket.state());
  }, 180_000);

  it('does what was asked of it meanwhile, once and in order', async () => {
    const ticket = await world.register();
    const { command } = await waiting(ticket);
    const later = ticket.tell(
      'dispatch',
      dispatcher,
      { unit: 'water', reason: 'x' },
      { facts: cityFacts, key: 'later' },
    );
    await world.letPass('10 minutes');
    world.database.away = false;
    // Whoever speaks to it wakes it.
    const last = ticket.tell('acknowledge', water, {}, { key: 'last' });
    await Promise.all([command, later, last]);
    expect(world.shown.events(ticket.id).map(({ type }) => type)).toEqual(['accepted', 'dispatched', 'acknowledged']);
  }, 180_000);

  it('fires what fell due meanwhile, and starts afresh like any other', async () => {
    const ticket = await world.register({ continueAfter: 2 });
    await ticket.tell('accept', operator, {});
    await ticket.tell('dispatch', dispatcher, { unit: 'water', reason: 'x' }, { facts: cityFacts });
    const first = (await ticket.handle.describe()).runId;
    world.database.away = true;
    const rung = nextRung(await ticket.state());
    await world.letPass(Date.parse(rung?.at ?? '') - Date.parse(await world.now()) + 20 * 60_000);
    world.database.away = false;
    await ticket.tell('acknowledge', water, {});
    await ticket.tell('recordContact', water, { note: 'x' });
    await world.letPass('1 second');
    expect((await ticket.handle.describe()).runId).not.toBe(first);
    const events = world.shown.events(ticket.id);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 2));
    const fired = events
      .filter(({ data }) => data['scheduledAt'] === rung?.at)
      .map(({ data }) => `${String(data['clock'])} ${String(data['rung'])}`);
    expect(fired).toContain(rung?.label);
    expect(new Set(fired).size).toBe(fired.length);
  }, 180_000);
});
