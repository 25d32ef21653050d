import { createApiWorld, type ApiWorld, type Json, type Reply, type Say } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';
import { readEvents } from '../../support/event-source.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

const ACCOUNTS = '/api/v1/accounts';
interface Position {
  id: string;
  role: string;
  unit: string | null;
}
type Body = Json & { signInName: string; name: string; state: string; positions: Position[]; apiKey: string };
const read = (reply: Reply): Body => reply.body as unknown as Body;
const ask = async (method: string, path: string, say: Say = {}): Promise<Reply & { body: Body }> => {
  const reply = await world.send(method, path, world.key('administrator'), say);
  return { ...reply, body: read(reply) };
};
const HANDLER = { role: 'handler', unit: 'water' };
const REVIEWER = { role: 'reviewer', unit: 'hotline' };
const CALLER = { role: 'callbackAgent', unit: 'hotline' };
let people = 0;
async function added(...positions: object[]): Promise<Body> {
  people += 1;
  const body = { signInName: `person-${people}`, name: '李娜', positions };
  const reply = await ask('POST', ACCOUNTS, { body });
  expect([reply.status, reply.body.detail]).toEqual([201, undefined]);
  return reply.body;
}
const keyFor = (person: string, position: object): Promise<Reply & { body: Body }> =>
  ask('POST', '/api/v1/keys', { body: { name: 'x', person, ...position } });
async function keyOf({ id }: { id: string }, position: object): Promise<string> {
  return (await keyFor(id, position)).body.apiKey;
}
const REPLY = { facts: 'x', basis: 'x', measures: 'x', contacted: 'x', text: 'x' };

describe('an account', () => {
  it('comes from a table with many others: each line is tried first, then taken or refused by itself', async () => {
    const csv = [
      'signInName,name,role,unit',
      'zhao.min,赵敏,handler,health',
      'zhao.min,赵敏,reviewer,hotline',
      'qian.bo,钱波,handler,nowhere',
      'sun.yi,孙怡,chief,water',
    ].join('\r\n');
    const send = (body: object) => ask('POST', `${ACCOUNTS}/import`, { body, headers: { 'Accept-Language': 'zh' } });
    const tried = await send({ csv, dryRun: true });
    expect(tried.body).toMatchObject({
      ...{ dryRun: true, taken: 2, unchanged: 0, refused: 2 },
      lines: [
        { line: 2, signInName: 'zhao.min', result: 'added', problem: null },
        { line: 3, result: 'added' },
        { line: 4, result: 'refused', problem: { code: 'unit-not-found' } },
        { line: 5, result: 'refused', problem: { errors: [{ pointer: '/positions/0/role' }] } },
      ],
    });
    const named = async () => (await ask('GET', ACCOUNTS)).body.items as unknown as Body[];
    expect((await named()).map(({ signInName }) => signInName)).not.toContain('zhao.min');
    expect((await send({ csv })).body).toMatchObject({ dryRun: false, taken: 2, refused: 2 });
    expect((await named()).find(({ signInName }) => signInName === 'zhao.min')?.positions).toHaveLength(2);
    expect((await send({ csv })).body).toMatchObject({ taken: 0, unchanged: 2, refused: 2 });
    const wrong = await send({ csv: 'login,name\nx,y\n' });
    expect([wrong.status, wrong.body.detail]).toEqual([400, expect.stringContaining('没有 login 列')]);
  });

  it('is added once under an Idempotency-Key, whatever capitals its name has, and read by administrators alone', async () => {
    const body = { signInName: ' Wang.Wei ', name: '王伟', positions: [HANDLER] };
    const first = await ask('POST', ACCOUNTS, { body, key: 'add-once' });
    expect([first.status, first.body]).toMatchObject([
      201,
      { signInName: 'wang.wei', state: 'active', positions: [HANDLER], version: 1 },
    ]);
    const again = await ask('POST', ACCOUNTS, { body, key: 'add-once' });
    expect([again.status, again.text, again.headers.get('idempotency-replayed')]).toEqual([201, first.text, 'true']);
    const other = await ask('POST', ACCOUNTS, { body: { ...body, signInName: 'ｗａｎｇ.wei' } });
    expect([other.status, other.body.code]).toEqual([409, 'sign-in-name-taken']);
    expect((await ask('GET', `${ACCOUNTS}/${first.body.id}`)).text).toBe(first.text);
    expect((await ask('GET', `${ACCOUNTS}?unit=water&role=handler`)).body.items.map(({ id }) => id)).toEqual([
      first.body.id,
    ]);
    const asked = await world.get(ACCOUNTS, world.key('supervisor'));
    expect([asked.status, asked.body.code]).toEqual([403, 'actor-not-allowed']);
  });

  it.each([
    ['a handler without a unit', { positions: [{ role: 'handler' }] }, 400, 'validation-failed'],
    ['a unit that there is not', { positions: [{ role: 'reviewer', unit: 'nowhere' }] }, 422, 'unit-not-found'],
    ['a position twice', { positions: [HANDLER, HANDLER] }, 400, 'validation-failed'],
    [
      'a position that ends before it begins',
      { positions: [{ ...HANDLER, from: '2027-01-02', until: '2027-01-01' }] },
      400,
      'validation-failed',
    ],
    ['a name with a blank in it', { signInName: 'li na' }, 400, 'validation-failed'],
  ])('is refused with %s', async (_name, changes, status, code) => {
    const body = { signInName: 'refused', name: 'x', positions: [], ...changes };
    const reply = await ask('POST', ACCOUNTS, { body });
    expect([reply.status, reply.body.code]).toEqual([status, code]);
  });

  it('is changed at the version that was read, and by one of two', async () => {
    const { id, name, signInName } = await added(HANDLER);
    const wish = { signInName, name, positions: [{ ...HANDLER, until: '2099-12-31' }, REVIEWER] };
    const put = (ifMatch?: string): Promise<Reply & { body: Body }> =>
      ask('PUT', `${ACCOUNTS}/${id}`, { body: wish, ...(ifMatch !== undefined && { ifMatch }) });
    expect((await put()).body.code).toBe('precondition-required');
    const both = await Promise.all([put('"v1"'), put('"v1"')]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const now = (await ask('GET', `${ACCOUNTS}/${id}`)).body;
    expect(now.version).toBe(2);
    expect(now.positions).toMatchObject([{ ...HANDLER, until: '2100-01-01T00:00:00.000+08:00' }, REVIEWER]);
  });
});

describe('a key that is narrowed to administration', () => {
  it('makes no person of it who may do everything, and may still shut an account', async () => {
    const person = await added(HANDLER);
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    for (const limit of [
      { scopes: ['admin', 'read'] },
      { allowedAddresses: ['127.0.0.0/8'] },
      { expiresAt: inAnHour },
    ]) {
      const made = await ask('POST', '/api/v1/keys', { body: { name: 'x', role: 'administrator', ...limit } });
      const body = { signInName: 'somebody-new', name: 'x', positions: [{ role: 'administrator', unit: 'hotline' }] };
      const path = `${ACCOUNTS}/${person.id}`;
      const refused = [
        await world.send('POST', ACCOUNTS, made.body.apiKey, { body }),
        await world.send('PUT', path, made.body.apiKey, { body, ifMatch: '*' }),
        await world.send('POST', `${path}/password`, made.body.apiKey),
        await world.send('DELETE', `${path}/second-factor`, made.body.apiKey),
      ];
      expect(refused.map(({ status, body: { code } }) => [status, code])).toEqual(
        refused.map(() => [403, 'key-too-wide']),
      );
      expect((await world.send('POST', `${path}/lock`, made.body.apiKey, { ifMatch: '*' })).status).toBe(200);
    }
    expect((await ask('GET', `${ACCOUNTS}/${person.id}`)).body).toMatchObject({
      state: 'locked',
      positions: [HANDLER],
    });
  });
});

describe('the key of a person', () => {
  it('opens a position that the person has, and no other', async () => {
    const { id } = await added(HANDLER);
    const reply = await keyFor(id, REVIEWER);
    expect([reply.status, reply.body.code]).toEqual([422, 'position-not-held']);
    const later = await added({ ...REVIEWER, from: '2099-01-01' });
    expect((await keyFor(later.id, REVIEWER)).body.code).toBe('position-not-held');
    const made = await keyFor(id, HANDLER);
    expect(made.body).toMatchObject({ person: id, ...HANDLER });
    expect((await world.get('/api/v1/me', made.body.apiKey)).body).toMatchObject({ id, ...HANDLER });
  });

  it('makes one person of all positions: whoever replied neither reviews nor calls back', async () => {
    const handler = await added(HANDLER, REVIEWER, CALLER);
    const reviewer = await added(REVIEWER, CALLER);
    const { body } = await world.register();
    await world.act(body.id, 'accept', world.key('operator'), { urgency: 'P2' });
    await world.act(body.id, 'dispatch', world.key('dispatcher'), { unit: 'water', reason: 'x' });
    const unit = await keyOf(handler, HANDLER);
    await world.act(body.id, 'acknowledge', unit);
    expect((await world.act(body.id, 'reply', unit, REPLY)).status).toBe(200);

    const review = async (who: { id: string }): Promise<Reply> =>
      world.act(body.id, 'reviewReply', await keyOf(who, REVIEWER), { accept: true });
    const own = await review(handler);
    expect([own.status, own.body.code]).toEqual([403, 'separation-of-duties']);
    expect((await review(reviewer)).status).toBe(200);

    for (const who of [handler, reviewer]) {
      const key = await keyOf(who, CALLER);
      const call = await world.act(body.id, 'recordCallback', key, { reached: true, solved: 'yes', satisfied: 5 });
      expect([call.status, call.body.code]).toEqual([403, 'separation-of-duties']);
    }
    const { rows } = await world.database.pool.query(
      `SELECT actor_id AS id, actor_role AS role, actor_unit AS unit FROM ticket_event WHERE ticket_id = $1 AND type IN ('replied', 'replyAccepted') ORDER BY seq`,
      [body.id],
    );
    expect(rows).toEqual([
      { id: handler.id, ...HANDLER },
      { id: reviewer.id, ...REVIEWER },
    ]);
  });

  it('opens nothing while its person is locked, nor once its position is over', async () => {
    const person = await added(HANDLER, REVIEWER);
    const [handling, reviewing] = [await keyOf(person, HANDLER), await keyOf(person, REVIEWER)];
    const opens = async (): Promise<number[]> =>
      Promise.all([handling, reviewing].map(async (key) => (await world.get('/api/v1/me', key)).status));
    expect(await opens()).toEqual([200, 200]);
    await ask('POST', `${ACCOUNTS}/${person.id}/lock`, { ifMatch: '*' });
    await soon(opens, [401, 401]);
    await ask('POST', `${ACCOUNTS}/${person.id}/unlock`, { ifMatch: '*' });
    await soon(opens, [200, 200]);
    const { signInName, name } = person;
    await ask('PUT', `${ACCOUNTS}/${person.id}`, { body: { signInName, name, positions: [REVIEWER] }, ifMatch: '*' });
    await soon(opens, [401, 200]);
  });

  it('is revoked at once when its person leaves, and what it listened to ends', async () => {
    const person = await added(HANDLER);
    const key = await keyOf(person, HANDLER);
    const stream = await readEvents(`${world.base}/api/v1/events/stream`, { Authorization: `Bearer ${key}` });
    const left = await ask('POST', `${ACCOUNTS}/${person.id}/leave`, { ifMatch: '"v1"' });
    expect(left.body).toMatchObject({ state: 'left', positions: [], version: 2 });
    await stream.ended;
    await soon(async () => (await world.get('/api/v1/me', key)).status, 401);
    expect((await ask('POST', `${ACCOUNTS}/${person.id}/leave`, { ifMatch: '*' })).body.version).toBe(2);
    // Whoever comes back has no position and no key before somebody gives them.
    const back = await ask('POST', `${ACCOUNTS}/${person.id}/unlock`, { ifMatch: '*' });
    expect(back.body).toMatchObject({ state: 'active', positions: [] });
    expect((await world.get('/api/v1/me', key)).status).toBe(401);
  });
});

function soon<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  return eventually(async () => expect(await ask()).toEqual(wanted));
}
