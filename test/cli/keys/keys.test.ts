import { defineKeys } from '../../../cli/keys.js';
import { findApiKey } from '../../../storage/access/api-keys.js';
import { printed } from '../../support/printed-by.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
const before = { ...process.env };
beforeAll(async () => {
  database = await createTestDatabase();
  process.env['DATABASE_URL'] = database.url;
  // What is done is written to the trail, under a key that is made of it.
  process.env['HUIYING_MASTER_KEY'] = Buffer.alloc(32, 7).toString('base64');
});
afterAll(async () => {
  process.env = before;
  await database.close();
});

/** What `huiying keys …` prints. */
const keys = (...args: string[]): Promise<string> => printed('keys', defineKeys, args);
const WATER = ['create', '--name', '水务局系统', '--role', 'handler', '--unit', 'water'];

describe('the command line for keys', () => {
  it('makes a key that opens, lists it without its secret, and revokes it', async () => {
    const printed = await keys(
      ...WATER,
      '--scope',
      'read',
      'events',
      '--from',
      '10.1.0.0/16',
      '--expires',
      '2099-12-31',
    );
    const [apiKey = ''] = printed.split('\n');
    expect(await findApiKey(database.pool, apiKey)).toMatchObject({
      role: 'handler',
      unit: 'water',
      scopes: ['read', 'events'],
      allowedAddresses: ['10.1.0.0/16'],
      expiresAt: new Date('2099-12-31T15:59:59.000Z'),
    });
    const prefix = apiKey.slice(3, 11);
    const list = await keys('list', '--unit', 'water');
    expect(list).toMatch(
      new RegExp(`^${prefix}  handler .* never used  until 2099-12-31  for read, events  水务局系统$`, 'm'),
    );
    expect(list).not.toContain(apiKey.slice(12));
    await keys('revoke', prefix);
    expect(await findApiKey(database.pool, apiKey)).toBeNull();
    expect(await keys('list', '--unit', 'water')).not.toContain(prefix);
    expect(await keys('list', '--unit', 'water', '--all')).toContain(prefix);
  });

  it('speaks JSON to programs', async () => {
    const made = JSON.parse(await keys(...WATER, '--json')) as { apiKey: string; id: string };
    expect(await findApiKey(database.pool, made.apiKey)).toMatchObject({ id: made.id, scopes: [] });
    const listed = (await keys('list', '--json'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; lastUsedAt: string | null });
    expect(listed.find(({ id }) => id === made.id)).toMatchObject({ lastUsedAt: null, unit: 'water' });
    expect(JSON.parse(await keys('revoke', made.id, '--json'))).toMatchObject({ id: made.id });
  });

  it.each([
    ['a handler without a unit', ['create', '--name', 'x', '--role', 'handler'], /belongs to a unit/],
    ['a unit that there is not', [...WATER.slice(0, -1), 'nowhere'], /no unit nowhere/],
    ['a key that there is not', ['revoke', 'abcdefgh'], /no key has the id or prefix/],
    ['a role that there is not', ['create', '--name', 'x', '--role', 'king'], /king/],
    ['a scope that there is not', [...WATER, '--scope', 'all'], /all/],
    ['an address that is none', [...WATER, '--from', '10.0.0.300'], /10\.0\.0\.300/],
    ['an end in the past', [...WATER, '--expires', '2020-01-01'], /future/],
    ['a time without an offset', [...WATER, '--expires', '2099-01-01T10:00:00'], /offset/],
  ])('refuses %s', async (_name, args, message) => {
    const { rows } = await database.pool.query<{ n: string }>('SELECT count(*) AS n FROM api_key');
    await expect(keys(...args)).rejects.toThrow(message);
    const after = await database.pool.query<{ n: string }>('SELECT count(*) AS n FROM api_key');
    expect(after.rows).toEqual(rows);
  });
});
