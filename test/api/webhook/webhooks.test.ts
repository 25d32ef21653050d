import { MockActivityEnvironment } from '@temporalio/testing';
import { Webhook } from 'standardwebhooks';
import type { WebhookActivities } from '../../../activities/webhook/webhook-activities.js';
import { WebhookMessageSchema } from '../../../contracts/webhooks.js';
import type { EventRef } from '../../../domain/webhook/subscription.js';
import { startMissingSubscriptions } from '../../../outbound/missing-subscriptions.js';
import { FEED_START } from '../../../storage/event/event-feed.js';
import { feedSettled } from '../../support/feed-settled.js';
import { aPerson, codeAt, signedIn } from '../../support/browser.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';
import { openReceiver, type Receiver } from '../../support/receiver.js';
import type { ToldWebhooks } from '../../support/told-webhooks.js';
import { webhookActivities } from '../../support/webhook-activities.js';

const WEBHOOKS = '/api/v1/webhooks';
const MIRROR = { cursor: FEED_START, late: 0, failingSince: null };

let world: ApiWorld;
let receiver: Receiver;
let activities: WebhookActivities;
let water: string;
let transport: string;
beforeAll(async () => {
  world = await createApiWorld();
  activities = webhookActivities(world);
  water = world.key('handler', 'water');
  transport = world.key('handler', 'transport');
});
afterAll(() => world.close());
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(() => receiver.close());

const bodyOf = (reply: Reply): Record<string, unknown> => reply.body as unknown as Record<string, unknown>;
const told = (): ToldWebhooks['told'] => (world.services.webhooks.gateway as ToldWebhooks).told;
const addressOf = ({ port }: Receiver): string => `http://localhost:${port}/hook`;

async function subscribe(changes: object = {}, key = water): Promise<{ id: string; secret: string }> {
  const reply = await world.send('POST', WEBHOOKS, key, {
    body: { name: 'intake', url: addressOf(receiver), ...changes },
  });
  expect({ status: reply.status, text: reply.status === 201 ? '' : reply.text }).toEqual({ status: 201, text: '' });
  return bodyOf(reply) as { id: string; secret: string };
}

/** A ticket on the desk of the unit; two of its events lie in the unit's sight by then. */
async function dispatched(unit = 'water'): Promise<string> {
  const { id } = (await world.register()).body;
  await world.act(id, 'accept', world.key('operator'));
  const reply = await world.act(id, 'dispatch', world.key('dispatcher'), { unit, reason: '职责所在' });
  expect(reply.status).toBe(200);
  return id;
}

const run = <A, R>(activity: (task: A) => Promise<R>, task: A): Promise<R> =>
  new MockActivityEnvironment().run(activity, task);

/** The feed waits for open transactions of the whole server, those of other tests included. */
async function refsOf(webhookId: string, ticketId: string): Promise<EventRef[]> {
  const task = { id: webhookId, cursor: FEED_START, limit: 50, mirror: MIRROR };
  let refs: EventRef[] = [];
  await eventually(async () => {
    const { events } = await run(activities.readEvents, task);
    refs = events.filter((event) => event.ticketId === ticketId);
    expect(refs.at(-1)?.seq).toBe((await world.row(ticketId))['version']);
  });
  return refs;
}

const lane = (refs: readonly EventRef[]) => ({ refs, last: false });

describe('a subscription', () => {
  it('shows its secret once, and to the same request again', async () => {
    const body = { name: 'intake', url: addressOf(receiver), eventTypes: ['dispatched'] };
    const first = await world.send('POST', WEBHOOKS, water, { body, key: 'subscribe-1' });
    const again = await world.send('POST', WEBHOOKS, water, { body, key: 'subscribe-1' });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(bodyOf(first)['secret']).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(bodyOf(again)).toEqual(bodyOf(first));
    const other = await world.send('POST', WEBHOOKS, water, { body: { ...body, name: 'other' }, key: 'subscribe-1' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    const { id } = first.body;
    for (const path of [WEBHOOKS, `${WEBHOOKS}/${id}`]) {
      const { text, status } = await world.get(path, water);
      expect(status).toBe(200);
      expect(text).not.toContain(String(bodyOf(first)['secret']));
      expect(text).toContain(id);
    }
    const { rows } = await world.database.pool.query<{ sealed: string }>(
      `SELECT encode(secret_sealed, 'escape') AS sealed FROM webhook_subscription WHERE id = $1`,
      [id],
    );
    expect(rows[0]?.sealed).not.toContain('whsec_');
  });

  it('does not exist for another unit, and is for handlers and administrators only', async () => {
    const { id } = await subscribe();
    const one = `${WEBHOOKS}/${id}`;
    const asked: [string, string, object | undefined][] = [
      ['GET', one, undefined],
      ['DELETE', one, undefined],
      ['GET', `${one}/deliveries`, undefined],
      ['POST', `${one}/pause`, {}],
      ['POST', `${one}/resume`, {}],
      ['POST', `${one}/test`, {}],
      ['POST', `${one}/replay`, { after: 'start' }],
      ['POST', `${one}/rotate-secret`, {}],
      ['POST', `${one}/deliveries/${id}/redeliver`, {}],
    ];
    for (const [method, path, body] of asked) {
      const foreign = await world.send(method, path, transport, { body });
      const random = await world.send(method, path.replace(id, crypto.randomUUID()), transport, { body });
      expect({ path, status: foreign.status, code: foreign.body.code }).toEqual({
        path,
        status: 404,
        code: 'webhook-not-found',
      });
      expect(foreign.body.detail).toBe(random.body.detail);
      expect((await world.send(method, path, world.key('operator'), { body })).status).toBe(403);
    }
    expect((await world.get(WEBHOOKS, transport)).text).not.toContain(id);
    expect((await world.get(WEBHOOKS, world.key('administrator'))).text).toContain(id);
    expect((await world.get(one, water)).body).toMatchObject({ id, status: 'active', unit: 'water', live: null });
  });

  it.each([
    ['http://127.0.0.1:8080/', 'private'],
    ['https://169.254.169.254/latest/meta-data', 'private'],
    ['https://[::1]/', 'private'],
    ['https://[::ffff:10.0.0.1]/', 'private'],
    ['https://0x7f.1/', 'four decimals'],
    ['https://user:secret@example.org/', 'user name'],
    ['ftp://example.org/', 'http or https'],
  ])('to %s is refused with a reason and nothing kept', async (url, why) => {
    const before = (await world.get(WEBHOOKS, water)).body.items.length;
    const reply = await world.send('POST', WEBHOOKS, water, { body: { name: 'bad', url } });
    expect([reply.status, reply.body.code]).toEqual([422, 'target-not-allowed']);
    expect(`${reply.body.detail} ${reply.text}`).toMatch(new RegExp(`${why}|Only https|ports`));
    expect(reply.text).not.toContain('secret@');
    expect((await world.get(WEBHOOKS, water)).body.items).toHaveLength(before);
  });

  it('is made by an administrator who has signed in for a key that they name, and never is the session’s', async () => {
    const browser = await signedIn(world, await aPerson(world, { role: 'administrator' }));
    const offered = await browser.send('POST', '/api/v1/me/second-factor');
    const code = codeAt(String(bodyOf(offered)['secret']), world.now());
    await browser.send('POST', '/api/v1/me/second-factor/confirm', { body: { code } });
    const made = await world.services.keys.create({ name: 'x', role: 'handler', unit: 'water', scopes: ['webhooks'] });
    const body = { name: 'intake', url: addressOf(receiver) };
    const ask = (key?: string): Promise<Reply> => browser.send('POST', WEBHOOKS, { body: { ...body, key } });
    expect([(await ask()).body.code, (await ask(crypto.randomUUID())).body.code]).toEqual([
      'validation-failed',
      'validation-failed',
    ]);
    const reply = await ask(made.id);
    expect([reply.status, bodyOf(reply)['unit']]).toEqual([201, 'water']);
    const one = `${WEBHOOKS}/${reply.body.id}`;
    expect((await world.get(one, made.apiKey)).status).toBe(200);
    expect((await browser.send('POST', `${one}/pause`)).status).toBe(200);
    expect((await browser.send('POST', `${one}/resume`)).status).toBe(200);
    await world.services.keys.revoke(made.id);
    expect((await browser.send('POST', `${one}/resume`)).body.code).toBe('actor-not-allowed');
    const foreign = await world.send('POST', WEBHOOKS, water, { body: { ...body, key: made.id } });
    expect(foreign.body.code).toBe('validation-failed');
  });

  it('is taken while the engine is away, and its workflow is told when it is back', async () => {
    const { store, gateway } = world.services.webhooks;
    world.gateway.mood = 'away';
    const { id } = await subscribe();
    const test = await world.send('POST', `${WEBHOOKS}/${id}/test`, water, { body: {} });
    expect([test.status, test.body.code]).toEqual([503, 'unavailable']);
    world.gateway.mood = 'well';
    await startMissingSubscriptions(store, (one) => gateway.changed(one), -1_000);
    expect(told()).toContainEqual({ name: 'changed', id });
  });

  it('is paused, resumed, replayed and removed, each as often as one likes', async () => {
    const { id } = await subscribe();
    const say = (verb: string, body: object = {}): Promise<Reply> =>
      world.send('POST', `${WEBHOOKS}/${id}/${verb}`, water, { body });
    for (const _ of [1, 2]) expect((await say('pause')).body).toMatchObject({ status: 'paused' });
    for (const _ of [1, 2]) expect((await say('resume')).body).toMatchObject({ status: 'active' });
    expect((await say('replay', { after: 'start' })).status).toBe(202);
    expect(told()).toContainEqual({ name: 'replay', id, about: FEED_START });
    const forged = await say('replay', { after: 'WyIxIiwiMiJd.AAAAAAAAAAAAAAAAAAAAAA' });
    expect([forged.status, forged.body.code]).toEqual([400, 'cursor-invalid']);
    for (const _ of [1, 2]) expect((await world.send('DELETE', `${WEBHOOKS}/${id}`, water)).status).toBe(204);
    expect((await say('resume')).status).toBe(404);
    const { rows } = await world.database.pool.query(
      'SELECT secret_sealed, previous_sealed FROM webhook_subscription WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([{ secret_sealed: null, previous_sealed: null }]);
  });
});

describe('news for a subscription', () => {
  it('are what lies in its unit\u2019s sight and has a type that it wants', async () => {
    const { id } = await subscribe({ eventTypes: ['dispatched'] });
    const cursor = await world.services.feed.end();
    const foreign = await dispatched('transport');
    const own = await dispatched('water');
    await eventually(async () => {
      const { events, status } = await run(activities.readEvents, { id, cursor, limit: 50, mirror: MIRROR });
      expect(status).toBe('active');
      expect(events.map(({ ticketId }) => ticketId)).toEqual([own]);
      expect(events).not.toContainEqual(expect.objectContaining({ ticketId: foreign }));
    });
  });

  it('end with the key that subscribed: nobody listens on through what a revoked key left behind', async () => {
    const { id } = await subscribe({}, transport);
    const ask = () => run(activities.readEvents, { id, cursor: FEED_START, limit: 50, mirror: MIRROR });
    const revoke = (at: string): Promise<unknown> =>
      world.database.pool.query(
        `UPDATE api_key SET revoked_at = ${at} WHERE id = (SELECT owner_key_id FROM webhook_subscription WHERE id = $1)`,
        [id],
      );
    await revoke('now()');
    expect(await ask()).toMatchObject({ status: 'paused', events: [] });
    await revoke('NULL');
    expect((await world.get(`${WEBHOOKS}/${id}`, world.key('administrator'))).body).toMatchObject({
      status: 'paused',
      pausedBecause: 'key-revoked',
    });
    await world.send('POST', `${WEBHOOKS}/${id}/resume`, world.key('administrator'), { body: {} });
    expect(await ask()).toMatchObject({ status: 'active' });
  });
});

describe('a delivery', () => {
  it('is a signed CloudEvent without a word of what people wrote, and is logged', async () => {
    const { id, secret } = await subscribe();
    const ticket = await dispatched();
    await world.act(ticket, 'acknowledge', water);
    const refs = await refsOf(id, ticket);
    const done = await run(activities.deliver, { id, turn: 1, lanes: [lane(refs)] });
    expect(done.results).toEqual([{ delivered: refs.length, stopped: null }]);
    expect(receiver.received).toHaveLength(refs.length);
    for (const [index, message] of receiver.received.entries()) {
      const event = WebhookMessageSchema.parse(new Webhook(secret).verify(message.body, message.headers));
      expect(event).toMatchObject({
        id: message.id,
        subject: ticket,
        source: 'https://hotline.example.org/api/v1/tickets',
      });
      expect(message.id).toMatch(new RegExp(`^${ticket}/${refs[index]?.seq}/[0-9a-f]{12}$`));
      expect(message.headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
      for (const words of ['王小明', '13800001234', '井盖', '职责所在']) expect(message.body).not.toContain(words);
    }
    const { body } = await world.get(`${WEBHOOKS}/${id}/deliveries?limit=1`, water);
    expect(body.items[0]).toMatchObject({ ticket, status: 204, error: null, outcome: 'delivered' });
    const older = await world.get(`${WEBHOOKS}/${id}/deliveries?cursor=${body.nextCursor ?? ''}`, water);
    expect(older.body.items).toHaveLength(refs.length - 1);
    expect((await world.get(`${WEBHOOKS}/${id}/deliveries?cursor=${body.nextCursor ?? ''}x`, water)).status).toBe(400);
  });

  it.each(['open', 'hidden', 'anonymous'] as const)(
    'obeys the table of what is shown to whom, of a citizen who is %s: codes and dates, and no word, name or place',
    async (identity) => {
      const { id } = await subscribe();
      const cell = 'east-tinglan-xiqiao-1';
      const said = { title: '题砗磲', text: '我叫司徒望舒，电话13966660922，文鹦鹉' };
      const name = identity === 'anonymous' ? {} : { name: '欧阳麒麟', phone: '13877770911' };
      const registered = await world.register({ ...said, citizen: { ...name, identity }, address: { text: '望舒巷' } });
      const ticket = registered.body.id;
      const does = async (who: string, command: string, body: object = {}): Promise<void> => {
        const { status, text } = await world.act(ticket, command, who, body);
        expect([command, status, status === 200 ? '' : text]).toEqual([command, 200, '']);
      };
      const [operator, dispatcher, reviewer] = [world.key('operator'), world.key('dispatcher'), world.key('reviewer')];
      const reply = { facts: 'f', basis: 'b', measures: 'm', contacted: 'c', text: '复嘲风' };
      await does(operator, 'accept');
      await world.saysYes(ticket);
      await does(dispatcher, 'dispatch', { unit: 'water', reason: '派穷奇' });
      await does(water, 'acknowledge');
      await does(operator, 'correct', { address: { text: '扶桑里' }, area: cell, reason: '更饕餮' });
      await world.send('POST', `/api/v1/tickets/${ticket}/supplements`, operator, { body: { text: '补貔貅' } });
      await does(water, 'reply', reply);
      await does(reviewer, 'reviewReply', { accept: false, reason: '审睚眦' });
      await does(water, 'reply', reply);
      await does(reviewer, 'reviewReply', { accept: true });
      const call = { reached: true, solved: 'no', satisfied: 1, reason: '访狴犴' };
      await does(world.key('callbackAgent'), 'recordCallback', call);
      const refs = await refsOf(id, ticket);
      await run(activities.deliver, { id, turn: 1, lanes: [lane(refs)] });
      expect(receiver.received.map(({ body }) => body).join('')).toMatch(/corrected[^]*callbackRecorded/);
      await feedSettled(world);
      const feed = (await world.get('/api/v1/events?limit=500', water)).text;
      const events = (await world.get(`/api/v1/tickets/${ticket}/events?limit=100`, water)).text;
      const words = /砗磲|鹦鹉|司徒|望舒|欧阳|1396666|1387777|扶桑|穷奇|饕餮|貔貅|嘲风|睚眦|狴犴/;
      for (const { body } of receiver.received) expect(body).not.toMatch(words);
      expect(feed).not.toMatch(words);
      expect([...receiver.received.map(({ body }) => body), feed].join('')).not.toContain(cell);
      expect(events.includes(cell)).toBe(identity === 'open');

      // It is about the unit by now: nothing of what comes after is for it.
      await does(dispatcher, 'correct', { accusedUnit: 'water', reason: 'x' });
      const posted = receiver.received.length;
      const later = await subscribe({ name: 'later' });
      await run(activities.deliver, { id: later.id, turn: 1, lanes: [lane(refs)] });
      expect(receiver.received).toHaveLength(posted);
      await feedSettled(world);
      expect((await world.get('/api/v1/events?limit=500', water)).text).not.toContain(ticket);
    },
  );

  it('stops a ticket at its first failure and lets another go on, and a repeated attempt repeats nothing', async () => {
    const { id } = await subscribe();
    const [first, second] = [await dispatched(), await dispatched()];
    await world.act(first, 'acknowledge', water);
    const lanes = [lane(await refsOf(id, first)), lane(await refsOf(id, second))];
    const poison = `${first}/${lanes[0]?.refs[1]?.seq}/`;
    receiver.behave(
      ({ id: message }, response) => void response.writeHead(String(message).startsWith(poison) ? 500 : 200).end('x'),
    );
    const { results } = await run(activities.deliver, { id, turn: 7, lanes });
    expect(results).toEqual([
      { delivered: 1, stopped: 'failed' },
      { delivered: lanes[1]?.refs.length, stopped: null },
    ]);
    const sent = receiver.received.length;
    // The worker died before it could say so: the same attempt again.
    expect((await run(activities.deliver, { id, turn: 7, lanes })).results).toEqual(results);
    expect(receiver.received).toHaveLength(sent);
    receiver.behave((_message, response) => void response.writeHead(200).end());
    await run(activities.deliver, { id, turn: 8, lanes: [lane(lanes[0]?.refs.slice(1) ?? [])] });
    const own = receiver.received.map(({ id: message }) => message).filter((message) => message.startsWith(first));
    expect([...new Set(own)].map((message) => message.slice(0, message.lastIndexOf('/')))).toEqual(
      lanes[0]?.refs.map(({ seq }) => `${first}/${seq}`),
    );
  });

  it('that fails for the last time is listed as dead, and can be asked for again', async () => {
    const { id } = await subscribe();
    const [ref] = await refsOf(id, await dispatched());
    receiver.behave((_message, response) => void response.writeHead(404).end('gone'));
    await run(activities.deliver, { id, turn: 1, lanes: [{ refs: ref ? [ref] : [], last: true }] });
    const { body } = await world.get(`${WEBHOOKS}/${id}/deliveries?outcome=dead`, water);
    expect(body.items).toMatchObject([{ status: 404, error: 'http-status', answer: 'gone', outcome: 'dead' }]);
    const again = await world.send('POST', `${WEBHOOKS}/${id}/deliveries/${body.items[0]?.id}/redeliver`, water, {
      body: {},
    });
    expect(again.status).toBe(202);
    expect(told()).toContainEqual({ name: 'redeliver', id, about: ref });
  });

  it('is signed by both secrets while they are exchanged, and a repeated exchange is none', async () => {
    const { id, secret } = await subscribe();
    const refs = await refsOf(id, await dispatched());
    const rotate = (key: string, overlapHours: number): Promise<Reply> =>
      world.send('POST', `${WEBHOOKS}/${id}/rotate-secret`, water, { body: { overlapHours }, key });
    const rotated = bodyOf(await rotate('rotate-1', 1))['secret'] as string;
    expect(bodyOf(await rotate('rotate-1', 1))['secret']).toBe(rotated);
    await run(activities.deliver, { id, turn: 1, lanes: [lane(refs)] });
    const [message] = receiver.received;
    for (const one of [secret, rotated]) new Webhook(one).verify(message?.body ?? '', message?.headers ?? {});
    await rotate('rotate-2', 0);
    await run(activities.deliver, { id, turn: 2, lanes: [lane(refs)] });
    const last = receiver.received.at(-1);
    expect(() => new Webhook(rotated).verify(last?.body ?? '', last?.headers ?? {})).toThrow('No matching signature');
  });

  it('stays away from a unit that the ticket turned out to be about', async () => {
    const { id } = await subscribe();
    const ticket = await dispatched();
    const refs = await refsOf(id, ticket);
    await world.database.pool.query(`UPDATE ticket SET accused_unit = 'water' WHERE id = $1`, [ticket]);
    await run(activities.deliver, { id, turn: 1, lanes: [lane(refs)] });
    expect(receiver.received).toEqual([]);
  });

  it('of a test is sent at once and answers with what the receiver said', async () => {
    const { id, secret } = await subscribe();
    receiver.behave((_message, response) => void response.writeHead(200).end('pong'));
    const answer = await run(activities.ping, { id, pingId: crypto.randomUUID() });
    expect(answer).toMatchObject({ delivered: true, status: 200, error: null, answer: 'pong' });
    const [message] = receiver.received;
    const event = WebhookMessageSchema.parse(new Webhook(secret).verify(message?.body ?? '', message?.headers ?? {}));
    expect(event).toMatchObject({ type: 'huiying.ping', data: { webhook: id } });
  });
});
