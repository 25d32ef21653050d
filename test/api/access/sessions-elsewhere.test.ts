import { randomBytes } from 'node:crypto';
import { anotherProcess, type AnotherProcess } from '../../support/another-process.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { aBrowser, aPerson, codeAt, signedIn, type Browser, type Desk } from '../../support/browser.js';
import { readEvents } from '../../support/event-source.js';

let world: ApiWorld;
let other: AnotherProcess;
beforeAll(async () => {
  world = await createApiWorld();
  other = await anotherProcess(world, randomBytes(32), Date.now);
});
afterAll(async () => {
  await other.close();
  await world.close();
});

const OPERATOR = { role: 'operator', unit: 'hotline' };
const MINUTE_MS = 60_000;
/** What is promised of a session that is ended. */
const SOON_MS = 5_000;

const streamAt = (base: string, { cookie }: Browser): ReturnType<typeof readEvents> =>
  readEvents(`${base}/api/v1/events/stream`, { Cookie: cookie ?? '' });
const statusAt = async (base: string, { cookie }: Browser): Promise<number> =>
  (await fetch(`${base}/api/v1/me`, { headers: { Cookie: cookie ?? '' } })).status;
const administers = (person: Desk, what: string): Promise<unknown> =>
  world.send('POST', `/api/v1/accounts/${person.id}/${what}`, world.key('administrator'), { ifMatch: '*' });

it.each([
  ['the person signs out', (browser: Browser) => browser.send('DELETE', '/api/v1/session')],
  ['the account is locked', (_browser: Browser, person: Desk) => administers(person, 'lock')],
  ['the person leaves', (_browser: Browser, person: Desk) => administers(person, 'leave')],
  [
    'the position is taken away',
    (_browser: Browser, { id, signInName }: Desk) =>
      world.send('PUT', `/api/v1/accounts/${id}`, world.key('administrator'), {
        ifMatch: '*',
        body: { signInName, name: 'x', positions: [{ role: 'reviewer', unit: 'hotline' }] },
      }),
  ],
])('is over in every process, with the streams that are open there, when %s', async (_name, end) => {
  const person = await aPerson(world, OPERATOR);
  const browser = await signedIn(world, person);
  const before = { ...browser };
  const streams = [await streamAt(world.base, before), await streamAt(other.base, before)];
  expect([streams.map(({ status }) => status), await statusAt(other.base, before)]).toEqual([[200, 200], 200]);
  const endedAt = performance.now();
  await end(browser, person);
  expect([await statusAt(world.base, before), await statusAt(other.base, before)]).toEqual([401, 401]);
  await Promise.all(streams.map(({ ended }) => ended));
  expect(performance.now() - endedAt).toBeLessThan(SOON_MS);
});

it('opens no citizen’s link: what is done there is the citizen’s, cookie or not, and asked from wherever', async () => {
  const { body } = await world.register({ type: 'consult' });
  await world.act(body.id, 'decline', world.key('operator'), { code: 'privateCivil', reason: '邻里买卖纠纷' });
  const link = world.services.progressLinks.linkTo(body.id);
  const path = link.slice(link.indexOf('/api/'));
  const browser = await signedIn(world, await aPerson(world, OPERATOR));
  const mine = await browser.get(path);
  expect([mine.status, mine.text]).toEqual([200, (await world.get(path, null)).text]);
  const elsewhere = aBrowser(world, { 'Sec-Fetch-Site': 'cross-site' });
  elsewhere.cookie = browser.cookie;
  const appeal = { reason: '请再看一次', text: '请再看一次' };
  const said = await elsewhere.send('POST', `${path}/appeal`, { body: appeal });
  expect(said.body.code).not.toBe('cross-site');
  const { rows } = await world.database.pool.query(
    `SELECT DISTINCT actor_role AS role FROM ticket_event WHERE ticket_id = $1 AND type = 'appealed'`,
    [body.id],
  );
  expect(rows.filter(({ role }: { role: string }) => role !== 'citizen')).toEqual([]);
});

it('asks whoever wants what is kept back, or grants it, to sign in again after a quarter of an hour', async () => {
  const { body: ticket } = await world.register();
  await world.act(ticket.id, 'accept', world.key('operator'));
  await world.act(ticket.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
  const person = await aPerson(world, { role: 'handler', unit: 'water' });
  const browser = await signedIn(world, person);
  const body = { fields: ['telephone'], purpose: 'callBack', words: '须与市民约定上门时间。' };
  const ask = () => browser.send('POST', `/api/v1/tickets/${ticket.id}/disclosures`, { body });
  world.later(14 * MINUTE_MS);
  await browser.get('/api/v1/me');
  expect((await ask()).status).toBe(201);
  world.later(2 * MINUTE_MS);
  const late = await ask();
  expect([late.status, late.body.code]).toEqual([401, 'sign-in-too-old']);
  // It is not the session that is over, and another position makes it no younger.
  expect((await browser.get('/api/v1/me')).status).toBe(200);
  await browser.signIn({ signInName: person.signInName, password: person.password });
  expect((await ask()).status).toBe(201);
});

it.each(['supervisor', 'dutyManager', 'director', 'administrator', 'assessor', 'auditor'])(
  'opens nothing to a %s who has shown no second factor but the way to set one up',
  async (role) => {
    const person = await aPerson(world, { role, unit: 'hotline' });
    const browser = await signedIn(world, person);
    for (const path of ['/api/v1/tickets', '/api/v1/notices', '/api/v1/events', '/api/v1/units']) {
      const reply = await browser.get(path);
      expect([path, reply.status, reply.body.code]).toEqual([path, 403, 'second-factor-missing']);
    }
    const { secret } = (await browser.send('POST', '/api/v1/me/second-factor')).body as unknown as { secret: string };
    const code = codeAt(secret, world.now());
    await browser.send('POST', '/api/v1/me/second-factor/confirm', { body: { code } });
    expect((await browser.get('/api/v1/notices')).status).toBe(200);
  },
);
