import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';

const BUILT = join(import.meta.dirname, '../../dist');

/**
 * One PostgreSQL for the run, unless HUIYING_TEST_POSTGRES_URL names another, and on it one database with the
 * demonstration city, of which tests make copies of their own (`test-database.ts`): a copy takes a tenth of a second.
 * `global-teardown.mjs` removes both.
 */
export default async function setUp() {
  // `npm test` builds first; jest alone does not, and then a test that wants a database says what is missing.
  if (!existsSync(BUILT)) return;
  const folder = mkdtempSync(join(tmpdir(), 'huiying-test-'));
  const postgres = process.env.HUIYING_TEST_POSTGRES_URL ? null : await startPostgres(join(folder, 'postgres'));
  process.env.HUIYING_TEST_POSTGRES_URL ??= postgres.url('postgres');
  const city = `test_city_${randomUUID().replaceAll('-', '')}`;
  const tearDown = async () => {
    await ask(`DROP DATABASE IF EXISTS ${city}`);
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  globalThis.huiyingTestDatabases = { tearDown };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void tearDown().finally(() => process.exit(1)));
  }
  await ask(`CREATE DATABASE ${city}`);
  const address = new URL(process.env.HUIYING_TEST_POSTGRES_URL);
  address.pathname = `/${city}`;
  const [{ migrate }, { seed }] = await Promise.all([
    built('storage/postgres/migrate.js'),
    built('storage/reference/seed.js'),
  ]);
  await migrate(address.href);
  await seed(address.href, { demo: true, dataDir: folder });
  // The engine of migrations lets go of its connections a while later, and a database that is in use cannot be copied.
  await ask(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${city}'`);
  process.env.HUIYING_TEST_CITY = city;
  process.env.HUIYING_TEST_CITY_DIR = folder;
}

const built = (path) => import(pathToFileURL(join(BUILT, path)).href);

async function startPostgres(dataDir) {
  const { startEmbeddedPostgres } = await built('cli/stack/embedded-postgres.js');
  return startEmbeddedPostgres({ dataDir, throwAway: true });
}

async function ask(sql) {
  const client = new pg.Client({ connectionString: process.env.HUIYING_TEST_POSTGRES_URL });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
