import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { readMigrations, statementsOf, type Migration } from './migration-files.js';
import { isNew, MIGRATING_LOCK, migrationState, WHOLE, type MigrationState } from './migration-check.js';

export interface MigrateOptions {
  /** For tests: other migrations than this version's. */
  readonly folder?: string;
  /** What it waits for, in a sentence. */
  readonly say?: (sentence: string) => void;
}

/** A migration that PostgreSQL refused. Nothing of it was applied; those before it were. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused';
  constructor(
    readonly migration: string,
    readonly why: string,
    options: ErrorOptions,
  ) {
    super(`${migration}: ${why}`, options);
  }
}

/** Whoever waits for a lock holds up all that come after it; so a migration waits briefly, and tries again. */
const LOCK_WAIT_MS = 3_000;
const AGAIN_AFTER_MS = 1_000;
const TRIES = 60;
const LOCK_NOT_AVAILABLE = '55P03';
/**
 * What a statement says that was done before: the table, column, index, constraint or row is there, or what it drops is
 * not.
 */
const DONE_BEFORE = new Set(['42P07', '42701', '42710', '42P06', '23505', '42704', '42P16']);

const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/**
 * Applies what is missing, in order, each migration in one transaction together with the row that says so: a run that
 * fails or is killed leaves nothing half done, and the next one goes on. One run at a time; another waits. It keeps
 * Prisma's table `_prisma_migrations`. May be repeated; answers with the names of what it applied.
 */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<{ applied: string[] }> {
  const { folder, say = () => undefined } = options;
  const migrations = await readMigrations(folder);
  return connected(databaseUrl, async (database) => {
    await heardWhenGone(database);
    await alone(database, say);
    if (await isNew(database)) await database.query(TABLE);
    const { missing } = await migrationState(database, folder);
    const applied: string[] = [];
    for (const migration of migrations) {
      if (!missing.includes(migration.name)) continue;
      await apply(database, migration, say);
      applied.push(migration.name);
    }
    return { applied };
  });
}

/** How far the database is. */
export function stateOfMigrations(databaseUrl: string, folder?: string): Promise<MigrationState> {
  return connected(databaseUrl, (database) => migrationState(database, folder));
}

async function connected<T>(databaseUrl: string, use: (database: pg.Client) => Promise<T>): Promise<T> {
  const database = new pg.Client({ connectionString: databaseUrl, application_name: 'huiying migrate' });
  // What breaks the connection breaks the statement under way, which tells it.
  database.on('error', () => undefined);
  await database.connect();
  try {
    return await use(database);
  } finally {
    await database.end();
  }
}

/** A run that is killed in the middle of a long statement gives its locks back at once. Not every platform can tell. */
async function heardWhenGone(database: pg.Client): Promise<void> {
  await database.query(`SET client_connection_check_interval = '1s'`).catch(() => undefined);
}

async function alone(database: pg.Client, say: (sentence: string) => void): Promise<void> {
  const { rows } = await database.query<{ got: boolean }>(`SELECT pg_try_advisory_lock(${MIGRATING_LOCK}) AS got`);
  if (rows[0]?.got === true) return;
  say('Another run migrates this database; this one waits until it has ended.');
  await database.query(`SELECT pg_advisory_lock(${MIGRATING_LOCK})`);
}

async function apply(
  database: pg.Client,
  { name, sql, checksum }: Migration,
  say: (sentence: string) => void,
): Promise<void> {
  const { rows } = await database.query<{ logs: string | null }>(
    `UPDATE _prisma_migrations SET rolled_back_at = now()
     WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL RETURNING logs`,
    [name],
  );
  const piecemeal = rows.some(({ logs }) => logs?.startsWith(WHOLE) !== true);
  const id = randomUUID();
  await database.query('INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)', [
    id,
    checksum,
    name,
    WHOLE,
  ]);
  for (let tries = 1; ; tries += 1) {
    try {
      await database.query('BEGIN');
      await database.query(`SET LOCAL lock_timeout = ${LOCK_WAIT_MS}`);
      if (piecemeal) await goOnWith(database, sql);
      else await database.query(sql);
      await database.query('UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1', [
        id,
      ]);
      await database.query('COMMIT');
      return;
    } catch (error) {
      await database.query('ROLLBACK');
      if (codeOf(error) === LOCK_NOT_AVAILABLE && tries < TRIES) {
        if (tries === 1) say(`${name} waits for a transaction that holds a table which it changes.`);
        await pause(AGAIN_AFTER_MS);
        continue;
      }
      const why = error instanceof Error ? error.message : String(error);
      await database.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, `${WHOLE} ${why}`]);
      throw new MigrationRefused(name, why, { cause: error });
    }
  }
}

/**
 * For a migration that an earlier version began and left in the middle, each of its statements done alone: what is done
 * already is passed over.
 */
async function goOnWith(database: pg.Client, sql: string): Promise<void> {
  for (const statement of statementsOf(sql)) {
    await database.query('SAVEPOINT statement');
    try {
      await database.query(statement);
      await database.query('RELEASE SAVEPOINT statement');
    } catch (error) {
      if (!DONE_BEFORE.has(codeOf(error) ?? '')) throw error;
      await database.query('ROLLBACK TO SAVEPOINT statement');
    }
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}
