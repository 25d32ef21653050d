import { readEnv } from '../../../config/env.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { aBrowser } from '../../support/browser.js';

const POSITIONS = '/api/v1/demo/positions';
const SESSION = '/api/v1/demo/session';

describe('entering the demonstration without a password', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    const sizes = { key: null, address: null };
    const looks = { tenMinutes: null, hour: null };
    world = await createApiWorld(sizes, looks, undefined, (key) => key, undefined, undefined, { demoSignIn: true });
  });
  afterAll(() => world.close());

  it('offers each role of the city once, and some units', async () => {
    const { items } = (await world.get(POSITIONS, null)).body as unknown as {
      items: readonly { role: string; unit: string | null }[];
    };
    expect(items.map(({ role, unit }) => (role === 'handler' ? unit : role))).toEqual([
      ...['operator', 'dispatcher', 'reviewer', 'callbackAgent', 'supervisor', 'dutyManager', 'director'],
      ...['administrator', 'assessor', 'auditor', 'housing', 'water', 'district-east', 'east-tinglan'],
      'east-tinglan-xiqiao',
    ]);
  });

  it('lets in the same person again and again, in the position and with all that it may do', async () => {
    const enter = async () => {
      const browser = aBrowser(world);
      const { status } = await browser.send('POST', SESSION, { body: { role: 'supervisor' } });
      const { body } = await browser.get('/api/v1/me');
      return { status, me: body as unknown as { id: string; role: string; may: string[] } };
    };
    const [first, second] = [await enter(), await enter()];
    expect([first.status, first.me.role, first.me.id === second.me.id]).toEqual([204, 'supervisor', true]);
    expect(first.me.may).toContain('supervise');
  });

  it.each([
    ['through a proxy', { 'X-Forwarded-For': '203.0.113.7' }],
    ['through a gateway that says so', { Forwarded: 'for=203.0.113.7' }],
  ])('is not there for whoever comes %s', async (_how, headers) => {
    const browser = aBrowser(world);
    const reply = await browser.send('POST', SESSION, { body: { role: 'operator' }, headers });
    expect([reply.status, reply.body.code, browser.cookie]).toEqual([404, 'not-found', null]);
  });

  it('is asked by a page of ours only', async () => {
    const browser = aBrowser(world, { 'Sec-Fetch-Site': 'cross-site' });
    expect((await browser.send('POST', SESSION, { body: { role: 'operator' } })).body.code).toBe('cross-site');
  });

  it('opens nothing for a person whom an administrator has locked, or whose role has no key any more', async () => {
    const browser = aBrowser(world);
    await browser.send('POST', SESSION, { body: { role: 'assessor' } });
    const { id } = (await browser.get('/api/v1/me')).body;
    const locked = await world.send('POST', `/api/v1/accounts/${id}/lock`, world.key('administrator'), {
      ifMatch: '*',
    });
    expect(locked.status).toBe(200);
    const again = await aBrowser(world).send('POST', SESSION, { body: { role: 'assessor' } });
    expect([again.status, again.body.code]).toEqual([401, 'sign-in-failed']);
    await world.database.pool.query(`UPDATE api_key SET revoked_at = now() WHERE role = 'auditor'`);
    const gone = await aBrowser(world).send('POST', SESSION, { body: { role: 'auditor' } });
    expect([gone.status, gone.body.code]).toEqual([401, 'sign-in-failed']);
  });

  it('is nowhere where nobody has asked for it', async () => {
    const real = await createApiWorld();
    const replies = [
      await real.get(POSITIONS, null),
      await aBrowser(real).send('POST', SESSION, { body: { role: 'operator' } }),
    ];
    expect(replies.map(({ status }) => status)).toEqual([404, 404]);
    await real.close();
  });

  it.each([
    [{ HUIYING_HOST: '0.0.0.0' }],
    [{ HUIYING_HOST: '10.1.0.7' }],
    [{ HUIYING_PUBLIC_URL: 'https://12345.example.gov.cn' }],
  ])('cannot be asked for where others reach the API: %j', (settings) => {
    expect(() => readEnv({ HUIYING_DEMO_SIGN_IN: 'true', ...settings })).toThrow('HUIYING_DEMO_SIGN_IN');
    expect(readEnv({ HUIYING_DEMO_SIGN_IN: 'true' }).demoSignIn).toBe(true);
  });
});
