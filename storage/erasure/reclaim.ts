import type pg from 'pg';

/**
 * Tables in whose free space words or keys of erased tickets may lie. Those of events and disclosures hold only what
 * was sealed under a key that is in none of them any more.
 */
const TABLES = [
  'ticket_words',
  'ticket',
  'idempotency_record',
  'notice',
  'notice_read',
  'hand_out',
  'retracted_event',
  'webhook_delivery',
  'attachment',
] as const;
/** Holds samples of what the tables held when they were last looked through. */
const STATISTICS = 'pg_catalog.pg_statistic';

const RELOAD_TRIES = 100;

export interface ReclaimRights {
  /** May write tables anew. */
  readonly ownsTables: boolean;
  /** May throw old write-ahead log away. */
  readonly isSuperuser: boolean;
}

export interface Reclaimed {
  readonly tables: readonly string[];
  /** Segments of the write-ahead log of before that are still there, kept for an archive, a standby or a slot. */
  readonly logKept: number;
}

export async function reclaimRights(client: pg.ClientBase): Promise<ReclaimRights> {
  const { rows } = await client.query<{ owns: boolean; superuser: boolean }>(
    `SELECT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS superuser,
       bool_and(pg_has_role(relowner, 'USAGE')) AS owns
     FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY($1)`,
    [TABLES],
  );
  return { ownsTables: rows[0]?.owns === true, isSuperuser: rows[0]?.superuser === true };
}

/**
 * Writes tables and their indexes anew, without what was deleted, and throws the write-ahead log of before away. Each
 * table is locked for as long as it takes, and nobody reads or writes it meanwhile.
 */
export async function reclaim(
  client: pg.ClientBase,
  { isSuperuser }: ReclaimRights,
  progress: (what: string) => void,
): Promise<Reclaimed> {
  if (isSuperuser) {
    // Of a table that has become empty nothing new is learned, and what was known of it stays.
    await client.query(
      `DELETE FROM ${STATISTICS} WHERE starelid IN (SELECT oid FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relname = ANY($1))`,
      [TABLES],
    );
  }
  for (const table of TABLES) {
    progress(table);
    await client.query(`VACUUM (FULL, ANALYZE) "${table}"`);
  }
  if (!isSuperuser) return { tables: TABLES, logKept: (await segments(client)).length };
  progress(STATISTICS);
  await client.query(`VACUUM (FULL) ${STATISTICS}`);
  progress('write-ahead log');
  const before = await segments(client);
  // A segment that is reused keeps what was in it until it is written over; one that is removed does not.
  await client.query('ALTER SYSTEM SET wal_recycle = off');
  try {
    await reload(client, 'off');
    // Past the present one and those that lie ready already, each filled up with zeros.
    for (let past = 0; past <= before.length; past += 1) {
      await client.query("SELECT pg_logical_emit_message(true, 'huiying', 'reclaim')");
      await client.query('SELECT pg_switch_wal()');
    }
    // The second removes what the first still needed.
    await client.query('CHECKPOINT');
    await client.query("SELECT pg_logical_emit_message(true, 'huiying', 'reclaim')");
    await client.query('CHECKPOINT');
  } finally {
    await client.query('ALTER SYSTEM RESET wal_recycle');
    await client.query('SELECT pg_reload_conf()');
  }
  const after = new Set(await segments(client));
  return { tables: [...TABLES, STATISTICS], logKept: before.filter((name) => after.has(name)).length };
}

/** All processes of the server are told at the same moment; that one knows is how to tell. */
async function reload(client: pg.ClientBase, wanted: string): Promise<void> {
  await client.query('SELECT pg_reload_conf()');
  for (let tries = 0; tries < RELOAD_TRIES; tries += 1) {
    const { rows } = await client.query<{ wal_recycle: string }>('SHOW wal_recycle');
    if (rows[0]?.wal_recycle === wanted) return;
    await client.query('SELECT pg_sleep(0.1)');
  }
  throw new Error('The server does not take the setting wal_recycle. Is it set on its command line?');
}

async function segments(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ may: boolean }>(
    "SELECT has_function_privilege('pg_ls_waldir()', 'EXECUTE') AS may",
  );
  if (rows[0]?.may !== true) return [];
  const { rows: files } = await client.query<{ name: string }>(
    "SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'",
  );
  return files.map(({ name }) => name);
}
