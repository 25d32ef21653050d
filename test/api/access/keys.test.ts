import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from '../../../api/app.js';
import { isAllowedAddress, normalisedAddress } from '../../../api/http/addresses.js';
import { createApiWorld, type ApiWorld, type Json, type Reply, type Say } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';

let world: ApiWorld;
beforeAll(async () => {
  world = await createApiWorld();
});
afterAll(() => world.close());

interface Key {
  id: string;
  apiKey: string;
  prefix: string;
  state: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}
const WATER = { name: '水务局工单系统', role: 'handler', unit: 'water' };

const make = (body: object, say: Say = {}): Promise<Reply> =>
  world.send('POST', '/api/v1/keys', world.key('administrator'), { body, ...say });
const keyOf = ({ body }: { body: Json }): Key => body as unknown as Key;
async function made(changes: object = {}): Promise<Key> {
  const reply = await make({ ...WATER, ...changes });
  expect([reply.status, reply.body.detail]).toEqual([201, undefined]);
  return keyOf(reply);
}
const listed = async (query = ''): Promise<Key[]> =>
  (await world.get(`/api/v1/keys${query}`, world.key('administrator'))).body.items as unknown as Key[];

describe('a key of an administrator', () => {
  const inbox = async (key: string): Promise<Json[]> =>
    (await world.get('/api/v1/notices?limit=200', key)).body.items.filter(
      (one) => (one as unknown as { template: string }).template === 'administratorKey',
    );

  it('is told of to all administrators, whoever made it, and no other key is', async () => {
    const colleague = (await made({ role: 'administrator', unit: null })).apiKey;
    const before = (await inbox(colleague)).length;
    const contact = { unit: 'hotline', position: 'administrator', name: '管理岗', email: 'admin@hotline.example' };
    await world.send('POST', '/api/v1/contacts', world.key('administrator'), { body: contact });
    const { id, prefix } = await made({ role: 'administrator', unit: null, scopes: ['admin'] });
    await made({ role: 'director', unit: null });
    const [told, ...others] = await inbox(colleague);
    expect(others).toHaveLength(before);
    expect(told).toMatchObject({ ticket: null, level: 2, subject: { zh: `预警：新增管理员密钥${prefix}` } });
    const maker = (await world.get('/api/v1/me', world.key('administrator'))).body.id;
    expect((told as unknown as { text: { zh: string } }).text.zh).toContain(`账号${maker}新建了管理员密钥${prefix}`);
    expect(await inbox(world.key('administrator'))).toHaveLength(before + 1);
    expect(await inbox(world.key('director'))).toEqual([]);
    const { rows } = await world.database.pool.query(
      `SELECT channel, status FROM notice WHERE ticket_id = $1 ORDER BY channel`,
      [id],
    );
    expect(rows).toEqual([
      { channel: 'email', status: 'pending' },
      { channel: 'inApp', status: 'sent' },
    ]);
  });

  it('is told of once, however often the request is sent', async () => {
    const body = { name: '夜班', role: 'administrator' };
    const send = (): Promise<Reply> =>
      world.send('POST', '/api/v1/keys', world.key('administrator'), { body, key: 'made-once' });
    const { id } = (await send()).body;
    expect((await send()).body.id).toBe(id);
    const { rows } = await world.database.pool.query('SELECT count(*)::int AS n FROM notice WHERE ticket_id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ n: 2 }]);
  });
});

describe('a key for a machine', () => {
  it('is shown once, stands for its unit, and is kept as a hash alone', async () => {
    const { id, apiKey, prefix } = await made();
    expect(apiKey).toMatch(new RegExp(`^hy_${prefix}_`));
    expect((await world.get('/api/v1/me', apiKey)).body).toMatchObject({
      id,
      name: WATER.name,
      role: 'handler',
      unit: 'water',
      scopes: [],
    });
    const list = await world.get('/api/v1/keys?unit=water', world.key('administrator'));
    expect(list.text).toContain(prefix);
    expect(list.text).not.toContain(apiKey.slice(12));
    const { rows } = await world.database.pool.query('SELECT * FROM api_key WHERE id = $1', [id]);
    expect(JSON.stringify(rows)).not.toContain(apiKey.slice(12));
    expect(world.logged()).not.toContain(apiKey.slice(12));
  });

  it('is made once under an Idempotency-Key, however often it is asked for', async () => {
    const ask = (): Promise<Reply> => make({ ...WATER, name: 'once' }, { key: 'make-once' });
    const replies = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(replies.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect((await listed('?unit=water')).filter((one) => JSON.stringify(one).includes('"once"'))).toHaveLength(1);
    const other = await make({ ...WATER, name: 'twice' }, { key: 'make-once' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    const { rows } = await world.database.pool.query<{ response: Buffer }>(
      `SELECT response FROM idempotency_record WHERE key = 'make-once'`,
    );
    expect(rows[0]?.response.toString('utf8')).not.toContain(keyOf(replies[0] as Reply).apiKey);
  });

  it.each([
    ['a handler without a unit', { unit: undefined }, 400, 'validation-failed'],
    ['a unit that there is not', { unit: 'nowhere' }, 422, 'unit-not-found'],
    ['a scope that there is not', { scopes: ['everything'] }, 400, 'validation-failed'],
    ['an address that is none', { allowedAddresses: ['10.0.0.0/8', '10.0.0.300'] }, 400, 'validation-failed'],
    ['an end in the past', { expiresAt: '2020-01-01T00:00:00+08:00' }, 400, 'validation-failed'],
  ])('is refused with %s', async (_name, changes, status, code) => {
    const before = (await listed()).length;
    const reply = await make({ ...WATER, ...changes });
    expect([reply.status, reply.body.code]).toEqual([status, code]);
    expect(await listed()).toHaveLength(before);
  });

  it('is made and seen by administrators alone, and by no key that is not for it', async () => {
    for (const role of ['handler', 'supervisor', 'director', 'auditor'] as const) {
      const reply = await world.get('/api/v1/keys', world.key(role));
      expect([role, reply.status, reply.body.code]).toEqual([role, 403, 'actor-not-allowed']);
    }
    const reader = await made({ role: 'administrator', unit: null, scopes: ['read'] });
    const reply = await world.send('POST', '/api/v1/keys', reader.apiKey, { body: WATER });
    expect([reply.status, reply.body.code]).toEqual([403, 'scope-missing']);
  });

  it('makes no key that is wider than itself, in what it is for, for how long, and from where', async () => {
    const until = new Date(Date.now() + 3_600_000);
    const later = new Date(until.getTime() + 1_000).toISOString();
    const narrow = await made({
      role: 'administrator',
      unit: null,
      scopes: ['admin', 'read'],
      expiresAt: until.toISOString(),
      allowedAddresses: ['127.0.0.0/8', '192.0.2.0/24'],
    });
    const by = (changes: object): Promise<Reply> => {
      const same = {
        scopes: ['read'],
        expiresAt: until.toISOString(),
        allowedAddresses: ['192.0.2.0/25', '127.0.0.1'],
      };
      return world.send('POST', '/api/v1/keys', narrow.apiKey, { body: { ...WATER, ...same, ...changes } });
    };
    for (const wider of [
      { scopes: [] },
      { scopes: ['read', 'command'] },
      { expiresAt: null },
      { expiresAt: later },
      { allowedAddresses: [] },
      { allowedAddresses: ['192.0.2.7', '192.0.0.0/16'] },
      { allowedAddresses: ['::1'] },
    ]) {
      const reply = await by(wider);
      expect([wider, reply.status, reply.body.code]).toEqual([wider, 403, 'key-too-wide']);
    }
    const child = await by({});
    expect([child.status, keyOf(child)]).toMatchObject([201, { scopes: ['read'], createdBy: narrow.id }]);
    const said = world
      .logged()
      .split('\n')
      .find((line) => line.includes(`"made":"${keyOf(child).id}"`));
    expect(said).toContain(`"by":"${narrow.id}"`);
    expect(world.logged()).not.toContain(keyOf(child).apiKey.slice(12));
  });

  it('opens what its scopes name, and nothing else', async () => {
    const reader = await made({ scopes: ['read'] });
    const doer = await made({ scopes: ['command'] });
    const { body } = await world.register();
    expect((await world.get('/api/v1/tickets', reader.apiKey)).status).toBe(200);
    const refused = [
      await world.act(body.id, 'acknowledge', reader.apiKey),
      await world.get('/api/v1/tickets', doer.apiKey),
      await world.get('/api/v1/events', reader.apiKey),
      await world.get('/api/v1/events/stream', doer.apiKey),
    ];
    expect(refused.map((reply) => [reply.status, reply.body.code])).toEqual(refused.map(() => [403, 'scope-missing']));
    expect((await world.act(body.id, 'acknowledge', doer.apiKey)).body.code).toBe('ticket-not-found');
  });

  it('works from its addresses alone', async () => {
    const here = await made({ allowedAddresses: ['127.0.0.0/8'] });
    const elsewhere = await made({ allowedAddresses: ['192.0.2.7', '2001:db8::/32'] });
    expect((await world.get('/api/v1/me', here.apiKey)).status).toBe(200);
    const reply = await world.get('/api/v1/me', elsewhere.apiKey, { 'X-Forwarded-For': '192.0.2.7' });
    expect([reply.status, reply.body.code]).toEqual([403, 'address-not-allowed']);
  });

  it('goes by the address that a trusted proxy tells, and by nobody else', async () => {
    const { apiKey } = await made({ allowedAddresses: ['192.0.2.0/24'] });
    const app = createApp(world.services, { log: pino({ level: 'silent' }), trustedProxies: ['127.0.0.1'] });
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const { port } = server.address() as AddressInfo;
      const from = async (forwarded: string): Promise<number> => {
        const headers = { Authorization: `Bearer ${apiKey}`, 'X-Forwarded-For': forwarded };
        return (await fetch(`http://127.0.0.1:${port}/api/v1/me`, { headers })).status;
      };
      expect(await from('192.0.2.7')).toBe(200);
      expect(await from('198.51.100.7')).toBe(403);
      // What stands before the last hop was written by the caller.
      expect(await from('192.0.2.7, 198.51.100.7')).toBe(403);
    } finally {
      server.close();
    }
  });

  it('ends at its time', async () => {
    const { id, apiKey } = await made({ expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect((await world.get('/api/v1/me', apiKey)).status).toBe(200);
    const past = await made();
    await world.database.pool.query(`UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = $1`, [
      past.id,
    ]);
    expect((await world.get('/api/v1/me', past.apiKey)).status).toBe(401);
    const states = new Map((await listed()).map((one) => [one.id, one.state]));
    expect([states.get(id), states.get(past.id)]).toEqual(['open', 'expired']);
    expect((await listed('?open=true')).map((one) => one.id)).not.toContain(past.id);
  });

  it('is revoked at once, also where it was remembered, and by whichever process', async () => {
    const [first, second] = [await made(), await made()];
    for (const { apiKey } of [first, second]) expect((await world.get('/api/v1/me', apiKey)).status).toBe(200);
    const gone = await world.send('DELETE', `/api/v1/keys/${first.prefix}`, world.key('administrator'));
    expect([gone.status, keyOf(gone).state]).toEqual([200, 'revoked']);
    const again = await world.send('DELETE', `/api/v1/keys/${first.id}`, world.key('administrator'));
    expect(keyOf(again).revokedAt).toBe(keyOf(gone).revokedAt);
    // Another process is another connection to the same database.
    await world.services.keys.revoke(second.id);
    for (const { apiKey } of [first, second]) {
      await eventually(async () => expect((await world.get('/api/v1/me', apiKey)).status).toBe(401));
    }
    const unknown = await world.send('DELETE', '/api/v1/keys/abcdefgh', world.key('administrator'));
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not-found']);
  });

  it('tells when it was last used', async () => {
    const { id, apiKey } = await made();
    expect((await listed()).find((one) => one.id === id)?.lastUsedAt).toBeNull();
    await world.get('/api/v1/me', apiKey);
    await eventually(async () => expect((await listed()).find((one) => one.id === id)?.lastUsedAt).not.toBeNull());
  });
});

describe('an allowed address', () => {
  it.each([
    [['10.1.0.0/16'], '10.1.255.3', true],
    [['10.1.0.0/16'], '::ffff:10.1.255.3', true],
    [['10.1.0.0/16'], '10.2.0.1', false],
    [['2001:db8::/32'], '2001:db8:1::1', true],
    [['2001:db8::/32'], '10.1.0.1', false],
    [['192.0.2.7'], '192.0.2.7', true],
    [['192.0.2.7'], 'not an address', false],
    [['192.0.2.7'], undefined, false],
    [[], undefined, true],
  ])('of %j fits %s: %s', (allowed, address, fits) => {
    expect(isAllowedAddress(allowed, address)).toBe(fits);
  });

  it('is kept in one spelling', () => {
    expect(['::FFFF:10.0.0.1', '2001:DB8:0::1', '10.0.0.0/8', '10.0.0.0/33', 'x'].map(normalisedAddress)).toEqual([
      '10.0.0.1',
      '2001:db8::1',
      '10.0.0.0/8',
      null,
      null,
    ]);
  });
});
