import { createApiWorld, type ApiWorld, type Json, type Reply, type Say } from '../../support/api-world.js';
import { aPerson, signedIn } from '../../support/browser.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const PATH = '/api/v1/identity-providers';
const told = ({ status, body }: Reply): [number, string | undefined] => [status, body.code];
const CITY = {
  name: '市统一身份认证',
  issuer: 'https://203.0.113.7/realms/city',
  clientId: 'huiying',
  positions: [{ claim: 'realm_access.roles', value: 'desk', role: 'operator', unit: 'hotline' }],
};
const put = (id: string, body: object, say: Say = {}): Promise<Reply> =>
  world.send('PUT', `${PATH}/${id}`, world.key('administrator'), { body, ...say });

describe('an identity provider', () => {
  it('is entered by an administrator, who reads what stands at the provider, and never the secret', async () => {
    const made = await put('city', { ...CITY, clientSecret: 'hush hush' });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ id: 'city', ...CITY, algorithm: 'RS256', scopes: ['openid'], enabled: true, justInTime: false },
      ...{ hasSecret: true, secondFactor: { methods: [], classes: [] }, version: 1 },
      redirectUri: `${world.base}/api/v1/sign-in/oidc/city/callback`,
    });
    const read = [made, await world.get(PATH, world.key('administrator'))];
    const kept = await world.database.pool.query<{ row: string }>('SELECT p::text AS row FROM identity_provider p');
    const said = `${read.map(({ text }) => text).join('')}${world.logged()}${JSON.stringify(kept.rows)}`;
    const hex = Buffer.from('hush hush').toString('hex');
    expect(['hush hush', hex].filter((secret) => said.includes(secret))).toEqual([]);
    const open = await world.get('/api/v1/sign-in/oidc', null);
    expect(open.body).toEqual({ items: [{ id: 'city', name: CITY.name }] });
  });

  it('is changed at the version that was read, and keeps its secret', async () => {
    expect(told(await put('city', CITY))).toEqual([428, 'precondition-required']);
    const changed = await put('city', { ...CITY, name: '统一登录' }, { ifMatch: '"v1"' });
    expect(changed.body).toMatchObject({ name: '统一登录', hasSecret: true, version: 2 });
    expect(told(await put('city', CITY, { ifMatch: '"v1"' }))).toEqual([412, 'stale-version']);
    expect(told(await put('none', CITY, { ifMatch: '*' }))).toEqual([404, 'not-found']);
    const open = await put('city', { ...CITY, enabled: false }, { ifMatch: '*' });
    expect((open.body as Json & { enabled: boolean }).enabled).toBe(false);
    expect((await world.get('/api/v1/sign-in/oidc', null)).body.items).toEqual([]);
  });

  it('does not take its secret along to another address', async () => {
    const moved = await put('city', { ...CITY, issuer: 'https://203.0.113.8' }, { ifMatch: '*' });
    expect([told(moved), moved.body.errors?.[0]?.pointer]).toEqual([[400, 'validation-failed'], '/clientSecret']);
    const anew = await put('city', { ...CITY, issuer: 'https://203.0.113.8', clientSecret: 'x' }, { ifMatch: '*' });
    expect(anew.status).toBe(200);
  });

  it.each([
    ['a unit that is not there', { positions: [{ ...CITY.positions[0], unit: 'nowhere' }] }, [422, 'unit-not-found']],
    ['a handler of no unit', { positions: [{ claim: 'g', value: 'v', role: 'handler' }] }, [400, 'validation-failed']],
    ['an algorithm with a shared secret', { algorithm: 'HS256' }, [400, 'validation-failed']],
    ['none', { algorithm: 'none' }, [400, 'validation-failed']],
    ['scopes without openid', { scopes: ['profile'] }, [400, 'validation-failed']],
    ['an address inside', { issuer: 'https://10.0.0.1' }, [422, 'target-not-allowed']],
    ['an address of this machine', { issuer: 'http://127.0.0.1:9' }, [422, 'target-not-allowed']],
    ['an address with a question', { issuer: 'https://203.0.113.7/?realm=city' }, [400, 'validation-failed']],
  ])('is refused with %s', async (_name, change, refusal) => {
    expect(told(await put('refused', { ...CITY, ...change }))).toEqual(refusal);
  });

  it('is not for whoever holds a narrow key, nor are the links of people', async () => {
    const body = { name: 'narrow', role: 'administrator', scopes: ['admin'] };
    const made = await world.send('POST', '/api/v1/keys', world.key('administrator'), { body });
    const { apiKey } = made.body as unknown as { apiKey: string };
    const person = await aPerson(world, { role: 'operator', unit: 'hotline' });
    const identities = `/api/v1/accounts/${person.id}/identities`;
    const replies = [
      await world.send('PUT', `${PATH}/wide`, apiKey, { body: CITY }),
      await world.send('DELETE', `${PATH}/city`, apiKey, { ifMatch: '*' }),
      await world.send('POST', identities, apiKey, { body: { provider: 'city', subject: 's' } }),
      await world.send('DELETE', `${identities}?issuer=x&subject=s`, apiKey),
    ];
    expect(replies.map(told)).toEqual(replies.map(() => [403, 'key-too-wide']));
    expect(told(await world.get(PATH, world.key('director')))).toEqual([403, 'actor-not-allowed']);
  });
});

describe('the link of a person to a subject', () => {
  it('is made once, is nobody else’s, and signs the person out when it is taken away', async () => {
    const [person, other] = [
      await aPerson(world, { role: 'operator', unit: 'hotline' }),
      await aPerson(world, { role: 'operator', unit: 'hotline' }),
    ];
    const administrator = world.key('administrator');
    const pathOf = ({ id }: { id: string }): string => `/api/v1/accounts/${id}/identities`;
    const body = { provider: 'city', subject: 'sub|7' };
    const link = (who: { id: string }): Promise<Reply> => world.send('POST', pathOf(who), administrator, { body });
    const { issuer } = (await world.get(`${PATH}/city`, administrator)).body as unknown as { issuer: string };
    expect((await link(person)).body.items).toMatchObject([{ issuer, subject: 'sub|7', lastSignedInAt: null }]);
    expect((await link(person)).body.items).toHaveLength(1);
    expect(told(await link(other))).toEqual([409, 'identity-taken']);
    const browser = await signedIn(world, person);
    const gone = `${pathOf(person)}?issuer=${encodeURIComponent(issuer)}&subject=${encodeURIComponent('sub|7')}`;
    expect((await world.send('DELETE', gone, administrator)).body.items).toEqual([]);
    expect((await browser.get('/api/v1/me')).status).toBe(401);
    expect((await link(other)).status).toBe(200);
    expect(
      told(await world.send('POST', pathOf(person), administrator, { body: { ...body, provider: 'none' } })),
    ).toEqual([404, 'not-found']);
  });
});
