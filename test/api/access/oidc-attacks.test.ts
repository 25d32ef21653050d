import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { aBrowser, type Browser } from '../../support/browser.js';
import { CLIENT_ID, enter } from '../../support/identity-provider.js';
import { aLyingProvider, tokenOf, type LyingProvider, type Token } from '../../support/lying-provider.js';

let world: ApiWorld;
let liar: LyingProvider;
beforeAll(async () => {
  world = await createApiWorld();
  liar = await aLyingProvider();
  await enter(world, 'city', {
    issuer: liar.issuer,
    clientSecret: 'a secret of the two',
    justInTime: true,
    positions: [{ claim: 'groups', value: 'desk', role: 'operator', unit: 'hotline' }],
  });
});
afterAll(async () => {
  await liar.close();
  await world.close();
});

const told = ({ status, body }: Reply): [number, string | undefined] => [status, body.code];
const begun = async (browser: Browser): Promise<URLSearchParams> => {
  const reply = await browser.get('/api/v1/sign-in/oidc/city');
  return new URL(reply.headers.get('location') ?? '').searchParams;
};
/** Comes back with a code, for which the provider then gives this token. */
async function comesBack(forge: (right: Token) => string, more = ''): Promise<Reply> {
  const browser = aBrowser(world);
  const there = await begun(browser);
  liar.answers(forge(liar.right(there.get('nonce') ?? '')));
  liar.asked();
  return browser.get(`/api/v1/sign-in/oidc/city/callback?code=c&state=${there.get('state') ?? ''}${more}`);
}
const claiming =
  (changes: object) =>
  (right: Token): string =>
    tokenOf({ ...right, claims: { ...right.claims, ...changes } }, liar.own);
const headed = ({ claims, header }: Token, changes: object, key: Parameters<typeof tokenOf>[1]): string =>
  tokenOf({ claims, header: { ...header, ...changes } }, key);
const seconds = (from: number): number => Math.floor(Date.now() / 1_000) + from;

it('asks the provider for a code with a challenge, and never for a token in the address', async () => {
  const there = await begun(aBrowser(world));
  expect(Object.fromEntries(there)).toMatchObject({
    response_type: 'code',
    client_id: CLIENT_ID,
    code_challenge_method: 'S256',
    redirect_uri: `${world.base}/api/v1/sign-in/oidc/city/callback`,
    scope: 'openid profile',
  });
  const secrets = ['state', 'nonce', 'code_challenge'].map((name) => there.get(name));
  expect(secrets).toEqual(secrets.map(() => expect.stringMatching(/^[\w-]{43}$/)));
  expect(new Set(secrets).size).toBe(3);
});

it('takes a token that is right', async () => {
  expect((await comesBack((right) => tokenOf(right, liar.own))).status).toBe(303);
});

it.each<[string, (right: Token) => string]>([
  ['is signed by nobody', (right) => headed(right, { alg: 'none' }, null)],
  ['says that it is signed by nobody, and is signed', (right) => headed(right, { alg: 'none' }, liar.own)],
  ['is signed with the public key as if it were a secret', (right) => headed(right, { alg: 'HS256' }, liar.publicPem)],
  ['is signed with the secret of the client', (right) => headed(right, { alg: 'HS256' }, 'a secret of the two')],
  ['names another algorithm than the one that is entered', (right) => headed(right, { alg: 'RS512' }, liar.own)],
  ['is signed with a foreign key', (right) => tokenOf(right, liar.foreign)],
  ['names a foreign key', (right) => headed(right, { kid: 'k2' }, liar.foreign)],
  [
    'says where its key is to be had',
    (right) => headed(right, { kid: 'k2', jku: `${liar.elsewhere}/keys`, x5u: `${liar.elsewhere}/x` }, liar.foreign),
  ],
  [
    'brings its own key',
    (right) =>
      headed(right, { jwk: liar.foreign.export({ format: 'jwk' }), jku: `${liar.elsewhere}/keys` }, liar.foreign),
  ],
  ['is another’s, by iss', claiming({ iss: 'http://localhost:1' })],
  ['is for somebody else, by aud', claiming({ aud: 'another' })],
  ['is for us and somebody else, and does not say who asked', claiming({ aud: [CLIENT_ID, 'another'] })],
  ['is for us and was asked for by somebody else', claiming({ azp: 'another' })],
  ['is for two and was asked for by the other', claiming({ aud: [CLIENT_ID, 'another'], azp: 'another' })],
  ['is over', claiming({ iat: seconds(-900), exp: seconds(-600) })],
  ['has no end', claiming({ exp: undefined })],
  ['is not good yet', claiming({ nbf: seconds(600) })],
  ['belongs to another sign-in, by nonce', claiming({ nonce: 'another' })],
  ['belongs to no sign-in', claiming({ nonce: undefined })],
  ['names nobody', claiming({ sub: undefined })],
  ['is none', () => 'a.b.c'],
])('takes no token that %s, and asks nobody else about it', async (_name, forge) => {
  const reply = await comesBack(forge);
  expect(told(reply)).toEqual([401, 'identity-not-proven']);
  expect(reply.headers.get('set-cookie')).toBeNull();
  const asked = liar.asked();
  expect(asked.filter((path) => !['/token', '/keys', '/.well-known/openid-configuration'].includes(path))).toEqual([]);
});

it('takes no answer that names another provider', async () => {
  // The library wants it where the provider says that it names itself; elsewhere a wrong one counts as well.
  const reply = await comesBack((right) => tokenOf(right, liar.own), '&iss=http%3A%2F%2Flocalhost%3A1');
  expect(told(reply)).toEqual([401, 'identity-not-proven']);
});

it('takes no answer that says its code twice', async () => {
  const reply = await comesBack((right) => tokenOf(right, liar.own), '&code=d');
  expect([reply.status, reply.headers.get('set-cookie')]).toEqual([400, null]);
});

it('says of a provider that is silent that it is, and not that somebody is not the one', async () => {
  const path = '/api/v1/sign-in/oidc/silent';
  await enter(world, 'silent', { issuer: 'http://localhost:1' });
  expect(told(await aBrowser(world).get(path))).toEqual([502, 'identity-provider-silent']);
});

it('goes nowhere that outgoing calls may not go', async () => {
  const body = { name: 'x', clientId: CLIENT_ID, issuer: 'http://169.254.169.254/latest' };
  const path = '/api/v1/identity-providers/inside';
  const reply = await world.send('PUT', path, world.key('administrator'), { body });
  expect(told(reply)).toEqual([422, 'target-not-allowed']);
});
