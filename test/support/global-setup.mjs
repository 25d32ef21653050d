import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const MODULE = join(import.meta.dirname, '../../dist/cli/stack/embedded-postgres.js');

/**
 * One PostgreSQL for the run, in a folder that `global-teardown.mjs` removes. Tests find its address in
 * HUIYING_TEST_POSTGRES_URL and make databases of their own there; an address that is already set is used instead.
 */
export default async function setUp() {
  // `npm test` builds first; jest alone does not, and then a test that wants a database says what is missing.
  if (process.env.HUIYING_TEST_POSTGRES_URL || !existsSync(MODULE)) return;
  const { startEmbeddedPostgres } = await import(pathToFileURL(MODULE).href);
  const folder = mkdtempSync(join(tmpdir(), 'huiying-test-'));
  const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), throwAway: true });
  process.env.HUIYING_TEST_POSTGRES_URL = postgres.url('postgres');
  globalThis.huiyingTestPostgres = { stop: postgres.stop, folder };
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => void postgres.stop().finally(() => process.exit(1)));
  }
}
