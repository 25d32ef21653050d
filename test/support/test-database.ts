import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase, type Database } from '../../storage/database.js';
import { migrate } from '../../storage/migrate.js';
import { seed } from '../../storage/seed.js';
import { DEMO_ACCOUNTS_FILE, type DemoAccount } from '../../storage/seed-accounts.js';

export interface TestDatabase extends Database {
  readonly url: string;
  /** The demonstration city's accounts, with their keys. */
  readonly accounts: readonly DemoAccount[];
}

/** A database of the test's own on the run's PostgreSQL: migrated, with the demonstration city. `close` drops it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env['HUIYING_TEST_POSTGRES_URL'];
  if (!server) {
    throw new Error('There is no PostgreSQL for tests. Run them with `npm test`, or set HUIYING_TEST_POSTGRES_URL.');
  }
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const ask = async (sql: string): Promise<void> => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await ask(`CREATE DATABASE ${name}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const url = address.href;
  await migrate(url);
  const dataDir = await mkdtemp(join(tmpdir(), 'huiying-test-data-'));
  await seed(url, { demo: true, dataDir });
  const accounts = JSON.parse(await readFile(join(dataDir, DEMO_ACCOUNTS_FILE), 'utf8')) as DemoAccount[];
  await rm(dataDir, { recursive: true, force: true });
  // A test that takes PostgreSQL away makes its connections fail; that is what it looks at.
  const database = openDatabase(url, { connections: 12, onError: () => undefined });
  return {
    ...database,
    url,
    accounts,
    async close() {
      await database.close();
      await ask(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
