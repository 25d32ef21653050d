import { createApiWorld, type ApiWorld, type Reply } from '../../support/api-world.js';
import { aBrowser, aPerson } from '../../support/browser.js';
import { aProvider, enter, signInAt, type RunningProvider } from '../../support/identity-provider.js';

let world: ApiWorld;
let provider: RunningProvider;
/** What water had before it was closed. */
let had: { readonly person: string; readonly signInName: string; readonly contact: string; readonly key: string };

const asAdmin = (method: string, path: string, body: unknown, ifMatch?: string): Promise<Reply> =>
  world.send(method, `/api/v1/${path}`, world.key('administrator'), { body, ...(ifMatch && { ifMatch }) });
const HANDLER = { role: 'handler', unit: 'water' };
const CONTACT = { unit: 'water', position: 'liaison', name: '联络员岗', email: 'liaison@water.example' };
const DAY = { intervals: [{ from: '09:00', to: '12:00' }], dayEnd: '17:00' };
const ASSIGNMENT = {
  ...{ pack: 'default', version: '1', unit: 'water', channel: null, priority: 7 },
  ...{ effectiveFrom: '2026-01-01T00:00:00+08:00', effectiveTo: null },
};
const CLASS = { name: '供热不足', nameEn: 'Too little heating', parent: '0301', owners: ['water'] };
const CLAIMED = { claim: 'groups', value: 'water', ...HANDLER };
const BY_CLAIMS = () => ({
  ...{ issuer: provider.issuer, clientSecret: provider.clientSecret },
  ...{ justInTime: true, positions: [CLAIMED] },
});

beforeAll(async () => {
  world = await createApiWorld();
  provider = await aProvider(world, 'city');
  await enter(world, 'city', BY_CLAIMS());
  const { id: person, signInName } = await aPerson(world, HANDLER);
  const contact = (await asAdmin('POST', 'contacts', CONTACT)).body.id;
  await asAdmin('PUT', 'office-hours/water', DAY);
  await asAdmin('PUT', 'policy-assignments/slow', ASSIGNMENT);
  await asAdmin('PUT', 'classes/030199', CLASS);
  provider.people.set('from-water', { claims: { groups: ['water'], name: '李娜' } });
  await signInAt(world, aBrowser(world), 'city', 'from-water');
  had = { person, signInName, contact, key: world.key('handler', 'water') };
  const closed = await asAdmin('POST', 'units/water/close', { successor: 'housing' }, '*');
  expect(closed.status).toBe(200);
});
afterAll(async () => {
  await provider.close();
  await world.close();
});

const REFUSED = { status: 422, body: { code: 'unit-closed' } };
const SAYS = 'water is closed. Name housing, which goes on with its matters.';

describe('a unit that is closed is given nothing new', () => {
  it.each<[string, () => Promise<Reply>]>([
    ['a person', () => asAdmin('POST', 'accounts', { signInName: 'new.one', name: '新人', positions: [HANDLER] })],
    ['a contact', () => asAdmin('POST', 'contacts', { ...CONTACT, name: '另一岗' })],
    ['an assignment of policies', () => asAdmin('PUT', 'policy-assignments/other', ASSIGNMENT)],
    ['a key', () => asAdmin('POST', 'keys', { name: 'new', ...HANDLER })],
    [
      'positions by the claims of a provider',
      () =>
        asAdmin('PUT', 'identity-providers/other', {
          name: 'x',
          issuer: 'https://203.0.113.7',
          clientId: 'x',
          positions: [CLAIMED],
        }),
    ],
    [
      'a webhook',
      () => world.send('POST', '/api/v1/webhooks', had.key, { body: { name: 'x', url: 'http://203.0.113.9/x' } }),
    ],
  ])('%s', async (_what, ask) => {
    const refused = await ask();
    expect(refused).toMatchObject(REFUSED);
    expect(refused.body.detail).toBe(SAYS);
  });

  it('a class to own, which is told of the field', async () => {
    const refused = await asAdmin('PUT', 'classes/030198', CLASS);
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ pointer: '/owners', message: SAYS }] } });
  });

  it('office hours of its own, when it had none', async () => {
    expect((await asAdmin('POST', 'units/ecology/close', { successor: 'housing' }, '*')).status).toBe(200);
    expect(await asAdmin('PUT', 'office-hours/ecology', DAY)).toMatchObject(REFUSED);
  });

  it('a person who signs in by a provider for the first time', async () => {
    provider.people.set('late', { claims: { groups: ['water'], name: '王强' } });
    expect(await signInAt(world, aBrowser(world), 'city', 'late')).toMatchObject({
      body: { code: 'identity-unknown' },
    });
  });
});

describe('what a unit had when it was closed', () => {
  it('goes on and may be changed: positions, contacts, hours, assignments, owners', async () => {
    const { signInName } = had;
    const replies = [
      await asAdmin('PUT', `accounts/${had.person}`, { signInName, name: '改名', positions: [HANDLER] }, '*'),
      await asAdmin('PUT', `contacts/${had.contact}`, { ...CONTACT, email: 'new@water.example' }, '*'),
      await asAdmin('PUT', 'office-hours/water', { ...DAY, dayEnd: '18:00' }, '*'),
      await asAdmin('PUT', 'policy-assignments/slow', { ...ASSIGNMENT, priority: 8 }, '*'),
      await asAdmin('PUT', 'classes/030199', { ...CLASS, name: '供热' }, '*'),
    ];
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    await enter(world, 'city', BY_CLAIMS());
  });

  it('stays with who signs in by a provider again', async () => {
    const browser = aBrowser(world);
    await signInAt(world, browser, 'city', 'from-water');
    expect((await browser.get('/api/v1/me')).body).toMatchObject({ role: 'handler', unit: 'water' });
  });
});
