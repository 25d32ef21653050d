import { randomUUID } from 'node:crypto';
import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';

const REPORT = {
  type: 'report',
  accusedUnit: 'housing',
  title: '反映某科长收受好处',
  text: '我亲眼看见他收了红包。',
} as const;

interface Look {
  readonly actor: { readonly id: string; readonly role: string };
  readonly key: string;
  readonly address: string;
  readonly ticket: string | null;
  readonly protected: boolean;
  readonly how: string;
  readonly fields: readonly string[];
  readonly masked: readonly string[];
}

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const looksIn = ({ body }: Reply): Look[] => body.items as unknown as Look[];
const looksAt = async (id: string, by = world.key('auditor')): Promise<Look[]> =>
  looksIn(await world.get(`/api/v1/tickets/${id}/looks?limit=200`, by));
const of = (looks: readonly Look[], role: string): Look[] => looks.filter(({ actor }) => actor.role === role);
const register = async (changes: object = REPORT): Promise<Json> => (await world.register(changes)).body;

describe('every look', () => {
  it('at a report is a row: who, by which key, from where, which fields, in clear and masked', async () => {
    const { id } = await register();
    const key = world.key('dispatcher');
    await world.get(`/api/v1/tickets/${id}`, key);
    const me = (await world.get('/api/v1/me', key)).body.id;
    expect(of(await looksAt(id), 'dispatcher')).toMatchObject([
      {
        actor: { id: me, role: 'dispatcher' },
        key: key.slice(3, 11),
        address: '127.0.0.1',
        ticket: id,
        protected: true,
        how: 'page',
        fields: ['address', 'position', 'title', 'text'],
        masked: ['name', 'telephone'],
      },
    ]);
  });

  it('is written for the page, the live view, the events, lists and search hits, the worklist and commands', async () => {
    const { id } = await register();
    const key = world.key('operator');
    await world.act(id, 'accept', key, {});
    for (const path of [`/${id}`, `/${id}/live`, `/${id}/events`, '?limit=5', '?q=收了红包'])
      await world.get(`/api/v1/tickets${path}`, world.key('dispatcher'));
    await world.get('/api/v1/inbox', world.key('dispatcher'));
    const looks = await looksAt(id);
    expect(of(looks, 'operator').map(({ how }) => how)).toEqual(['command', 'command']);
    expect(
      of(looks, 'dispatcher')
        .map(({ how }) => how)
        .toSorted(),
    ).toEqual(
      [
        'list',
        'live',
        'page',
        'search',
        'worklist',
        ...(looks.some(({ how }) => how === 'events') ? ['events'] : []),
      ].toSorted(),
    );
    expect(of(looks, 'dispatcher').find(({ how }) => how === 'search')).toMatchObject({
      fields: ['title'],
      masked: [],
    });
  });

  it('at an ordinary ticket is one where name or telephone is shown, and none for its title', async () => {
    const { id } = await register({ title: '路灯不亮' });
    const key = world.key('dispatcher');
    await world.get('/api/v1/tickets?limit=5', key);
    expect(of(await looksAt(id), 'dispatcher')).toEqual([]);
    await world.get(`/api/v1/tickets/${id}`, key);
    expect(of(await looksAt(id), 'dispatcher')).toMatchObject([{ protected: false, masked: ['name', 'telephone'] }]);
  });

  it('is none where nothing was shown: not found, not changed, only the head asked for, or in bulk', async () => {
    const { id, number } = await register();
    const key = world.key('dispatcher');
    const { headers } = await world.get(`/api/v1/tickets/${id}`, key);
    const before = (await looksAt(id)).length;
    const stranger = world.key('handler', 'water');
    expect((await world.get(`/api/v1/tickets/${number}`, stranger)).status).toBe(404);
    expect((await world.get(`/api/v1/tickets/${id}`, key, { 'If-None-Match': headers.get('etag') ?? '' })).status).toBe(
      304,
    );
    const head = await fetch(`${world.base}/api/v1/tickets/${id}`, {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${key}` },
    });
    expect(head.status).toBe(200);
    const bulk = { items: [{ id }], body: {} };
    await world.send('POST', '/api/v1/bulk/accept', world.key('operator'), { body: bulk });
    const after = await looksAt(id);
    expect(after.filter(({ how }) => how !== 'trail')).toHaveLength(before);
  });

  it('at an answer that is given again under its key is a look again', async () => {
    const { id } = await register();
    const key = randomUUID();
    const operator = world.key('operator');
    await world.act(id, 'accept', operator, {}, { key });
    const before = of(await looksAt(id), 'operator').length;
    const { headers } = await world.act(id, 'accept', operator, {}, { key });
    expect(headers.get('idempotency-replayed')).toBe('true');
    expect(of(await looksAt(id), 'operator')).toHaveLength(before + 1);
  });

  it('at the trail is a row too', async () => {
    const { id } = await register();
    await looksAt(id, world.key('director'));
    await world.get(`/api/v1/audit/looks?ticket=${id}`, world.key('auditor'));
    expect((await looksAt(id)).filter(({ how }) => how === 'trail')).toMatchObject([
      { actor: { role: 'auditor' }, fields: ['looks'], ticket: id },
      { actor: { role: 'director' }, fields: ['looks'], ticket: id },
    ]);
  });
});

describe('who looked', () => {
  it('is told to auditors and directors alone', async () => {
    const { id } = await register();
    for (const path of [`/api/v1/tickets/${id}/looks`, '/api/v1/audit/looks']) {
      for (const role of ['auditor', 'director'] as const)
        expect((await world.get(path, world.key(role))).status).toBe(200);
      for (const role of ['administrator', 'supervisor', 'dispatcher', 'handler'] as const)
        expect((await world.get(path, world.key(role))).status).toBe(403);
    }
  });

  it('is found by person, ticket, field and time, page by page', async () => {
    const [one, other] = [await register(), await register()];
    const key = world.key('reviewer');
    const me = (await world.get('/api/v1/me', key)).body.id;
    const from = new Date().toISOString();
    for (const { id } of [one, other, one, other, one]) await world.get(`/api/v1/tickets/${id}`, key);
    const asked = (query: object): Promise<Reply> =>
      world.get(`/api/v1/audit/looks?${new URLSearchParams({ actor: me, ...query }).toString()}`, world.key('auditor'));
    expect(looksIn(await asked({ from, ticket: one.id }))).toHaveLength(3);
    expect(looksIn(await asked({ from, field: 'text' }))).toHaveLength(5);
    expect(looksIn(await asked({ from, field: 'evidence' }))).toEqual([]);
    expect(looksIn(await asked({ to: from, ticket: one.id }))).toEqual([]);
    const first = await asked({ from, limit: '3' });
    const second = await asked({ from, limit: '3', cursor: first.body.nextCursor ?? '' });
    expect([...looksIn(first), ...looksIn(second)].map(({ ticket }) => ticket)).toEqual(
      [one, other, one, other, one].map(({ id }) => id),
    );
    expect(second.body.nextCursor).toBeNull();
    expect((await asked({ cursor: 'made.up' })).status).toBe(400);
  });
});

describe('while nothing can be written down', () => {
  it('shows nothing: 503, with a word why, and is well again by itself', async () => {
    const { id } = await register();
    const key = world.key('dispatcher');
    await world.database.pool.query('ALTER TABLE look RENAME TO look_away');
    try {
      const { status, body, text, headers } = await world.get(`/api/v1/tickets/${id}`, key);
      expect([status, body.code]).toEqual([503, 'unavailable']);
      expect(body.detail).toContain('could not be written down');
      expect(headers.get('retry-after')).toBe('2');
      expect(text).not.toContain(REPORT.title);
      expect((await world.get(`/api/v1/tickets?q=收了红包`, key)).status).toBe(503);
    } finally {
      await world.database.pool.query('ALTER TABLE look_away RENAME TO look');
    }
    expect((await world.get(`/api/v1/tickets/${id}`, key)).status).toBe(200);
  });

  it('does a command once, and answers it when it is sent again', async () => {
    const { id } = await register();
    const say = { key: randomUUID() };
    await world.database.pool.query('ALTER TABLE look RENAME TO look_away');
    try {
      expect((await world.act(id, 'accept', world.key('operator'), {}, say)).status).toBe(503);
    } finally {
      await world.database.pool.query('ALTER TABLE look_away RENAME TO look');
    }
    const { status, body } = await world.act(id, 'accept', world.key('operator'), {}, say);
    expect([status, body.version]).toEqual([200, 2]);
  });
});

describe('the looks of a unit that becomes the accused', () => {
  it('are listed by themselves: what it and those below it saw before that was known', async () => {
    const { id } = await register({ title: '井盖破损', text: '无人处理' });
    await world.act(id, 'accept', world.key('operator'));
    await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'east-tinglan', reason: '属地' });
    for (const unit of ['east-tinglan', 'district-east'])
      await world.get(`/api/v1/tickets/${id}`, world.key('handler', unit));
    const path = `/api/v1/tickets/${id}/looks?ofAccused=true`;
    const seen = async () => {
      const { status, body } = await world.get(path, world.key('auditor'));
      expect(status).toBe(200);
      return body.items.map(({ actor }: Json & { actor?: { unit?: string | null } }) => actor?.unit).sort();
    };
    expect(await seen()).toEqual([]);
    const accusing = { accusedUnit: 'district-east', reason: '市民说明反映的是该区' };
    expect((await world.act(id, 'correct', world.key('dispatcher'), accusing)).status).toBe(200);
    expect(await seen()).toEqual(['district-east', 'east-tinglan']);
    await world.get(`/api/v1/tickets/${id}`, world.key('handler', 'east-tinglan'));
    expect(await seen()).toHaveLength(2);
    expect((await world.get(path, world.key('handler', 'east-tinglan'))).status).toBe(403);
  });
});

describe('the request log', () => {
  it('names the key by its prefix and the ticket, and nothing else of either', async () => {
    const { id } = await register();
    const key = world.key('supervisor');
    const requestId = randomUUID();
    await world.get(`/api/v1/tickets/${id}`, key, { 'X-Request-Id': requestId });
    const line =
      world
        .logged()
        .split('\n')
        .find((one) => one.includes(requestId)) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ key: key.slice(3, 11), ticket: id, role: 'supervisor' });
    expect(line).not.toContain(key);
  });
});
