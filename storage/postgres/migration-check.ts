import type pg from 'pg';
import { migrationNames } from './migration-files.js';

/** A migration that was begun and is not done. */
export interface Unfinished {
  readonly name: string;
  readonly startedAt: Date;
  /** What the database said; `null`: nothing, because its run was killed, or is still at work. */
  readonly error: string | null;
  /** Whether somebody migrates this database at the moment. */
  readonly atWork: boolean;
}

export interface MigrationState {
  /** What this version has and the database lacks, in order. */
  readonly missing: readonly string[];
  readonly unfinished: Unfinished | null;
}

/** Prisma's own number: its commands and ours keep out of each other's way. */
export const MIGRATING_LOCK = 72_707_369;

/**
 * How a row of ours begins: such a migration is done as a whole or not at all. An earlier version's was done piece by
 * piece.
 */
export const WHOLE = 'In one transaction.';

const APPLIED =
  'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL';
const UNFINISHED = `
SELECT migration_name AS name, started_at AS "startedAt", logs,
  EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = ${MIGRATING_LOCK}
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS "atWork"
FROM _prisma_migrations WHERE finished_at IS NULL AND rolled_back_at IS NULL ORDER BY started_at LIMIT 1`;

interface Asked {
  query<Row extends pg.QueryResultRow>(sql: string): Promise<pg.QueryResult<Row>>;
}

export async function isNew(database: Asked): Promise<boolean> {
  const { rows } = await database.query<{ known: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known`,
  );
  return rows[0]?.known !== true;
}

/** How far the database is. Reads the table alone. */
export async function migrationState(database: Asked, folder?: string): Promise<MigrationState> {
  const wanted = await migrationNames(folder);
  if (await isNew(database)) return { missing: wanted, unfinished: null };
  const applied = await database.query<{ name: string }>(APPLIED);
  const names = new Set(applied.rows.map(({ name }) => name));
  const { rows } = await database.query<Omit<Unfinished, 'error'> & { logs: string | null }>(UNFINISHED);
  const [row] = rows;
  const error = row?.logs?.replace(WHOLE, '').trim() ?? '';
  return {
    missing: wanted.filter((name) => !names.has(name)),
    unfinished: row
      ? { name: row.name, startedAt: row.startedAt, error: error === '' ? null : error, atWork: row.atWork }
      : null,
  };
}

/** Names of the migrations that this version has and the database lacks. */
export async function missingMigrations(pool: pg.Pool): Promise<readonly string[]> {
  return (await migrationState(pool)).missing;
}
