import { createAccounts } from '../../../api/access/accounts.js';
import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { REPORT } from '../open311/client.js';

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
      { code: 400, description: expect.stringMatching(/requests a minute/) },
    ]);
    const probes = await Promise.all(Array.from({ length: 40 }, () => world.get('/healthz', null)));
    expect(new Set(probes.map(({ status }) => status))).toEqual(new Set([200]));
    expect((await world.get('/api/v1/me', world.key('director'))).status).toBe(200);
  });
});

describe('a number', () => {
  let open: ApiWorld;
  beforeEach(async () => {
    open = await createApiWorld();
  });
  afterEach(() => open.close());

  const ask = (number: string, queryCode = 'ABCD2345'): Promise<Reply> =>
    open.send('POST', '/api/v1/progress', null, { body: { number, queryCode } });

  it.each(['that is one', 'that is none'])(
    'can be asked for twenty times in ten minutes with whatever code: %s',
    async (which) => {
      const { body } = await open.register();
      const number = which === 'that is one' ? body.number : '9'.repeat(12);
      expect((await lastOf(20, () => ask(number))).status).toBe(404);
      expectSpent(await ask(number));
      expect((await ask('8'.repeat(12))).status).toBe(404);
      expect((await open.get(open.services.progressLinks.linkTo(body.id), null)).status).toBe(200);
    },
  );

  it('is guessed at thirty times from one address, and a right code costs it nothing', async () => {
    const { body } = await open.register();
    const right = () => ask(body.number, open.services.queryCodes.codeOf(body.id));
    expect((await lastOf(5, right)).status).toBe(200);
    let tried = 0;
    const another = () => ask(String((tried += 1)).padStart(12, '7'));
    expect((await lastOf(30, another)).status).toBe(404);
    expectSpent(await another());
    expectSpent(await right());
  });
});

describe('invented keys', () => {
  const invented = (n: number): string => `hy_aaaaaaaa_${String(n).padStart(43, 'A')}`;

  it('are no longer looked up once their address has spent its look-ups, and a key that was good here is still served', async () => {
    const open = await createApiWorld({ key: null, address: 10 });
    try {
      const director = open.key('director');
      expect((await open.get('/api/v1/me', director)).status).toBe(200);
      const lookUps = countLookUps(open);
      const replies = await Promise.all(Array.from({ length: 60 }, (_, n) => open.get('/api/v1/me', invented(n))));
      expect(replies.filter(({ status }) => status === 401)).toHaveLength(10);
      const spent = replies.filter(({ status }) => status === 429);
      expect(spent).toHaveLength(50);
      spent.forEach(expectSpent);
      expect(lookUps()).toBe(10);
      expect((await open.get('/api/v1/me', director)).status).toBe(200);
    } finally {
      await open.close();
    }
  });
});

it('a key that was good is known as such long after it was last looked up, an invented one never', async () => {
  let now = Date.now();
  const accounts = createAccounts(world.database.pool, world.reference, () => now);
  const [good, bad] = [world.key('director'), `hy_aaaaaaaa_${'A'.repeat(43)}`].map((key) => `Bearer ${key}`);
  expect(accounts.knows(good)).toBe(false);
  expect((await accounts.of(good))?.role).toBe('director');
  expect(await accounts.of(bad)).toBeNull();
  now += 600_000;
  expect([accounts.knows(good), accounts.knows(bad), accounts.knows('Bearer x')]).toEqual([true, false, true]);
});

/** How often a key was looked for in the database from now on. */
function countLookUps({ database: { pool } }: ApiWorld): () => number {
  let count = 0;
  const query = pool.query.bind(pool) as (...asked: unknown[]) => unknown;
  pool.query = ((...asked: unknown[]) => {
    if (JSON.stringify(asked[0]).includes('secret_hash')) count += 1;
    return query(...asked);
  }) as typeof pool.query;
  return () => count;
}

describe('a report over Open311', () => {
  const post = (at: ApiWorld, apiKey: string): Promise<Reply> =>
    at.send('POST', '/open311/v2/requests.json', null, {
      raw: new URLSearchParams({ ...REPORT, api_key: apiKey }).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    });

  it('with a good key spends the budget of that key, however much was read from its address without one', async () => {
    const open = await createApiWorld({ key: 3, address: 5 });
    try {
      expect((await lastOf(6, () => open.get('/open311/v2/services.json', null))).status).toBe(400);
      for (let made = 0; made < 3; made += 1) {
        const reply = await post(open, open.key('operator'));
        expect([reply.status, reply.text]).toEqual([200, reply.text]);
      }
      expect((await post(open, open.key('operator'))).headers.get('retry-after')).not.toBeNull();
      // Without a good key it is the address that pays.
      expect((await post(open, 'x')).headers.get('retry-after')).not.toBeNull();
    } finally {
      await open.close();
    }
  });
});
