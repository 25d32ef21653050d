import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { pino } from 'pino';
import { createApp } from '../../../api/app.js';
import { createFeedCursors } from '../../../api/event/feed-cursors.js';
import { createListeners } from '../../../api/event/listeners.js';
import { feedSettled } from '../../support/feed-settled.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { readEvents, type EventReader } from '../../support/event-source.js';
import { eventually } from '../../support/eventually.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

interface Told {
  readonly cursor: string;
  readonly type: string;
  readonly seq: number;
  readonly ticket: { readonly id: string };
}
interface Page {
  readonly items: readonly Told[];
  readonly nextCursor: string;
  readonly more: boolean;
}
const pageOf = ({ body }: Reply): Page => body as unknown as Page;
const feed = (query: string, key: string): Promise<Reply> => world.get(`/api/v1/events?${query}`, key);
const cursorAtEnd = async (key: string): Promise<string> => {
  await shown();
  return pageOf(await feed('after=end', key)).nextCursor;
};
/** Less than `wait=30`. */
const WAITED_MS = 28_000;
const named = ({ items }: Page): string[] => items.map(({ type, seq }) => `${seq} ${type}`);

const shown = (): Promise<void> => feedSettled(world);

async function all(key: string, after: string, query = ''): Promise<Told[]> {
  const found: Told[] = [];
  await shown();
  for (let next = after; ;) {
    const page = pageOf(await feed(`after=${next}${query}`, key));
    found.push(...page.items);
    if (!page.more) return found;
    next = page.nextCursor;
  }
}

async function dispatchedTo(unit: string): Promise<string> {
  const { body } = await world.register();
  await world.act(body.id, 'accept', world.key('operator'), { classCode: '010102' });
  await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit, reason: '属地' });
  return body.id;
}

describe('the feed', () => {
  it('tells all that happens, in order and page by page, and repeats nothing', async () => {
    const key = world.key('supervisor');
    const start = await cursorAtEnd(key);
    const ids = [await dispatchedTo('water'), await dispatchedTo('housing')];
    const told = await all(key, start, '&limit=2');
    expect(told.map(({ ticket, seq }) => `${ticket.id} ${seq}`)).toEqual(
      ids.flatMap((id) => [1, 2, 3].map((seq) => `${id} ${seq}`)),
    );
    expect(told.at(-1)).toMatchObject({
      type: 'dispatched',
      actor: { role: 'dispatcher', unit: 'hotline' },
      from: 'pendingDispatch',
      to: 'dispatched',
      changes: { state: { before: 'pendingDispatch', after: 'dispatched' } },
    });
    expect(JSON.stringify(told)).not.toMatch(/属地|井盖|王小明/);
    const second = told[1]?.cursor ?? '';
    expect((await all(key, second)).map(({ cursor }) => cursor)).toEqual(told.slice(2).map(({ cursor }) => cursor));
    expect(named(pageOf(await feed(`after=${start}&type=dispatched&type=accepted`, key)))).toEqual([
      '2 accepted',
      '3 dispatched',
      '2 accepted',
      '3 dispatched',
    ]);
  });

  it('tells a unit what was in its sight, also that it left it', async () => {
    const handler = world.key('handler', 'water');
    const start = await cursorAtEnd(handler);
    await dispatchedTo('housing');
    const id = await dispatchedTo('water');
    await world.act(id, 'requestReturn', handler, { reason: '非本局职责', basis: '三定方案' });
    await world.act(id, 'decide', world.key('dispatcher'), { request: 1, grant: true, reason: '属实' });
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'housing', reason: '属地' });
    const told = await all(handler, start);
    expect(new Set(told.map(({ ticket }) => ticket.id))).toEqual(new Set([id]));
    expect(told.map(({ type }) => type)).toEqual(['dispatched', 'returnRequested', 'returnGranted']);
    expect((await world.get(`/api/v1/tickets/${id}`, handler)).status).toBe(404);
  });

  it('skips no event that is committed late', async () => {
    const key = world.key('supervisor');
    const { body } = await world.register();
    const start = await cursorAtEnd(key);
    const late = new pg.Client({ connectionString: world.database.url });
    await late.connect();
    try {
      await late.query('BEGIN');
      await late.query(
        `INSERT INTO ticket_event (ticket_id, seq, type, at, actor_id, actor_role, from_state, to_state, data, hash)
         VALUES ($1, 900, 'lateOne', now(), 'a', 'clock', 'registered', 'registered', '{}', 'h')`,
        [body.id],
      );
      await world.act(body.id, 'accept', world.key('operator'));
      const early = pageOf(await feed(`after=${start}`, key));
      expect(named(early)).toEqual([]);
      await late.query('COMMIT');
      await shown();
      expect(named(pageOf(await feed(`after=${early.nextCursor}`, key)))).toEqual(['900 lateOne', '2 accepted']);
    } finally {
      await late.end();
    }
  });

  it('waits for something to happen, and no longer than it was asked to', async () => {
    const handler = world.key('handler', 'water');
    const start = await cursorAtEnd(handler);
    const waiting = feed(`after=${start}&wait=20`, handler);
    await dispatchedTo('housing');
    await dispatchedTo('water');
    expect(named(pageOf(await waiting))).toEqual(['3 dispatched']);
    const end = await cursorAtEnd(handler);
    const idle = pageOf(await feed(`after=${end}&wait=1`, handler));
    expect([idle.items, idle.more]).toEqual([[], false]);
  });

  it('refuses a cursor that was forged, changed, or made by another database', async () => {
    const key = world.key('supervisor');
    const [text = '', mac = ''] = (await cursorAtEnd(key)).split('.');
    const otherText = Buffer.from('["1","1"]').toString('base64url');
    const forged = [`${otherText}.${mac}`, `${text}.${mac}x`, `${text}.${mac}.x`, text, 'x', '0'];
    const otherKey = createFeedCursors(Buffer.alloc(32, 1)).write({ xid: '1', id: '1' });
    const ahead = world.services.feedCursors.write({ xid: '99999999999', id: '1' });
    const list = (await world.get('/api/v1/tickets?limit=1', key)).body.nextCursor ?? '';
    for (const cursor of [...forged, otherKey, ahead, list]) {
      const reply = await feed(`after=${cursor}`, key);
      expect([cursor, reply.status, reply.body.code]).toEqual([cursor, 400, 'cursor-invalid']);
      const stream = await world.get('/api/v1/events/stream', key, { 'Last-Event-ID': cursor });
      expect([cursor, stream.status, stream.body.code]).toEqual([cursor, 400, 'cursor-invalid']);
    }
    for (const query of ['limit=501', 'wait=31', 'type=A', 'from=1']) expect((await feed(query, key)).status).toBe(400);
  });
});

describe('the stream', () => {
  const readers: EventReader[] = [];
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  async function open(key: string, query = '', headers: Record<string, string> = {}): Promise<EventReader> {
    const reader = await readEvents(`${world.base}/api/v1/events/stream${query}`, {
      Authorization: `Bearer ${key}`,
      ...headers,
    });
    readers.push(reader);
    return reader;
  }

  it('tells what happens from now on, to those who may see it', async () => {
    const [ours, theirs] = [
      await open(world.key('handler', 'water')),
      await open(world.key('handler', 'housing'), '?type=dispatched'),
    ];
    expect([ours.status, ours.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(ours.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(ours.headers.get('x-accel-buffering')).toBe('no');
    const water = await dispatchedTo('water');
    const housing = await dispatchedTo('housing');
    await world.act(housing, 'acknowledge', world.key('handler', 'housing'));
    await world.act(water, 'acknowledge', world.key('handler', 'water'));
    await eventually(() => expect(ours.events).toHaveLength(2));
    expect(ours.events.map(({ type, data }) => [type, data.ticket.id])).toEqual([
      ['dispatched', water],
      ['acknowledged', water],
    ]);
    expect(theirs.events.map(({ type, data }) => [type, data.ticket.id])).toEqual([['dispatched', housing]]);
    expect(ours.blocks[0]).toBe('retry: 3000');
  });

  it('goes on where a reader stopped, without a gap or a repetition', async () => {
    const key = world.key('supervisor');
    const first = await open(key);
    const before = await dispatchedTo('water');
    await eventually(() => expect(first.events).toHaveLength(3));
    first.close();
    const meanwhile = await dispatchedTo('housing');
    const second = await open(key, '', { 'Last-Event-ID': first.events[1]?.id ?? '' });
    const after = await dispatchedTo('transport');
    await eventually(() => expect(second.events).toHaveLength(7));
    expect(second.events.map(({ data }) => `${data.ticket.id} ${data.seq}`)).toEqual([
      `${before} 3`,
      ...[meanwhile, after].flatMap((id) => [1, 2, 3].map((seq) => `${id} ${seq}`)),
    ]);
    // The cursor of a stream is a cursor of the feed.
    expect(await all(key, second.events[3]?.id ?? '')).toHaveLength(3);
  });

  it('ends when its key is revoked, and the next call is refused', async () => {
    const { apiKey, id } = await world.services.keys.create({ name: 'x', role: 'handler', unit: 'water' });
    const [reader, other] = [await open(apiKey), await open(world.key('handler', 'water'))];
    const waiting = feed('after=end&wait=30', apiKey);
    await dispatchedTo('water');
    await eventually(() => expect(reader.events).toHaveLength(1));
    await waiting;
    const idle = feed('after=end&wait=30', apiKey);
    const revokedAt = performance.now();
    await world.services.keys.revoke(id);
    await Promise.all([reader.ended, idle]);
    // Left alone the one would have waited for thirty seconds, and the stream for ever.
    expect(performance.now() - revokedAt).toBeLessThan(WAITED_MS);
    await dispatchedTo('water');
    await eventually(() => expect(other.events).toHaveLength(2));
    expect(reader.events).toHaveLength(1);
    await eventually(async () => expect((await world.get('/api/v1/events', apiKey)).status).toBe(401));
  });

  it('ends when its key expires', async () => {
    const { apiKey, id } = await world.services.keys.create({ name: 'x', role: 'auditor', unit: null });
    const reader = await open(apiKey);
    await world.database.pool.query('UPDATE api_key SET expires_at = now() WHERE id = $1', [id]);
    await reader.ended;
    expect(reader.status).toBe(200);
  });

  it('does not keep a process from stopping, nor does a request that waits', async () => {
    const listeners = createListeners(world.services.keys);
    const app = createApp({ ...world.services, listeners }, { log: pino({ level: 'silent' }) });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    let asked = 0;
    server.on('request', () => (asked += 1));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/events`;
    const headers = { Authorization: `Bearer ${world.key('handler', 'water')}` };
    const reader = await readEvents(`${base}/stream`, headers);
    readers.push(reader);
    const waiting = fetch(`${base}?after=end&wait=30`, { headers: { ...headers, Connection: 'close' } });
    await eventually(() => expect([reader.blocks.length, asked]).toEqual([1, 2]));
    const toldAt = performance.now();
    listeners.close();
    const stopped = new Promise((resolve) => server.close(resolve));
    await Promise.all([reader.ended, waiting.then((response) => response.text()), stopped]);
    expect(performance.now() - toldAt).toBeLessThan(WAITED_MS);
  });

  it('is limited for each key', async () => {
    const { apiKey } = await world.services.keys.create({ name: 'x', role: 'handler', unit: 'water' });
    const opened = await Promise.all(Array.from({ length: 25 }, () => open(apiKey)));
    const statuses = opened.map(({ status }) => status).sort();
    expect(statuses).toEqual([...Array.from({ length: 20 }, () => 200), ...Array.from({ length: 5 }, () => 429)]);
  });
});
