import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const RULES = '/api/v1/retention-rules';
const RULE = { years: 10, source: '档案管理规定第八条' };
const put = (code: string, body: object, ifMatch?: string): Promise<Reply> =>
  world.send('PUT', `${RULES}/${code}`, world.key('administrator'), {
    body,
    ...(ifMatch !== undefined && { ifMatch }),
  });
const remove = (code: string, ifMatch: string): Promise<Reply> =>
  world.send('DELETE', `${RULES}/${code}`, world.key('administrator'), { ifMatch });
const rules = async (): Promise<Json[]> => (await world.get(RULES, world.key('administrator'))).body.items;

describe('for how long tickets are kept', () => {
  it('is said by class and for all others, changed by who has read it, and taken back', async () => {
    expect(await rules()).toEqual([]);
    const made = await put('01', RULE);
    expect([made.status, made.body, made.headers.get('etag')]).toEqual([
      200,
      { class: '01', version: 1, ...RULE },
      '"v1"',
    ]);
    await put('others', { ...RULE, years: 15 });
    expect((await rules()).map((rule) => (rule as unknown as { class: string }).class)).toEqual(['others', '01']);
    expect((await put('01', { ...RULE, years: 5 })).body.code).toBe('precondition-required');
    expect((await put('01', { ...RULE, years: 5 }, '"v1"')).body).toMatchObject({ years: 5, version: 2 });
    expect((await put('01', { ...RULE, years: 6 }, '"v1"')).body.code).toBe('stale-version');
    expect((await remove('01', '"v2"')).status).toBe(204);
    expect((await remove('01', '"v2"')).status).toBe(204);
    expect((await rules()).map((rule) => (rule as unknown as { class: string }).class)).toEqual(['others']);
  });

  it('is refused for what is no class, no number of years, or without where it comes from', async () => {
    expect((await put('99.none', RULE)).body.code).toBe('class-not-found');
    for (const wrong of [{ ...RULE, years: 0 }, { ...RULE, years: 101 }, { ...RULE, years: 1.5 }, { years: 3 }]) {
      expect((await put('02', wrong)).status).toBe(400);
    }
    for (const role of ['operator', 'director'] as const) {
      const reply = await world.send('PUT', `${RULES}/02`, world.key(role), { body: RULE });
      expect([role, reply.status]).toEqual([role, 403]);
    }
  });

  it('is read by who answers for it, and each change stands in the trail and can be undone', async () => {
    for (const role of ['director', 'dutyManager', 'auditor'] as const)
      expect([role, (await world.get(RULES, world.key(role))).status]).toEqual([role, 200]);
    expect((await world.get(RULES, world.key('operator'))).status).toBe(403);
    await put('03', RULE);
    const { items } = (
      await world.get('/api/v1/admin/changes?noun=retentionRule&subject=03', world.key('administrator'))
    ).body;
    expect(items).toMatchObject([{ noun: 'retentionRule', after: RULE }]);
  });
});
