import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { aPerson } from '../../support/browser.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const clerk = async (): Promise<string> =>
  (await world.services.keys.create({ name: 'x', role: 'supervisor', unit: null })).apiKey;
const add = (key: string, name: string, query = 'list=overdue&unit=water&unit=housing'): Promise<Reply> =>
  world.send('POST', '/api/v1/views', key, { body: { name, query } });
const namesOf = async (key: string): Promise<string[]> =>
  ((await world.get('/api/v1/views', key)).body as unknown as { items: { name: string }[] }).items.map(
    ({ name }) => name,
  );

describe('a search that is kept', () => {
  it('is there under its name, for who kept it and nobody else', async () => {
    const key = await clerk();
    const kept = await add(key, '水务超期');
    expect([kept.status, kept.headers.get('etag')]).toEqual([201, '"v1"']);
    expect((await world.get('/api/v1/views', key)).body.items).toMatchObject([
      { name: '水务超期', query: 'list=overdue&unit=water&unit=housing', version: 1 },
    ]);
    const other = await clerk();
    expect(await namesOf(other)).toEqual([]);
    const path = `/api/v1/views/${kept.body.id}`;
    expect((await world.send('DELETE', path, other)).status).toBe(404);
    expect((await world.send('DELETE', path, key)).status).toBe(204);
    expect(await namesOf(key)).toEqual([]);
  });

  it('is changed at the version that was read', async () => {
    const key = await clerk();
    const { id } = (await add(key, '甲')).body;
    const change = (name: string, ifMatch: string): Promise<Reply> =>
      world.send('PUT', `/api/v1/views/${id}`, key, { body: { name, query: 'list=silent' }, ifMatch });
    expect((await change('乙', '"v1"')).status).toBe(200);
    expect((await change('丙', '"v1"')).body).toMatchObject({ code: 'stale-version', version: 2 });
    expect(await namesOf(key)).toEqual(['乙']);
  });

  it('stands where it was put', async () => {
    const key = await clerk();
    const ids = [(await add(key, '甲')).body.id, (await add(key, '乙')).body.id, (await add(key, '丙')).body.id];
    await world.send('PUT', '/api/v1/views', key, { body: { views: [ids[2], ids[0]] } });
    expect(await namesOf(key)).toEqual(['丙', '甲', '乙']);
  });

  it.each([
    ['a word that no search has', 'colour=red'],
    ['a value that does not fit', 'list=everything'],
    ['a place in a list', 'list=overdue&cursor=a.b'],
  ])('is refused with %s', async (_what, query) => {
    expect(await add(await clerk(), 'x', query).then(({ status, body }) => [status, body.code])).toEqual([
      400,
      'validation-failed',
    ]);
  });

  it('is refused when there are fifty, and when its name is longer than forty characters', async () => {
    const key = await clerk();
    for (let n = 0; n < 50; n += 1) expect((await add(key, `第${n}`)).status).toBe(201);
    expect((await add(key, '多余')).body.code).toBe('too-many-views');
    expect((await add(await clerk(), '长'.repeat(41))).status).toBe(400);
  });

  it('stands nowhere in clear', async () => {
    await add(await clerk(), '砗磲案');
    const { rows } = await world.database.pool.query<{ words_sealed: Buffer }>('SELECT words_sealed FROM saved_view');
    expect(rows.filter(({ words_sealed: sealed }) => sealed.includes('砗磲案'))).toEqual([]);
  });
});

it('keeps how somebody wants their screens, in the place of what was kept before', async () => {
  const key = await clerk();
  expect((await world.get('/api/v1/preferences', key)).body).toEqual({ preferences: {} });
  for (const preferences of [{ dark: true, rows: 50 }, { columns: ['number', 'title'] }]) {
    expect((await world.send('PUT', '/api/v1/preferences', key, { body: { preferences } })).status).toBe(200);
    expect((await world.get('/api/v1/preferences', key)).body).toEqual({ preferences });
  }
  const long = {
    preferences: Object.fromEntries(Array.from({ length: 30 }, (_each, n) => [`k${n}`, 'x'.repeat(400)])),
  };
  expect((await world.send('PUT', '/api/v1/preferences', key, { body: long })).status).toBe(400);
});

it('names who works in one’s own unit, with what they are there, and no way to reach them', async () => {
  const { id } = await aPerson(world, { role: 'handler', unit: 'water' });
  const elsewhere = await aPerson(world, { role: 'handler', unit: 'housing' });
  const { items } = (await world.get('/api/v1/people?unit=me', world.key('handler', 'water'))).body;
  expect(items).toContainEqual({ id, name: '李娜', roles: ['handler'] });
  expect(items.map((one) => one.id)).not.toContain(elsewhere.id);
  expect((await world.get('/api/v1/people?unit=me', world.key('auditor'))).status).toBe(200);
});

it('has read all notices at once, and only what was there', async () => {
  const { id } = (await world.register()).body;
  await world.act(id, 'accept', world.key('operator'));
  await world.act(id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
  const water = world.key('handler', 'water');
  const unread = async (): Promise<unknown> =>
    ((await world.get('/api/v1/notices', water)).body as unknown as { unread: number }).unread;
  expect(await unread()).not.toBe(0);
  const read = await world.send('POST', '/api/v1/notices/read', water);
  expect(read.body).toMatchObject({ unread: 0 });
  expect(await unread()).toBe(0);
  expect((await world.send('POST', '/api/v1/notices/read', water)).body).toMatchObject({ read: 0 });
});
