import { sessionCookie, sessionToken } from '../../../api/access/session-cookie.js';
import { createApiWorld, type ApiWorld, type Json, type Reply } from '../../support/api-world.js';
import { aBrowser, aPerson, signedIn, type Browser } from '../../support/browser.js';
import { readEvents } from '../../support/event-source.js';
import { eventually } from '../../support/eventually.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const HANDLER = { role: 'handler', unit: 'water' };
const OPERATOR = { role: 'operator', unit: 'hotline' };
const MINUTE_MS = 60_000;
const WAITED_MS = 5_000;
const told = ({ status, body }: Reply): [number, string | undefined] => [status, body.code];
interface Me extends Json {
  person: { positions: { id: string; role: string; unit: string }[] };
  session: { id: string; position: string };
  may: string[];
}
const meOf = async (browser: Browser): Promise<Me> => (await browser.get('/api/v1/me')).body as unknown as Me;
const streamOf = (browser: Browser): ReturnType<typeof readEvents> =>
  readEvents(`${world.base}/api/v1/events/stream`, { Cookie: browser.cookie ?? '' });

describe('a session', () => {
  it('says who has signed in, in which position, and what may be done', async () => {
    const person = await aPerson(world, HANDLER, { ...OPERATOR, from: '2099-01-01' });
    const browser = await signedIn(world, person);
    const me = await meOf(browser);
    expect(me).toMatchObject({
      id: person.id,
      ...HANDLER,
      unitPath: ['city', 'water'],
      person: { signInName: person.signInName, positions: [HANDLER, OPERATOR] },
      session: { position: me.person.positions[0]?.id },
    });
    expect(me.may).toEqual(expect.arrayContaining(['listTickets', 'reply', 'switchPosition']));
    expect(me.may.filter((one) => ['dispatch', 'listKeys', 'createWebhook', 'createTicket'].includes(one))).toEqual([]);
    expect((await world.get('/api/v1/me', world.key('operator'))).body).toMatchObject({ person: null, session: null });
  });

  it('serves the API, and what is done in it is done by the person in the position', async () => {
    const person = await aPerson(world, HANDLER);
    const browser = await signedIn(world, person);
    const { body } = await world.register();
    await world.act(body.id, 'accept', world.key('operator'), { urgency: 'P2' });
    await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
    const path = `/api/v1/tickets/${body.id}/actions/acknowledge`;
    expect((await browser.send('POST', path, { body: {}, ifMatch: '*' })).status).toBe(200);
    const { rows } = await world.database.pool.query(
      `SELECT actor_id AS id, actor_role AS role, actor_unit AS unit FROM ticket_event WHERE ticket_id = $1 AND type = 'acknowledged'`,
      [body.id],
    );
    expect(rows).toEqual([{ id: person.id, ...HANDLER }]);
  });

  it('is a cookie that no script reads and no other site sends along', async () => {
    const person = await aPerson(world, OPERATOR);
    const reply = await aBrowser(world).signIn({ signInName: person.signInName, password: person.password });
    expect(reply.headers.get('set-cookie')).toMatch(/^huiying=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another host of the same domain', { 'Sec-Fetch-Site': 'same-site' }],
    ['a foreign origin', { Origin: 'https://evil.example' }],
    ['a page without an origin', { Origin: 'null' }],
    ['nobody knows where', {}],
  ])('does nothing that was asked from %s', async (_name, site) => {
    const browser = await signedIn(world, await aPerson(world, OPERATOR));
    const elsewhere = aBrowser(world, site as Record<string, string>);
    elsewhere.cookie = browser.cookie;
    const before = await world.database.pool.query('SELECT count(*) FROM ticket');
    const reply = await elsewhere.send('POST', '/api/v1/tickets', { body: {} });
    expect(told(reply)).toEqual([403, 'cross-site']);
    expect(told(await elsewhere.send('DELETE', '/api/v1/session'))).toEqual([403, 'cross-site']);
    expect((await world.database.pool.query('SELECT count(*) FROM ticket')).rows).toEqual(before.rows);
    expect((await browser.get('/api/v1/me')).status).toBe(200);
  });

  it('does what was asked from an own origin, by a browser that says no more than that', async () => {
    const browser = await signedIn(world, await aPerson(world, OPERATOR));
    const old = aBrowser(world, { Origin: world.base });
    old.cookie = browser.cookie;
    expect((await old.send('DELETE', '/api/v1/me/sessions')).status).toBe(200);
  });

  it('is not signed in to by another site', async () => {
    const person = await aPerson(world, OPERATOR);
    const elsewhere = aBrowser(world, { 'Sec-Fetch-Site': 'cross-site' });
    const reply = await elsewhere.signIn({ signInName: person.signInName, password: person.password });
    expect([told(reply), reply.headers.get('set-cookie')]).toEqual([[403, 'cross-site'], null]);
  });

  it('and a key together are refused, and neither is looked at', async () => {
    const browser = await signedIn(world, await aPerson(world, OPERATOR));
    const headers = { Authorization: `Bearer ${world.key('director')}` };
    expect(told(await browser.send('GET', '/api/v1/me', { headers }))).toEqual([400, 'two-credentials']);
  });

  it('opens neither the routes of systems nor those of the public', async () => {
    const browser = await signedIn(world, await aPerson(world, HANDLER));
    expect(told(await browser.get('/api/v1/webhooks'))).toEqual([401, 'unauthenticated']);
    const shown = await browser.get('/open311/v2/requests.json');
    expect(shown.text).toBe((await world.get('/open311/v2/requests.json', null)).text);
  });

  it.each([
    ['invented', () => `huiying=${'A'.repeat(43)}`],
    ['cut short', () => 'huiying=abc'],
    ['there twice', (cookie: string) => `${cookie}; huiying=${'A'.repeat(43)}`],
  ])('is nobody’s when its cookie is %s', async (_name, change) => {
    const browser = await signedIn(world, await aPerson(world, OPERATOR));
    browser.cookie = change(browser.cookie ?? '');
    expect(told(await browser.get('/api/v1/me'))).toEqual([401, 'unauthenticated']);
  });
});

describe('another position', () => {
  it('is taken under a new cookie, and the old one is over', async () => {
    const browser = await signedIn(world, await aPerson(world, HANDLER, OPERATOR));
    const { person, session } = await meOf(browser);
    const other = person.positions.find(({ id }) => id !== session.position);
    const before = { ...browser };
    expect((await browser.send('POST', '/api/v1/me/position', { body: { position: other?.id } })).status).toBe(204);
    expect(browser.cookie).not.toBe(before.cookie);
    expect(await meOf(browser)).toMatchObject({ role: other?.role, unit: other?.unit });
    const old = aBrowser(world);
    old.cookie = before.cookie;
    expect((await old.get('/api/v1/me')).status).toBe(401);
  });

  it('that is not one’s own, or has not begun, or is over, is refused', async () => {
    const [mine, theirs] = [
      await signedIn(world, await aPerson(world, HANDLER, { ...OPERATOR, from: '2099-01-01' })),
      await signedIn(world, await aPerson(world, OPERATOR)),
    ];
    const later = (await meOf(mine)).person.positions.find(({ role }) => role === 'operator');
    const foreign = (await meOf(theirs)).session.position;
    for (const position of [later?.id, foreign, '0192d3c4-0000-7000-8000-000000000000']) {
      const reply = await mine.send('POST', '/api/v1/me/position', { body: { position } });
      expect(told(reply)).toEqual([422, 'position-not-held']);
    }
    expect(await meOf(mine)).toMatchObject(HANDLER);
  });

  it('is not for a key', async () => {
    const body = { position: '0192d3c4-0000-7000-8000-000000000000' };
    const reply = await world.send('POST', '/api/v1/me/position', world.key('operator'), { body });
    expect(told(reply)).toEqual([409, 'session-needed']);
  });
});

describe('the end of a session', () => {
  const statusOf = async (browser: Browser): Promise<number> => (await browser.get('/api/v1/me')).status;

  it('comes half an hour after the last sign of life, and twelve hours after the first', async () => {
    const person = await aPerson(world, OPERATOR);
    const idle = await signedIn(world, person);
    world.later(29 * MINUTE_MS);
    expect(await statusOf(idle)).toBe(200);
    world.later(31 * MINUTE_MS);
    expect(await statusOf(idle)).toBe(401);
    const busy = await signedIn(world, person);
    for (let n = 0; n < 35; n += 1) {
      world.later(20 * MINUTE_MS);
      expect([n, await statusOf(busy)]).toEqual([n, 200]);
    }
    world.later(20 * MINUTE_MS);
    expect(await statusOf(busy)).toBe(401);
  });

  it('is not put off by another position', async () => {
    const browser = await signedIn(world, await aPerson(world, HANDLER, OPERATOR));
    const { person, session } = await meOf(browser);
    const position = person.positions.find(({ id }) => id !== session.position)?.id;
    for (let n = 0; n < 35; n += 1) {
      world.later(20 * MINUTE_MS);
      await browser.get('/api/v1/me');
    }
    expect((await browser.send('POST', '/api/v1/me/position', { body: { position } })).status).toBe(204);
    world.later(20 * MINUTE_MS);
    expect(await statusOf(browser)).toBe(401);
  });

  it('closes what it listened to, and comes by signing out, here or elsewhere', async () => {
    const person = await aPerson(world, OPERATOR);
    const [here, elsewhere, third] = [
      await signedIn(world, person),
      await signedIn(world, person),
      await signedIn(world, person),
    ];
    const listed = (await here.get('/api/v1/me/sessions')).body.items as unknown as { id: string; current: boolean }[];
    expect(listed).toHaveLength(3);
    const own = (await meOf(here)).session.id;
    expect(listed.filter(({ current }) => current).map(({ id }) => id)).toEqual([own]);
    const stream = await streamOf(elsewhere);
    const endedAt = performance.now();
    await here.send('DELETE', `/api/v1/me/sessions/${(await meOf(elsewhere)).session.id}`);
    await stream.ended;
    expect(performance.now() - endedAt).toBeLessThan(WAITED_MS);
    expect([await statusOf(elsewhere), await statusOf(third)]).toEqual([401, 200]);
    expect((await here.send('DELETE', '/api/v1/me/sessions')).body).toEqual({ ended: 1 });
    expect(await statusOf(third)).toBe(401);
    await here.send('DELETE', '/api/v1/session');
    expect([here.cookie, await statusOf(here)]).toEqual([null, 401]);
  });

  it('of a stranger’s is not one’s own to make', async () => {
    const [mine, theirs] = [
      await signedIn(world, await aPerson(world, OPERATOR)),
      await signedIn(world, await aPerson(world, OPERATOR)),
    ];
    expect((await mine.send('DELETE', `/api/v1/me/sessions/${(await meOf(theirs)).session.id}`)).status).toBe(204);
    expect(await statusOf(theirs)).toBe(200);
  });

  it.each([
    ['ends it', 'DELETE', 'sessions'],
    ['resets the password', 'POST', 'password'],
    ['locks the account', 'POST', 'lock'],
    ['says that the person has left', 'POST', 'leave'],
  ])('comes at once, open streams included, when an administrator %s', async (_name, method, what) => {
    const person = await aPerson(world, OPERATOR);
    const browser = await signedIn(world, person);
    const stream = await streamOf(browser);
    const path = `/api/v1/accounts/${person.id}/${what}`;
    const endedAt = performance.now();
    expect((await world.send(method, path, world.key('administrator'), { ifMatch: '*' })).status).toBe(200);
    expect(await statusOf(browser)).toBe(401);
    await stream.ended;
    expect(performance.now() - endedAt).toBeLessThan(WAITED_MS);
  });

  it('comes with the end of the position', async () => {
    const person = await aPerson(world, OPERATOR, HANDLER);
    const browser = await signedIn(world, person);
    const body = { signInName: person.signInName, name: 'x', positions: [OPERATOR] };
    await world.send('PUT', `/api/v1/accounts/${person.id}`, world.key('administrator'), { body, ifMatch: '*' });
    expect(await statusOf(browser)).toBe(401);
    await eventually(async () => expect(await meOf(await signedIn(world, person))).toMatchObject(OPERATOR));
  });

  it('is made for one session of a person by an administrator, who sees which there are', async () => {
    const person = await aPerson(world, OPERATOR);
    const [one, other] = [await signedIn(world, person), await signedIn(world, person)];
    const path = `/api/v1/accounts/${person.id}/sessions`;
    const before = (await world.get(path, world.key('administrator'))).body.items;
    expect(before).toHaveLength(2);
    await world.send('DELETE', `${path}/${(await meOf(one)).session.id}`, world.key('administrator'));
    expect([await statusOf(one), await statusOf(other)]).toEqual([401, 200]);
  });
});

describe('behind https', () => {
  it('the cookie belongs to this host alone', () => {
    const site = { publicUrl: 'https://hotline.example.org' };
    const request = { secure: false, headers: {} } as Parameters<typeof sessionCookie>[1];
    const token = 'A'.repeat(43);
    const set = sessionCookie(site, request, token);
    expect(set).toBe(`__Host-huiying=${token}; Path=/; HttpOnly; SameSite=Lax; Secure`);
    const shown = (cookie: string): string | null =>
      sessionToken(site, { ...request, headers: { cookie } } as typeof request);
    expect([shown(`a=b; __Host-huiying=${token}`), shown(`huiying=${token}`)]).toEqual([token, null]);
  });
});
