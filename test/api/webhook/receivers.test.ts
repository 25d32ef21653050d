import { MockActivityEnvironment } from '@temporalio/testing';
import type { WebhookActivities } from '../../../activities/webhook/webhook-activities.js';
import type { Lane } from '../../../domain/webhook/backlog.js';
import { createWebhookNews, type WebhookNews } from '../../../storage/webhook/webhook-news.js';
import { startLost } from '../../../worker/reconciling.js';
import { startWaking } from '../../../worker/waking.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';
import { openReceiver, type Receiver } from '../../support/receiver.js';
import { webhookActivities } from '../../support/webhook-activities.js';

const WEBHOOKS = '/api/v1/webhooks';

let world: ApiWorld;
let receiver: Receiver;
let activities: WebhookActivities;
let news: WebhookNews;
let water: string;
beforeAll(async () => {
  world = await createApiWorld();
  news = createWebhookNews(world.database.pool);
  activities = webhookActivities(world, 5_000);
  water = world.key('handler', 'water');
}, 60_000);
afterAll(() => world.close());
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

async function subscribe(changes: object = {}, key = water): Promise<string> {
  const body = { name: 'intake', url: `http://localhost:${receiver.port}/hook`, ...changes };
  const reply = await world.send('POST', WEBHOOKS, key, { body });
  expect({ status: reply.status, text: reply.status === 201 ? '' : reply.text }).toEqual({ status: 201, text: '' });
  return reply.body.id;
}

async function dispatched(unit = 'water'): Promise<string> {
  const { id } = (await world.register()).body;
  await world.act(id, 'accept', world.key('operator'));
  expect((await world.act(id, 'dispatch', world.key('dispatcher'), { unit, reason: '职责所在' })).status).toBe(200);
  return id;
}

const run = <A, R>(activity: (task: A) => Promise<R>, task: A): Promise<R> =>
  new MockActivityEnvironment().run(activity, task);

/** The events of a ticket up to its dispatch, which the unit can see, as one lane. */
async function laneOf(webhook: string, ticket: string): Promise<Lane> {
  const mirror = { cursor: { xid: '0', id: '0' }, late: 0, failingSince: null };
  let refs: Lane['refs'] = [];
  await eventually(async () => {
    const { events } = await run(activities.readEvents, { id: webhook, cursor: mirror.cursor, limit: 500, mirror });
    refs = events.filter(({ ticketId }) => ticketId === ticket);
    expect(refs.at(-1)?.seq).toBe((await world.row(ticket))['version']);
  });
  return { refs, last: false };
}

/** Reads to the end of the feed, as a workflow does before it waits. */
async function fallsAsleep(id: string): Promise<void> {
  await eventually(async () => {
    const cursor = await world.services.feed.end();
    const mirror = { cursor, late: 0, failingSince: null };
    const found = await run(activities.readEvents, { id, cursor, limit: 50, mirror });
    expect(found.events).toEqual([]);
    while (await news.look());
    await news.take(1_000);
    const { rows } = await world.database.pool.query(
      'SELECT asleep_xid IS NOT NULL AND news_at IS NULL AS asleep FROM webhook_subscription WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([{ asleep: true }]);
  });
}

describe('a subscription to a type of event that there is not', () => {
  it.each(['dispatch', 'huiying.ticket.dispatched', 'Dispatched', 'ping'])(
    'such as %s is refused, and the refusal lists those that there are',
    async (type) => {
      const body = { name: 'x', url: `http://localhost:${receiver.port}/hook`, eventTypes: ['dispatched', type] };
      const reply = await world.send('POST', WEBHOOKS, water, { body });
      expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
      expect(reply.text).toContain('/eventTypes/1');
      for (const known of ['dispatched', 'extensionGranted', 'archived']) expect(reply.text).toContain(known);
    },
  );

  it('is not asked of the feed either', async () => {
    const reply = await world.get('/api/v1/events?type=dispatch', water);
    expect([reply.status, reply.body.code]).toEqual([400, 'validation-failed']);
  });
});

describe('a receiver that says 410', () => {
  it('is sent nothing more: the subscription pauses and says why, and the event waits in the open', async () => {
    const id = await subscribe();
    const lanes = [await laneOf(id, await dispatched()), await laneOf(id, await dispatched())];
    receiver.behave((_message, response) => void response.writeHead(410).end());
    const done = await run(activities.deliver, { id, turn: 1, lanes: lanes.slice(0, 1) });
    expect(done).toEqual({ status: 'paused', results: [{ delivered: 0, stopped: 'notTried' }] });
    expect(receiver.received).toHaveLength(1);
    expect((await world.get(`${WEBHOOKS}/${id}`, water)).body).toMatchObject({
      status: 'paused',
      pausedBecause: 'gone',
    });
    const { body } = await world.get(`${WEBHOOKS}/${id}/deliveries`, water);
    expect(body.items).toMatchObject([{ status: 410, outcome: 'failed' }]);
    await run(activities.deliver, { id, turn: 2, lanes });
    expect(receiver.received).toHaveLength(1);

    receiver.behave((_message, response) => void response.writeHead(204).end());
    expect((await world.send('POST', `${WEBHOOKS}/${id}/resume`, water, { body: {} })).body).toMatchObject({
      status: 'active',
      pausedBecause: null,
    });
    const again = await run(activities.deliver, { id, turn: 3, lanes });
    expect(again.results.every(({ stopped }) => stopped === null)).toBe(true);
  });
});

describe('a receiver that asks for a pause', () => {
  it('with Retry-After gets nothing else of that turn, and the workflow hears for how long', async () => {
    const id = await subscribe();
    const tickets = [await dispatched(), await dispatched(), await dispatched()];
    const lanes = [];
    for (const ticket of tickets) lanes.push(await laneOf(id, ticket));
    receiver.behave((_message, response) => void response.writeHead(429, { 'retry-after': '90' }).end());
    const { results, holdMs } = await run(activities.deliver, { id, turn: 1, lanes });
    expect(results.every(({ delivered }) => delivered === 0)).toBe(true);
    expect(holdMs).toBeGreaterThan(60_000);
    expect(holdMs).toBeLessThanOrEqual(90_000);
    expect(receiver.received.length).toBeLessThanOrEqual(lanes.length);
  });
});

describe('an event that cannot be made into a message', () => {
  it('is given up in the open, and what follows it goes out', async () => {
    const id = await subscribe();
    const ticket = await dispatched();
    const lane = await laneOf(id, ticket);
    const [first, ...rest] = lane.refs;
    await world.database.pool.query(`UPDATE ticket_event SET data = 'null' WHERE ticket_id = $1 AND seq = $2`, [
      ticket,
      first?.seq,
    ]);
    const { results } = await run(activities.deliver, { id, turn: 1, lanes: [lane] });
    expect(results).toEqual([{ delivered: lane.refs.length, stopped: null }]);
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { data: { seq: number } }).data.seq)).toEqual(
      rest.map(({ seq }) => seq),
    );
    const { body } = await world.get(`${WEBHOOKS}/${id}/deliveries?outcome=dead`, water);
    expect(body.items).toMatchObject([{ seq: first?.seq, error: 'cannot-compose' }]);
  });
});

describe('a subscription that waits', () => {
  it('is told of what lies in its sight and has a type that it wants, and nobody else is', async () => {
    const own = await subscribe({ eventTypes: ['dispatched'] });
    const other = await subscribe({ eventTypes: ['closed'] });
    const foreign = await subscribe({}, world.key('handler', 'transport'));
    const everywhere = await subscribe({}, world.key('administrator'));
    for (const id of [own, other, foreign, everywhere]) await fallsAsleep(id);
    const told: string[] = [];
    const waking = startWaking(news, async ({ id }) => void told.push(id), { warn: () => undefined });
    await dispatched('water');
    await eventually(async () => expect([...told].sort()).toEqual([own, everywhere].sort()));
    await waking.stop();
    // Told once, until it reads.
    expect(await news.take(1_000)).toEqual([]);
  });

  it('is not told of a ticket that is about its unit', async () => {
    const id = await subscribe();
    await fallsAsleep(id);
    await world.database.pool.query(`UPDATE webhook_watch SET feed_xid = 9223372036854775807`);
    const ticket = await dispatched('water');
    await world.database.pool.query(`UPDATE ticket SET accused_unit = 'water' WHERE id = $1`, [ticket]);
    await world.database.pool.query(`UPDATE webhook_watch SET feed_xid = 0, feed_id = 0`);
    while (await news.look());
    expect((await news.take(1_000)).map((one) => one.id)).not.toContain(id);
  });

  it('is told again when it could not be told', async () => {
    const id = await subscribe();
    await fallsAsleep(id);
    await dispatched('water');
    await eventually(async () => {
      await news.look();
      expect((await news.take(1_000)).map((one) => one.id)).toContain(id);
    });
    await news.giveBack([id]);
    expect((await news.take(1_000)).map((one) => one.id)).toEqual([id]);
  });
});

describe('a subscription that was removed', () => {
  it('stays so, whoever comes late', async () => {
    const id = await subscribe();
    const { store } = world.services.webhooks;
    expect((await world.send('DELETE', `${WEBHOOKS}/${id}`, water)).status).toBe(204);
    for (const status of ['active', 'paused'] as const) expect(await store.setStatus(id, status, id)).toBeNull();
    expect(await store.rotate(id, 'late', 0)).toBeNull();
    expect(await store.status(id)).toBe('removed');
  });
});

describe('more subscriptions than one page whose workflows are lost', () => {
  it('are all begun anew, though one of them cannot be', async () => {
    const { store } = world.services.webhooks;
    const { rows } = await world.database.pool.query<{ id: string }>(`SELECT id FROM api_key LIMIT 1`);
    const ids = Array.from({ length: 430 }, () => crypto.randomUUID());
    // More than a unit may have by now, as an earlier version took them.
    await world.database.pool.query(
      `INSERT INTO webhook_subscription (id, name, owner_key_id, role, unit_id, url, event_types, status, cursor_xid, cursor_id)
       SELECT id, 'many', $2, 'handler', 'water', 'https://example.org/', '{}', 'active', 0, 0 FROM unnest($1::uuid[]) AS id`,
      [ids, rows[0]?.id],
    );
    const begun = new Set<string>();
    const engine = {
      lost: async <T>(all: readonly T[]) => [...all],
      tellNews: () => Promise.resolve(),
      tellChange: async ({ id }: { id: string }) => {
        if (id === ids[7]) throw new Error('This one cannot be told.');
        begun.add(id);
      },
    };
    await startLost({ ...store, unseen: () => Promise.resolve([]) }, engine).catch(() => undefined);
    expect(ids.filter((id) => !begun.has(id))).toEqual([ids[7]]);
  });
});
