import pg from 'pg';
import { feedLagSeconds } from '../../storage/event/feed-lag.js';
import { CliFailure, messageOf } from '../failure.js';

/** What the account may do. */
export type AccountRights = Readonly<{
  account: string;
  database: string;
  onDatabase: Readonly<Record<'CONNECT' | 'CREATE', boolean>>;
  onSchema: Readonly<Record<'USAGE' | 'CREATE', boolean>>;
  /**
   * Tables whose rows it may not read or write, and sequences that it may not use. The trail of looks is only read and
   * added to.
   */
  closedTables: readonly string[];
  closedSequences: readonly string[];
}>;

export type DatabaseState = Readonly<{
  rights: AccountRights;
  version: string;
  major: number;
  localeProvider: string;
  locale: string;
  /** The database's clock less this machine's, in milliseconds. */
  clockSkewMs: number;
  /** Undefined while the table does not exist, or may not be read. */
  calendarYears: readonly { year: number; status: string }[] | undefined;
  /** How far the feed is behind the newest event; null while there is none. */
  feedLagSeconds: number | null;
  /** Whether words of some ticket stand in the search index in clear; null while the table does not say. */
  wordsInClear: boolean | null;
}>;

const RIGHTS = `
SELECT current_user AS account, current_database() AS database,
  json_build_object('CONNECT', has_database_privilege(current_database(), 'CONNECT'),
    'CREATE', has_database_privilege(current_database(), 'CREATE')) AS "onDatabase",
  json_build_object('USAGE', has_schema_privilege('public', 'USAGE'), 'CREATE', has_schema_privilege('public', 'CREATE')) AS "onSchema",
  ARRAY(SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
      AND (relname IN ('look', 'look_block', 'look_alert', 'admin_change')
        OR has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))) ORDER BY relname) AS "closedTables",
  ARRAY(SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
    AND NOT (has_sequence_privilege(oid, 'USAGE') AND has_sequence_privilege(oid, 'SELECT')) ORDER BY relname) AS "closedSequences"`;

/** Asks a database about itself. A failure names the server, never the password. */
export async function probeDatabase(databaseUrl: string): Promise<DatabaseState> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const askedAt = Date.now();
    const { rows } = await client.query<{
      version: string;
      number: number;
      provider: string;
      locale: string | null;
      ctype: string;
      now: Date;
      calendar: string | null;
      feed: string | null;
      words: string | null;
    }>(
      `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
              datlocprovider::text AS provider, to_jsonb(d)->>'datlocale' AS locale, datctype AS ctype,
              clock_timestamp() AS now,
              (SELECT oid::regclass::text FROM pg_class WHERE oid = to_regclass('calendar_year') AND has_table_privilege(oid, 'SELECT')) AS calendar,
              (SELECT indexrelid::regclass::text FROM pg_index
                WHERE indexrelid = to_regclass('ticket_event_feed_xid_feed_id_idx') AND has_table_privilege(indrelid, 'SELECT')) AS feed,
              (SELECT attrelid::regclass::text FROM pg_attribute
                WHERE attrelid = to_regclass('ticket_words') AND attname = 'key_id' AND has_table_privilege(attrelid, 'SELECT')) AS words
         FROM pg_database d WHERE datname = current_database()`,
    );
    const middle = (askedAt + Date.now()) / 2;
    const row = rows[0];
    if (row === undefined) throw new Error('it did not describe itself');
    const years =
      row.calendar === null
        ? undefined
        : (await client.query<{ year: number; status: string }>('SELECT year, status FROM calendar_year ORDER BY year'))
            .rows;
    const { rows: rights } = await client.query<AccountRights>(RIGHTS);
    if (rights[0] === undefined) throw new Error('it did not say what the account may do');
    return {
      rights: rights[0],
      version: row.version,
      major: Math.floor(row.number / 10_000),
      localeProvider: { b: 'builtin', c: 'libc', i: 'icu' }[row.provider] ?? row.provider,
      locale: row.locale ?? row.ctype,
      clockSkewMs: row.now.getTime() - middle,
      calendarYears: years,
      feedLagSeconds: row.feed === null ? null : await feedLagSeconds(client),
      wordsInClear: row.words === null ? null : await wordsInClear(client),
    };
  } catch (error) {
    throw new CliFailure(
      `PostgreSQL at ${new URL(databaseUrl).host} cannot be used`,
      messageOf(error),
      'Check DATABASE_URL, the password and that the server is up.',
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function wordsInClear(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ some: boolean }>(
    'SELECT EXISTS (SELECT FROM ticket_words WHERE key_id IS NULL) AS some',
  );
  return rows[0]?.some === true;
}
