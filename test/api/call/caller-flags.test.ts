import { randomUUID } from 'node:crypto';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';

const DAY_MS = 86_400_000;
const REASON = '一日内三十余次来电辱骂话务员。';
let world: ApiWorld;
let platform = '';
let operator = '';
let calls = 0;

beforeAll(async () => {
  world = await createApiWorld();
  const { keys } = world.services;
  platform = (await keys.create({ name: '话务平台', role: 'operator', unit: null, scopes: ['calls'] })).apiKey;
  const { id: account, apiKey } = await keys.create({ name: '李', role: 'operator', unit: null });
  operator = apiKey;
  await world.send('PUT', '/api/v1/call-agents/8012', platform, { body: { account } });
}, 120_000);
afterAll(() => world.close());

async function rings(number: string | null): Promise<string> {
  const call = `pbx-${(calls += 1)}`;
  const body = { call, event: 'answered', at: world.now().toISOString(), number, agent: '8012' };
  expect((await world.send('POST', '/api/v1/calls', platform, { body })).status).toBe(200);
  return call;
}
const ask = (id: string, call: string, key = operator): Promise<Reply> =>
  world.send('PUT', `/api/v1/caller-flags/${id}`, key, { body: { call, reason: REASON } });
const decide = (id: string, grant: boolean, key: string): Promise<Reply> =>
  world.send('POST', `/api/v1/caller-flags/${id}/decision`, key, { body: { grant } });
const withdraw = (id: string, key: string): Promise<Reply> =>
  world.send('POST', `/api/v1/caller-flags/${id}/withdrawal`, key);
const listed = async (key: string): Promise<string[]> =>
  (await world.get('/api/v1/caller-flags', key)).body.items.map(({ id }) => id);
/** What the card says of who rings next from this number. */
async function shownOf(number: string): Promise<unknown> {
  const call = await rings(number);
  const { items } = (await world.get('/api/v1/desk/calls', operator)).body;
  return (items as unknown as { call: string; flag: unknown }[]).find((one) => one.call === call)?.flag;
}

describe('the mark of a malicious caller', () => {
  it('is asked by one and granted by another, shown on the card of each later call, and ends after ninety days', async () => {
    const number = '13900004001';
    const id = randomUUID();
    const call = await rings(number);
    expect((await ask(id, call)).body).toMatchObject({ state: 'waiting', number: '139****4001', reason: REASON });
    expect((await ask(id, call)).status).toBe(200);
    expect(await shownOf(number)).toBeNull();
    const manager = world.key('dutyManager');
    for (let nth = 0; nth < 2; nth += 1)
      expect((await decide(id, true, manager)).body).toMatchObject({ state: 'holds' });
    expect((await decide(id, false, manager)).body.code).toBe('caller-flag-over');
    expect(await shownOf(`+86 ${number}`)).toMatchObject({ reason: REASON });
    expect(await shownOf('13900004002')).toBeNull();
    expect([await listed(manager), await listed(operator), await listed(world.key('operator'))]).toEqual([
      [id],
      [id],
      [],
    ]);
    // It declines nothing: the call is registered like any other.
    expect((await world.register({ citizen: { name: '某某', phone: number } })).status).toBe(201);
    world.later(90 * DAY_MS);
    expect(await shownOf(number)).toBeNull();
    expect(await listed(manager)).toEqual([]);
  });

  it('is decided by nobody who asked for it, and lapses after three days', async () => {
    const { id: account, apiKey } = await world.services.keys.create({ name: '岗', role: 'operator', unit: null });
    await world.send('PUT', '/api/v1/call-agents/8013', platform, { body: { account } });
    const id = randomUUID();
    await ask(id, await rings('13900004003'));
    expect((await decide(id, true, operator)).status).toBe(403);
    expect((await withdraw(id, apiKey)).body.code).toBe('caller-flag-not-found');
    world.later(3 * DAY_MS);
    expect((await decide(id, true, world.key('supervisor'))).body.code).toBe('caller-flag-over');
  });

  it('is taken back by who asked or who decides, and is over at once', async () => {
    const number = '13900004004';
    for (const key of [operator, world.key('supervisor')]) {
      const id = randomUUID();
      await ask(id, await rings(number));
      await decide(id, true, world.key('dutyManager'));
      expect(await shownOf(number)).not.toBeNull();
      for (let nth = 0; nth < 2; nth += 1) expect((await withdraw(id, key)).body).toMatchObject({ state: 'withdrawn' });
      expect(await shownOf(number)).toBeNull();
    }
  });

  it('is of a call at one’s own desk, of somebody whose number is known', async () => {
    const call = await rings('13900004005');
    expect((await ask(randomUUID(), call, world.key('operator'))).body.code).toBe('call-not-found');
    expect((await ask(randomUUID(), await rings(null))).body.errors?.[0]?.pointer).toBe('/call');
  });

  it('keeps its reason and number where nobody reads them', async () => {
    const { rows } = await world.database.pool.query<{ dump: string }>(
      "SELECT string_agg(f::text, ' ') AS dump FROM caller_flag f",
    );
    for (const text of [rows[0]?.dump ?? '', world.logged()])
      for (const secret of [REASON, Buffer.from(REASON).toString('hex'), '13900004001'])
        expect(text).not.toContain(secret);
  });
});
