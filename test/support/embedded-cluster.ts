import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../cli/stack/embedded-postgres.js';
import { postgresAccount } from '../../cli/stack/postgres-account.js';
import { postgresBinaries } from '../../cli/stack/postgres-binaries.js';
import { migrate } from '../../storage/postgres/migrate.js';

/** Where the cluster of a data folder really is, whichever account runs it. */
export async function clusterIn(folder: string): Promise<string> {
  const { dataDir } = await postgresAccount(await postgresBinaries(), folder);
  return join(dataDir, 'cluster');
}

/**
 * A server as a city runs it, with one migrated database: nothing is switched off that a throw-away cluster does
 * without.
 */
export async function startCity(folder: string): Promise<{ postgres: EmbeddedPostgres; url: string }> {
  const postgres = await startEmbeddedPostgres({ dataDir: folder });
  const owner = new pg.Client({ connectionString: postgres.url('postgres') });
  await owner.connect();
  try {
    const { rowCount } = await owner.query("SELECT FROM pg_database WHERE datname = 'city'");
    if (rowCount === 0) await owner.query('CREATE DATABASE city');
  } finally {
    await owner.end();
  }
  await migrate(postgres.url('city'));
  return { postgres, url: postgres.url('city') };
}
