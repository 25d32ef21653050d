import pg from 'pg';
import { feedLagSeconds } from '../../storage/feed-lag.js';
import { CliFailure, messageOf } from '../failure.js';

export type DatabaseState = Readonly<{
  version: string;
  major: number;
  localeProvider: string;
  locale: string;
  /** The database's clock less this machine's, in milliseconds. */
  clockSkewMs: number;
  /** Undefined while the table does not exist. */
  calendarYears: readonly { year: number; status: string }[] | undefined;
  /** How far the feed is behind the newest event; null while there is none. */
  feedLagSeconds: number | null;
}>;

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
    }>(
      `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int AS number,
              datlocprovider::text AS provider, to_jsonb(d)->>'datlocale' AS locale, datctype AS ctype,
              clock_timestamp() AS now, to_regclass('calendar_year')::text AS calendar,
              to_regclass('ticket_event_feed_xid_feed_id_idx')::text AS feed
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
    return {
      version: row.version,
      major: Math.floor(row.number / 10_000),
      localeProvider: { b: 'builtin', c: 'libc', i: 'icu' }[row.provider] ?? row.provider,
      locale: row.locale ?? row.ctype,
      clockSkewMs: row.now.getTime() - middle,
      calendarYears: years,
      feedLagSeconds: row.feed === null ? null : await feedLagSeconds(client),
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
