import { createAccounts, type Accounts } from '../../../api/access/accounts.js';
import { listenForKeys, type KeyNews } from '../../../storage/access/key-news.js';
import { createKeyStore, type KeyStore } from '../../../storage/access/key-store.js';
import { createReferenceData } from '../../../storage/reference/reference-data.js';
import { eventually } from '../../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let database: TestDatabase;
let news: KeyNews;
let keys: KeyStore;
let accounts: Accounts;
/** How often a key was looked up in the database. */
let looked = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  keys = createKeyStore(database.pool);
  news = listenForKeys(database.url, () => undefined);
  const counted: Parameters<typeof createAccounts>[0] = {
    query: (asked) => {
      looked += 1;
      return database.pool.query(asked);
    },
  };
  // Its clock stands still: nothing is forgotten because it is old.
  const at = Date.now();
  accounts = createAccounts(counted, createReferenceData(database.pool, Date.now), () => at, { news });
  await eventually(() => expect(news.session()).not.toBeNull());
});
afterAll(async () => {
  await news.close();
  await database.close();
});

const anAuditor = (): Promise<{ id: string; apiKey: string }> =>
  keys.create({ name: 'x', role: 'auditor', unit: null });
const opens = async (apiKey: string): Promise<boolean> => (await accounts.of(`Bearer ${apiKey}`)) !== null;

describe('what a process remembers of keys', () => {
  it('is forgotten the moment a key is revoked elsewhere', async () => {
    const { id, apiKey } = await anAuditor();
    const before = looked;
    for (let n = 0; n < 5; n += 1) expect(await opens(apiKey)).toBe(true);
    expect(looked - before).toBe(1);
    await keys.revoke(id);
    await eventually(async () => expect(await opens(apiKey)).toBe(false));
  });

  it('is nothing while a revocation could not be heard, and nothing of before that afterwards', async () => {
    const { id, apiKey } = await anAuditor();
    expect(await opens(apiKey)).toBe(true);
    const former = news.session();
    const { rows } = await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'huiying keys' AND datname = current_database()`,
    );
    expect(rows).toHaveLength(1);
    await eventually(() => expect(news.session()).toBeNull());
    const before = looked;
    for (let n = 0; n < 3; n += 1) expect(await opens(apiKey)).toBe(true);
    expect(looked - before).toBe(3);
    // Revoked while nobody hears it.
    await keys.revoke(id);
    expect(await opens(apiKey)).toBe(false);
    await eventually(() => expect(news.session()).not.toBeNull());
    expect(news.session()).not.toBe(former);
    expect(await opens(apiKey)).toBe(false);
  });
});
