import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAnchorFiles } from '../../../storage/anchor/anchor-files.js';
import { createAnchoring } from '../../../storage/anchor/anchoring.js';
import { createAnchorSeals } from '../../../storage/anchor/anchor-seals.js';
import { checkChains } from '../../../storage/anchor/chain-check.js';
import { createChainRows } from '../../../storage/anchor/chain-rows.js';
import { createReconcileStore } from '../../../storage/reconcile/reconcile-store.js';
import { createKeyedWords } from '../../../storage/ticket/keyed-words.js';
import { rebuild } from '../../../storage/reconcile/rebuild.js';
import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';
import { feedSettled } from '../../support/feed-settled.js';

const DAY_MS = 86_400_000;
const CANARY = {
  title: '卡纳里井盖',
  text: '紫檀卡纳里路的井盖 canarywordone 碎了。',
  citizen: { name: '卡纳里', phone: '13900009999' },
} as const;

let world: ApiWorld;
beforeEach(async () => {
  world = await createApiWorld();
});
afterEach(() => world.close());

const pathOf = (id: string, rest = ''): string => `/api/v1/tickets/${id}/erasure${rest}`;
const ask = (id: string, key: string, basis = 'citizenAsked'): Promise<Reply> =>
  world.send('POST', pathOf(id), key, { body: { basis } });
const decide = (id: string, of: string, key: string, grant = true): Promise<Reply> =>
  world.send('POST', pathOf(id, `/${of}/decision`), key, { body: { grant } });
const hold = (id: string, basis = 'litigation'): Promise<Reply> =>
  world.send('PUT', `/api/v1/tickets/${id}/hold`, world.key('auditor'), { body: { basis } });

async function dispatched(changes: object = CANARY): Promise<Json> {
  const { body } = await world.register(changes);
  await world.act(body.id, 'accept', world.key('operator'));
  const { body: sent } = await world.act(body.id, 'dispatch', world.key('dispatcher'), {
    unit: 'water',
    reason: '属供水职责',
  });
  return { ...body, ...sent };
}

/** The citizen took it back, so it has ended. */
async function ended(changes: object = CANARY): Promise<Json> {
  const ticket = await dispatched(changes);
  await world.act(ticket.id, 'withdraw', world.key('operator'), { reason: '卡纳里本人撤回' });
  return ticket;
}

async function erased(changes: object = CANARY): Promise<Json> {
  const ticket = await ended(changes);
  const { body } = await ask(ticket.id, world.key('operator'));
  const done = await decide(ticket.id, body.id, world.key('director'));
  expect([done.status, done.body.state]).toEqual([200, 'done']);
  return ticket;
}

describe('a ticket that somebody wants erased', () => {
  it('is erased when another person has granted it, and is 410 from then on, by every route that reads it', async () => {
    const { id, number } = await ended();
    const asked = await ask(id, world.key('operator'));
    expect([asked.status, asked.body.state]).toEqual([202, 'waiting']);
    expect((await ask(id, world.key('operator'))).body.id).toBe(asked.body.id);
    const waiting = async (key: string): Promise<number> =>
      (await world.get('/api/v1/notices?limit=100', key)).text.split('"erasureWaiting"').length - 1;
    expect(await Promise.all([waiting(world.key('dutyManager')), waiting(world.key('operator'))])).toEqual([1, 0]);
    expect((await world.get(`/api/v1/tickets/${id}`, world.key('supervisor'))).status).toBe(200);
    const granted = await decide(id, asked.body.id, world.key('director'));
    expect([granted.status, granted.body.state]).toEqual([200, 'done']);
    for (const named of [id, number])
      for (const rest of ['', '/events', '/live', '/explain', '/notices', '/looks']) {
        const reply = await world.get(`/api/v1/tickets/${named}${rest}`, world.key('director'));
        expect([rest, reply.status, reply.body.code]).toEqual([rest, 410, 'ticket-erased']);
      }
    const told = await world.send('POST', `/api/v1/tickets/${id}/supplements`, world.key('operator'), {
      body: { text: '再补充' },
    });
    const urged = await world.act(id, 'urge', world.key('supervisor'), { reason: '请抓紧' });
    expect([told.status, urged.status]).toEqual([410, 410]);
    const again = await decide(id, asked.body.id, world.key('director'));
    expect([again.status, again.body.state]).toEqual([200, 'done']);
    expect((await ask(id, world.key('operator'))).status).toBe(410);
    expect((await world.get(pathOf(id), world.key('auditor'))).body).toMatchObject({ erased: true, held: [] });
  });

  it('is decided by nobody who asked, and not by an operator', async () => {
    const { id } = await ended();
    const director = world.key('director');
    const { body } = await ask(id, director);
    expect((await decide(id, body.id, director)).body.code).toBe('separation-of-duties');
    expect((await decide(id, body.id, world.key('operator'))).body.code).toBe('actor-not-allowed');
    expect((await ask(id, world.key('handler', 'water'))).body.code).toBe('actor-not-allowed');
    expect((await decide(id, randomUUID(), world.key('dutyManager'))).body.code).toBe('erasure-not-found');
    expect((await decide(id, body.id, world.key('dutyManager'))).body.state).toBe('done');
  });

  it('is kept while it is open, while another follows it, and while it must be kept; the answer names what holds it', async () => {
    const open = await dispatched();
    const refused = await ask(open.id, world.key('operator'));
    expect([refused.status, refused.body.code, refused.body.detail]).toEqual([
      409,
      'erasure-held',
      'This ticket is held: state dispatched. Nothing was erased.',
    ]);
    const { id } = await ended();
    const { body } = await ask(id, world.key('operator'));
    expect((await hold(id)).status).toBe(200);
    expect((await hold(id, 'audit')).body).toMatchObject({ basis: 'audit' });
    const held = await decide(id, body.id, world.key('director'));
    expect([held.status, held.body.detail]).toEqual([409, 'This ticket is held: legalHold audit. Nothing was erased.']);
    expect((await world.get(pathOf(id), world.key('director'))).body).toMatchObject({
      erased: false,
      held: ['legalHold audit'],
      items: [{ state: 'waiting' }],
    });
    expect((await world.send('DELETE', `/api/v1/tickets/${id}/hold`, world.key('auditor'))).status).toBe(204);
    expect((await decide(id, body.id, world.key('director'))).body.state).toBe('done');
    expect((await hold(id)).status).toBe(410);
  });

  it('stays when the request is taken back, denied, or not decided within seven days', async () => {
    const { id } = await ended();
    const first = (await ask(id, world.key('operator'))).body;
    expect((await world.send('POST', pathOf(id, `/${first.id}/withdrawal`), world.key('operator'))).body.state).toBe(
      'withdrawn',
    );
    expect((await decide(id, first.id, world.key('director'))).body.code).toBe('erasure-over');
    const second = (await ask(id, world.key('operator'))).body;
    expect((await decide(id, second.id, world.key('director'), false)).body.state).toBe('denied');
    const third = (await ask(id, world.key('operator'))).body;
    world.later(7 * DAY_MS);
    expect((await decide(id, third.id, world.key('director'))).body.code).toBe('erasure-over');
    expect((await world.get(pathOf(id), world.key('director'))).body.items.map(({ state }) => state)).toEqual([
      'lapsed',
      'denied',
      'withdrawn',
    ]);
    expect((await world.get(`/api/v1/tickets/${id}`, world.key('director'))).body.title).toBe(CANARY.title);
  });
});

describe('an erased ticket', () => {
  it('is in no list, no search and on no link, and the feed tells of it that it was erased, and nothing else', async () => {
    const { id, number, progressLink, queryCode } = await erased();
    const director = world.key('director');
    await feedSettled(world);
    for (const path of [
      'tickets?limit=50',
      `tickets?q=${number}`,
      'tickets?q=canarywordone',
      'tickets?state=withdrawn',
    ])
      expect([path, (await world.get(`/api/v1/${path}`, director)).body.items]).toEqual([path, []]);
    expect((await world.get('/api/v1/tickets?limit=5&count=exact', director)).body).toMatchObject({ total: 0 });
    const token = progressLink?.split('/').at(-1) ?? '';
    expect((await world.get(`/api/v1/progress/${token}`, null)).body.code).toBe('ticket-erased');
    const asked = await world.send('POST', '/api/v1/progress', null, { body: { number, queryCode } });
    expect([asked.status, asked.body.code]).toEqual([410, 'ticket-erased']);
    for (const key of [director, world.key('handler', 'water')]) {
      const { items } = (await world.get('/api/v1/events?limit=100', key)).body;
      expect(items).toMatchObject([{ type: 'erased', ticket: { id, number }, data: { basis: 'citizenAsked' } }]);
    }
    expect((await world.get('/api/v1/notices', world.key('handler', 'water'))).body.items).toEqual([]);
  });

  it('leaves no word of it in any table, and no key; its row and its events stay as they were', async () => {
    const before = await ended();
    const events = await world.row(before.id);
    const { body } = await ask(before.id, world.key('operator'));
    await decide(before.id, body.id, world.key('director'));
    const row = await world.row(before.id);
    expect(row).toMatchObject({ number: before.number, state: 'withdrawn', class_code: before.classCode });
    expect([row['wrapped_key'], row['citizen_sealed'], row['content_sealed']]).toEqual([null, null, null]);
    expect(row['snapshot']).toEqual(events['snapshot']);
    expect(row['events']).toBe(Number(events['events']) + 1);
    const { rows } = await world.database.pool.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'",
    );
    for (const { name } of rows) {
      const { rows: found } = await world.database.pool.query(
        `SELECT count(*)::int AS n FROM "${name}" x WHERE x::text LIKE ANY($1)`,
        [['%canarywordone%', '%卡纳%', '%13900009999%']],
      );
      expect([name, found]).toEqual([name, [{ n: 0 }]]);
    }
    for (const table of ['ticket_words', 'idempotency_record', 'notice']) {
      const { rows: left } = await world.database.pool.query(
        `SELECT count(*)::int AS n FROM ${table} WHERE ticket_id = $1`,
        [before.id],
      );
      expect([table, left]).toEqual([table, [{ n: 0 }]]);
    }
  });

  it('takes with it what was begun on it and to whom it was given, and leaves what is of others', async () => {
    const [{ body: mine }, { body: other }] = [await world.register(CANARY), await world.register()];
    for (const { id } of [mine, other]) {
      const key = (await world.services.keys.create({ name: 'x', role: 'operator', unit: null })).apiKey;
      const words = { words: { text: '卡纳里来电补充' } };
      const kept = await world.send('PUT', `/api/v1/drafts/${id}/supplement`, key, { body: words, ifMatch: '"v0"' });
      const given = await world.send('POST', '/api/v1/inbox/next', key, { body: { kind: 'toAccept' } });
      expect([kept.status, given.body]).toMatchObject([200, { item: { id } }]);
    }
    const left = async (): Promise<object[]> =>
      (
        await world.database.pool.query<{ of: string; ticket: string }>(
          `SELECT 'draft' AS of, ticket_id AS ticket FROM draft UNION ALL SELECT 'lease', ticket_id FROM work_lease`,
        )
      ).rows;
    await world.act(mine.id, 'accept', world.key('operator'));
    await world.act(mine.id, 'withdraw', world.key('operator'), { reason: '本人撤回' });
    const { body } = await ask(mine.id, world.key('operator'));
    expect(await left()).toHaveLength(4);
    expect((await decide(mine.id, body.id, world.key('director'))).body.state).toBe('done');
    expect(await left()).toEqual([
      { of: 'draft', ticket: other.id },
      { of: 'lease', ticket: other.id },
    ]);
  });

  it('is on the list in the second place, once, in a line that is signed', async () => {
    const { id } = await erased();
    const [name = ''] = (await readdir(world.auditDir)).filter((file) => file.startsWith('erasures-'));
    const lines = (await readFile(join(world.auditDir, name), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { ticket: id, basis: 'citizenAsked', signature: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    ]);
  });

  it('has a chain that holds, and an anchor of before that holds it to nothing else', async () => {
    const ticket = await ended();
    const seals = createAnchorSeals(world.masterKey);
    const files = createAnchorFiles(world.auditDir, seals);
    const deps = {
      rows: createChainRows(world.database.pool),
      store: createReconcileStore(world.database.pool),
      seals,
    };
    await feedSettled(world);
    await createAnchoring(deps.rows, files, seals).bring(new Date());
    const { body } = await ask(ticket.id, world.key('operator'));
    await decide(ticket.id, body.id, world.key('director'));
    expect((await checkChains(deps, await files.read())).findings).toEqual([]);
    await feedSettled(world);
    await createAnchoring(deps.rows, files, seals).bring(new Date(Date.now() + DAY_MS));
    expect((await checkChains(deps, await files.read())).findings).toEqual([]);
    await world.database.pool.query(`UPDATE ticket_event SET actor_id = 'x' WHERE ticket_id = $1 AND type = 'erased'`, [
      ticket.id,
    ]);
    expect((await checkChains(deps, await files.read())).findings).toMatchObject([{ fault: 'event-edited' }]);
  });

  it('is left alone by what compares the stores, and by what makes them anew', async () => {
    const { id } = await erased();
    const store = createReconcileStore(world.database.pool);
    expect([await store.touchedWithin(60, 10), (await store.versions([id])).size]).toEqual([[], 0]);
    const state = world.gateway.ticket(id);
    if (!state) throw new Error('Its workflow has ended, and is there.');
    expect(await store.rewrite(state)).toBe(false);
    const made = await rebuild({
      pool: world.database.pool,
      sealing: world.services.sealing,
      keyedWords: createKeyedWords(world.masterKey),
      ask: () => Promise.resolve(state),
      progress: () => 'go on',
    });
    expect(made).toMatchObject({ tickets: 0, withoutSource: [] });
    expect((await world.row(id))['wrapped_key']).toBeNull();
  });
});
