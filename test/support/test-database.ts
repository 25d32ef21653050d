import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase, type Database } from '../../storage/postgres/database.js';
import { migrate } from '../../storage/postgres/migrate.js';
import { seed } from '../../storage/reference/seed.js';
import { DEMO_ACCOUNTS_FILE, type DemoAccount } from '../../storage/access/seed-accounts.js';

export interface TestDatabase extends Database {
  readonly url: string;
  /** The demonstration city's accounts, with their keys. */
  readonly accounts: readonly DemoAccount[];
}

/**
 * A database of the test's own on the run's PostgreSQL: migrated, with the demonstration city (`global-setup.mjs`), or
 * with the rules alone, as a real city begins. `close` drops it.
 */
export async function createTestDatabase({ demo = true } = {}): Promise<TestDatabase> {
  const { HUIYING_TEST_POSTGRES_URL: server, HUIYING_TEST_CITY: city, HUIYING_TEST_CITY_DIR: cityDir } = process.env;
  if (!server || !city || !cityDir) {
    throw new Error('There is no database for tests. Run them with `npm test`, which makes one.');
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
  await ask(`CREATE DATABASE ${name}${demo ? ` TEMPLATE ${city}` : ''}`);
  const address = new URL(server);
  address.pathname = `/${name}`;
  const url = address.href;
  if (!demo) {
    await migrate(url);
    await seed(url, { demo, dataDir: cityDir });
  }
  const written = demo ? await readFile(join(cityDir, DEMO_ACCOUNTS_FILE), 'utf8') : '[]';
  const accounts = JSON.parse(written) as DemoAccount[];
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

/** A database that is there already and stays, for a server of the test's own. `accounts` were seeded in it. */
export function databaseAt(url: string, accounts: readonly DemoAccount[]): TestDatabase {
  return { ...openDatabase(url, { connections: 4, onError: () => undefined }), url, accounts };
}
