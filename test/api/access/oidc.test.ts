import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';
import { aBrowser, aPerson, codeAt, signedIn, type Browser, type Desk } from '../../support/browser.js';
import { readEvents } from '../../support/event-source.js';
import { eventually } from '../../support/eventually.js';
import {
  aProvider,
  enter,
  signInAt,
  signOutAt,
  walkThrough,
  type RunningProvider,
} from '../../support/identity-provider.js';

let world: ApiWorld;
let provider: RunningProvider;
beforeAll(async () => {
  world = await createApiWorld();
  provider = await aProvider(world, 'city');
  await asUsual();
});
afterAll(async () => {
  await provider.close();
  await world.close();
});

const OPERATOR = { role: 'operator', unit: 'hotline' };
const HANDLER = { role: 'handler', unit: 'water' };
const SUPERVISOR = { role: 'supervisor', unit: 'hotline' };
const POSITIONS = [
  { claim: 'groups', value: 'desk', ...OPERATOR },
  { claim: 'groups', value: 'water', ...HANDLER },
  { claim: 'groups', value: 'watch', ...SUPERVISOR },
];
const told = ({ status, body }: Reply): [number, string | undefined] => [status, body.code];
const asUsual = (changes: object = {}): Promise<void> =>
  enter(world, 'city', {
    issuer: provider.issuer,
    clientSecret: provider.clientSecret,
    justInTime: true,
    positions: POSITIONS,
    ...changes,
  });

interface Me extends Json {
  name: string;
  person: { signInName: string; positions: { role: string; unit: string }[] };
  session: { secondFactor: boolean; secondFactorMissing: boolean; signedInAt: string };
}
const meOf = async (browser: Browser): Promise<Me> => (await browser.get('/api/v1/me')).body as unknown as Me;
const positionsOf = async (browser: Browser) =>
  (await meOf(browser)).person.positions.map(({ role, unit }) => ({ role, unit }));

let subjects = 0;
/** Somebody whom the provider knows, by a subject that says nothing of them. */
function known(groups: readonly string[], claims: object = {}, amr?: readonly string[]): string {
  subjects += 1;
  const subject = `s-${subjects}`;
  provider.people.set(subject, { claims: { groups, name: '李娜', ...claims }, ...(amr && { amr }) });
  return subject;
}
async function link({ id }: Desk, subject: string): Promise<Reply> {
  const body = { provider: 'city', subject };
  return world.send('POST', `/api/v1/accounts/${id}/identities`, world.key('administrator'), { body });
}

describe('who signs in by an identity provider', () => {
  it('has an account that is linked to the subject, and goes on where the sign-in was begun', async () => {
    const person = await aPerson(world, OPERATOR);
    const subject = known([]);
    expect((await link(person, subject)).body.items).toMatchObject([{ issuer: provider.issuer, subject }]);
    const browser = aBrowser(world);
    const reply = await signInAt(world, browser, 'city', subject, { query: '?next=/desk%3Flist%3Dmine' });
    expect([reply.status, reply.headers.get('location')]).toEqual([303, '/desk?list=mine']);
    expect(browser.cookie).toMatch(/^huiying=[\w-]{43}$/);
    expect(await meOf(browser)).toMatchObject({ id: person.id, ...OPERATOR });
  });

  it('is signed out here, with what it listens to, when the provider says that it has signed out there', async () => {
    const person = await aPerson(world, OPERATOR);
    const subject = known([]);
    await link(person, subject);
    const [browser, jar] = [aBrowser(world), new Map<string, string>()];
    await signInAt(world, browser, 'city', subject, { jar });
    const byPassword = await signedIn(world, person);
    const stream = await readEvents(`${world.base}/api/v1/events/stream`, { Cookie: browser.cookie ?? '' });
    await signOutAt(provider.issuer, jar);
    await stream.ended;
    await eventually(async () => expect((await browser.get('/api/v1/me')).status).toBe(401));
    // What was begun otherwise is not the provider’s to end.
    expect((await byPassword.get('/api/v1/me')).status).toBe(200);
    const again = aBrowser(world);
    await signInAt(world, again, 'city', subject);
    expect((await again.get('/api/v1/me')).status).toBe(200);

    const token = (claims: object, alg = 'none') =>
      `${[{ alg, typ: 'logout+jwt' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
    const iat = Math.floor(world.now().getTime() / 1_000);
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    const forged = token({ iss: provider.issuer, aud: 'huiying', sub: subject, iat, jti: 'x', events });
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const raw = `logout_token=${forged}`;
    const path = '/api/v1/sign-in/oidc/city/logout';
    expect(told(await world.send('POST', path, null, { raw, headers }))).toEqual([400, 'malformed-request']);
    expect((await again.get('/api/v1/me')).status).toBe(200);
  });

  it('gets an account by the first sign-in, where the provider may bring people, in the positions of the claims', async () => {
    const subject = known(['water', 'elsewhere'], { preferred_username: 'Li.Na' });
    const browser = aBrowser(world);
    await signInAt(world, browser, 'city', subject);
    const me = await meOf(browser);
    expect(me).toMatchObject({ name: '李娜', ...HANDLER, person: { signInName: 'li.na@city', positions: [HANDLER] } });
    const again = aBrowser(world);
    await signInAt(world, again, 'city', subject);
    expect((await meOf(again)).id).toBe(me.id);
  });

  it('is nobody here when no claim gives a position, or the provider brings nobody', async () => {
    const before = (await world.get('/api/v1/accounts', world.key('administrator'))).body.items.length;
    expect(told(await signInAt(world, aBrowser(world), 'city', known(['elsewhere'])))).toEqual([
      403,
      'identity-unknown',
    ]);
    await asUsual({ justInTime: false });
    expect(told(await signInAt(world, aBrowser(world), 'city', known(['desk'])))).toEqual([403, 'identity-unknown']);
    await asUsual();
    expect((await world.get('/api/v1/accounts', world.key('administrator'))).body.items).toHaveLength(before);
  });

  it('is never taken for somebody else by a name or a mail address', async () => {
    const person = await aPerson(world, SUPERVISOR);
    const subject = known(['desk'], { preferred_username: person.signInName, email: `${person.signInName}@x.example` });
    const browser = aBrowser(world);
    await signInAt(world, browser, 'city', subject);
    expect((await meOf(browser)).id).not.toBe(person.id);
    expect(await positionsOf(browser)).toEqual([OPERATOR]);
  });

  it('has the positions of the claims at each sign-in, and keeps those that a person gave', async () => {
    const person = await aPerson(world, { role: 'reviewer', unit: 'hotline' });
    const subject = known(['desk', 'water']);
    await link(person, subject);
    const first = aBrowser(world);
    await signInAt(world, first, 'city', subject);
    expect(await positionsOf(first)).toHaveLength(3);
    const { body } = await first.get('/api/v1/me');
    const mapped = (body as unknown as { person: { positions: { id: string; role: string }[] } }).person.positions;
    const desk = mapped.find(({ role }) => role === 'operator')?.id;
    expect((await first.send('POST', '/api/v1/me/position', { body: { position: desk } })).status).toBe(204);

    provider.people.set(subject, { claims: { groups: ['water'] } });
    const second = aBrowser(world);
    await signInAt(world, second, 'city', subject);
    expect((await positionsOf(second)).map(({ role }) => role).sort()).toEqual(['handler', 'reviewer']);
    // The session in the position that was taken away is over, by whatever it was begun.
    expect((await first.get('/api/v1/me')).status).toBe(401);
  });

  it('is refused when the account is locked, although the provider knows the person', async () => {
    const person = await aPerson(world, OPERATOR);
    const subject = known([]);
    await link(person, subject);
    await world.send('POST', `/api/v1/accounts/${person.id}/lock`, world.key('administrator'), { ifMatch: '*' });
    expect(told(await signInAt(world, aBrowser(world), 'city', subject))).toEqual([401, 'sign-in-failed']);
  });

  it('is told so when the provider declines, and nothing that it writes is passed on', async () => {
    const reply = await signInAt(world, aBrowser(world), 'city', 'stranger');
    expect(told(reply)).toEqual([401, 'identity-not-proven']);
    expect(`${reply.text}${world.logged()}`).not.toContain('stranger');
    expect(world.logged()).toContain('"failedCheck":"access_denied"');
  });

  it('may be known by claims that stand at the userinfo endpoint alone', async () => {
    const other = await aProvider(world, 'district', 'userinfo');
    other.people.set('s-1', { claims: { groups: ['desk'] } });
    const wish = { issuer: other.issuer, clientSecret: other.clientSecret, justInTime: true, positions: POSITIONS };
    await enter(world, 'district', wish);
    expect(told(await signInAt(world, aBrowser(world), 'district', 's-1'))).toEqual([403, 'identity-unknown']);
    await enter(world, 'district', { ...wish, userInfo: true });
    const browser = aBrowser(world);
    await signInAt(world, browser, 'district', 's-1');
    expect(await positionsOf(browser)).toEqual([OPERATOR]);
    await other.close();
  });
});

describe('a role that needs a second factor', () => {
  it('takes the provider’s word for it only where its row says so', async () => {
    const subject = known(['watch'], {}, ['pwd', 'otp']);
    const doubted = aBrowser(world);
    await signInAt(world, doubted, 'city', subject);
    expect(await meOf(doubted)).toMatchObject({ session: { secondFactor: false, secondFactorMissing: true } });
    expect(told(await doubted.get('/api/v1/tickets'))).toEqual([403, 'second-factor-missing']);
    await asUsual({ secondFactor: { methods: ['otp'] } });
    const believed = aBrowser(world);
    await signInAt(world, believed, 'city', subject);
    expect((await believed.get('/api/v1/tickets')).status).toBe(200);
    const without = aBrowser(world);
    await signInAt(world, without, 'city', known(['watch'], { amr: ['otp'] }, ['pwd']));
    expect(told(await without.get('/api/v1/tickets'))).toEqual([403, 'second-factor-missing']);
    await asUsual();
  });

  it('is opened by the own app as well, shown in the session', async () => {
    const subject = known(['watch']);
    const first = aBrowser(world);
    await signInAt(world, first, 'city', subject);
    const { secret } = (await first.send('POST', '/api/v1/me/second-factor')).body as unknown as { secret: string };
    const code = codeAt(secret, world.now());
    expect((await first.send('POST', '/api/v1/me/second-factor/confirm', { body: { code } })).status).toBe(200);

    const browser = aBrowser(world);
    await signInAt(world, browser, 'city', subject);
    const show = (shown: string): Promise<Reply> =>
      browser.send('POST', '/api/v1/me/second-factor/proof', { body: { code: shown } });
    expect(told(await browser.get('/api/v1/tickets'))).toEqual([403, 'second-factor-missing']);
    // A code is good once.
    expect(told(await show(code))).toEqual([422, 'second-factor-wrong']);
    world.later(60_000);
    expect((await show(codeAt(secret, world.now()))).status).toBe(204);
    expect((await browser.get('/api/v1/tickets')).status).toBe(200);
  });
});

describe('a sign-in that needs to be fresh', () => {
  it('is as old as the one at the provider, until the person signs in there anew', async () => {
    const subject = known(['desk']);
    const jar = new Map<string, string>();
    const browser = aBrowser(world);
    await signInAt(world, browser, 'city', subject, { jar });
    const at = async (): Promise<number> => Date.parse((await meOf(browser)).session.signedInAt);
    const first = await at();
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    await signInAt(world, browser, 'city', subject, { jar });
    expect(await at()).toBe(first);
    await signInAt(world, browser, 'city', subject, { jar, query: '?anew=true' });
    expect(await at()).toBeGreaterThan(first);
  });
});

describe('the way there and back', () => {
  const begin = async (browser: Browser): Promise<string> =>
    (await browser.get('/api/v1/sign-in/oidc/city')).headers.get('location') ?? '';
  const back = async (browser: Browser, subject: string): Promise<string> =>
    (await walkThrough(await begin(browser), subject)).slice(world.base.length);

  it('is taken once, in the browser that began it, within ten minutes, for the provider that was meant', async () => {
    const subject = known(['desk']);
    const used = aBrowser(world);
    const path = await back(used, subject);
    const { cookie } = used;
    const thief = aBrowser(world);
    expect(told(await thief.get(path))).toEqual([401, 'sign-in-not-begun']);
    await begin(thief);
    expect(told(await thief.get(path))).toEqual([401, 'sign-in-not-begun']);
    expect((await used.get(path)).status).toBe(303);
    used.cookie = cookie;
    expect(told(await used.get(path))).toEqual([401, 'sign-in-not-begun']);

    const slow = aBrowser(world);
    const late = await back(slow, subject);
    world.later(10 * 60_000);
    expect(told(await slow.get(late))).toEqual([401, 'sign-in-not-begun']);

    await enter(world, 'other', { issuer: provider.issuer, clientSecret: provider.clientSecret });
    const mixed = aBrowser(world);
    const foreign = (await back(mixed, subject)).replace('/city/', '/other/');
    expect(told(await mixed.get(foreign))).toEqual([401, 'sign-in-not-begun']);
  });

  it('leaves nothing in the database by which anybody could go on', async () => {
    const browser = aBrowser(world);
    const state = new URL(await begin(browser)).searchParams.get('state') ?? '';
    const held = browser.cookie?.split('=')[1] ?? '';
    const { rows } = await world.database.pool.query<{ row: string }>('SELECT v::text AS row FROM provider_visit v');
    const hex = [state, held].map((one) => Buffer.from(one).toString('hex'));
    const kept = rows.map(({ row }) => row).join('\n');
    expect(kept).not.toBe('');
    expect([state, held, ...hex].filter((one) => one === '' || kept.includes(one))).toEqual([]);
    expect(browser.cookie).toMatch(/^huiying-visit=[\w-]{43}$/);
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    String.raw`/\evil.example`,
    '/%09/evil.example\t',
    'javascript:alert(1)',
    'desk',
    '/a\r\nSet-Cookie: x=y',
  ])('leads to no other site: %j', async (next) => {
    const reply = await aBrowser(world).get(`/api/v1/sign-in/oidc/city?next=${encodeURIComponent(next)}`);
    expect(told(reply)).toEqual([400, 'validation-failed']);
  });

  it('ends with the provider: when it is disabled or removed, who signed in by it is signed out, and others are not', async () => {
    const [byIt, byPassword] = [aBrowser(world), await signedIn(world, await aPerson(world, OPERATOR))];
    await signInAt(world, byIt, 'city', known(['desk']));
    await asUsual({ enabled: false });
    expect([(await byIt.get('/api/v1/me')).status, (await byPassword.get('/api/v1/me')).status]).toEqual([401, 200]);
    expect(told(await aBrowser(world).get('/api/v1/sign-in/oidc/city'))).toEqual([404, 'not-found']);
    await asUsual();
    await signInAt(world, byIt, 'city', known(['desk']));
    await world.send('DELETE', '/api/v1/identity-providers/city', world.key('administrator'), { ifMatch: '*' });
    expect((await byIt.get('/api/v1/me')).status).toBe(401);
    await asUsual();
  });
});
