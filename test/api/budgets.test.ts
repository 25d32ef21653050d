import { createApiWorld, type ApiWorld, type Reply } from '../support/api-world.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld({ key: 30, address: 25 });
});
afterAll(() => world.close());

const lastOf = async (calls: number, call: () => Promise<Reply>): Promise<Reply> => {
  for (let done = 1; done < calls; done += 1) await call();
  return call();
};
const left = (reply: Reply, policy: string): number =>
  Number(new RegExp(`"${policy}"; r=(\\d+);`).exec(reply.headers.get('ratelimit') ?? '')?.[1]);

function expectSpent(reply: Reply): void {
  expect([reply.status, reply.body.code]).toEqual([429, 'rate-limited']);
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
}

describe('a key', () => {
  it('is told what is left of its minute, and costs no other key anything', async () => {
    const [supervisor, reviewer] = [world.key('supervisor'), world.key('reviewer')];
    const first = await world.get('/api/v1/me', supervisor);
    expect(left(first, 'key')).toBe(29);
    expect(first.headers.get('ratelimit-policy')).toMatch(/"key"; q=30; w=60/);
    const last = await lastOf(29, () => world.get('/api/v1/me', supervisor));
    expect([last.status, left(last, 'key')]).toEqual([200, 0]);
    expectSpent(await world.get('/api/v1/me', supervisor));
    expect((await world.get('/api/v1/me', reviewer)).status).toBe(200);
  });

  it('that is refused something spends like any other, and what comes after its budget is not done', async () => {
    const { body } = await world.register();
    await world.act(body.id, 'accept', world.key('operator'));
    await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: '属地' });
    const handler = world.key('handler', 'water');
    await lastOf(30, () => world.get('/api/v1/keys', handler));
    const late = await world.send('POST', `/api/v1/tickets/${body.id}/actions/acknowledge`, handler, {
      body: {},
      ifMatch: '*',
    });
    expectSpent(late);
    expect((await world.get(`/api/v1/tickets/${body.id}`, world.key('director'))).body.state).toBe('dispatched');
  });
});

describe('an address without a key', () => {
  it('has a budget of its own, keys that are not known among it, and probes of health cost nothing', async () => {
    expectSpent(await lastOf(26, () => world.get('/api/v1/me', `hy_${'0'.repeat(40)}`)));
    expectSpent(await world.get('/api/v1/progress/x', null));
    const inOpen311 = await world.get('/open311/v2/services.json', null);
    expect(inOpen311.status).toBe(400);
    expect(Number(inOpen311.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(JSON.parse(inOpen311.text)).toEqual([
      { code: '400', description: expect.stringMatching(/requests a minute/) },
    ]);
    const probes = await Promise.all(Array.from({ length: 40 }, () => world.get('/healthz', null)));
    expect(new Set(probes.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await world.get('/api/v1/me', world.key('director'))).status).toBe(200);
  });
});

describe('a number', () => {
  it('can be asked for twenty times in ten minutes with whatever code, whether there is such a ticket or not', async () => {
    const open = await createApiWorld();
    try {
      const { body } = await open.register();
      const ask = (number: string) => () =>
        open.send('POST', '/api/v1/progress', null, { body: { number, queryCode: 'ABCD2345' } });
      for (const number of [body.number, '9'.repeat(12)]) {
        expect((await lastOf(20, ask(number))).status).toBe(404);
        expectSpent(await ask(number)());
      }
      expect((await ask('8'.repeat(12))()).status).toBe(404);
      expect((await open.get(open.services.progressLinks.linkTo(body.id), null)).status).toBe(200);
    } finally {
      await open.close();
    }
  });
});
