import { MockActivityEnvironment } from '@temporalio/testing';
import type { WebhookActivities } from '../../../activities/webhook/webhook-activities.js';
import { WebhookMessageSchema } from '../../../contracts/webhooks.js';
import type { EventRef } from '../../../domain/webhook/subscription.js';
import { FEED_START } from '../../../storage/event/event-feed.js';
import { createProjection } from '../../../storage/ticket/projection.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { attempt, show } from '../../support/attempts.js';
import { eventually } from '../../support/eventually.js';
import { openReceiver, type Receiver } from '../../support/receiver.js';
import { webhookActivities } from '../../support/webhook-activities.js';

let world: ApiWorld;
let receiver: Receiver;
let activities: WebhookActivities;
beforeAll(async () => {
  world = await createApiWorld();
  receiver = await openReceiver();
  activities = webhookActivities(world);
});
afterAll(async () => {
  await receiver.close();
  await world.close();
});

const run = <A, R>(activity: (task: A) => Promise<R>, task: A): Promise<R> =>
  new MockActivityEnvironment().run(activity, task);

/** What a subscription hears of a ticket, from the start. */
async function refsOf(webhookId: string, ticketId: string): Promise<EventRef[]> {
  const mirror = { cursor: FEED_START, late: 0, failingSince: null };
  const task = { id: webhookId, cursor: FEED_START, limit: 50, mirror };
  const { events } = await run(activities.readEvents, task);
  return events.filter((event) => event.ticketId === ticketId);
}

async function sent(id: string, turn: number, refs: readonly EventRef[]): Promise<void> {
  const { results } = await run(activities.deliver, { id, turn, lanes: [{ refs, last: false }] });
  expect(results).toEqual([{ delivered: refs.length, stopped: null }]);
}

it('a receiver is told that something never happened, and of what did under an id of its own', async () => {
  const url = receiver.url.replace('127.0.0.1', 'localhost');
  const body = { name: 'intake', url, eventTypes: ['dispatched', 'acknowledged'] };
  const { id } = (await world.send('POST', '/api/v1/webhooks', world.key('handler', 'water'), { body })).body;
  const ticket = (await world.register()).body.id;
  await world.act(ticket, 'accept', world.key('operator'));
  await world.act(ticket, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '职责所在' });
  const state = world.gateway.ticket(ticket);
  if (!state) throw new Error('The ticket has no workflow.');
  const by = { id: 'handler-1', role: 'handler' as const, unit: 'water' };
  const acknowledged = (afterMs: number) =>
    attempt(
      state,
      'acknowledge',
      { by, body: {}, at: new Date(Date.now() + afterMs).toISOString() },
      (state.turn ?? 0) + 1,
    );
  const [lost, kept] = [acknowledged(1), acknowledged(11_000)];
  const [gone, real] = [lost, kept].map(({ events }) => `${ticket}/4/${events[0]?.hash.slice(0, 12)}`);

  const projection = createProjection(world.database.pool);
  await show(projection, lost);
  let before: EventRef[] = [];
  await eventually(async () => {
    before = await refsOf(id, ticket);
    expect(before.map(({ seq }) => seq)).toEqual([3, 4]);
  });
  await show(projection, kept);
  let after: EventRef[] = [];
  await eventually(async () => {
    const known = new Set(before.map(({ at }) => at.id));
    after = (await refsOf(id, ticket)).filter(({ at }) => !known.has(at.id));
    expect(after.map(({ seq }) => seq)).toEqual([4, 4]);
  });
  // Who has it still before them is not told any more what was lost.
  await sent(id, 1, before);
  await sent(id, 2, after);
  const told = receiver.received.filter((message) => message.id.startsWith(`${ticket}/4/`));
  expect(told.map((message) => message.id)).toEqual([`${gone}/retracted`, real]);
  expect(WebhookMessageSchema.parse(JSON.parse(told[0]?.body ?? ''))).toMatchObject({
    type: 'huiying.ticket.retracted',
    data: { seq: 4, from: 'inProgress', to: 'dispatched', data: { event: gone, type: 'acknowledged' } },
  });
});
