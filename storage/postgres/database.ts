import pg from 'pg';
import { bool } from './kinds.js';
import { statement } from './statement.js';

export interface Database {
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** Long enough for a slow list, short enough that a stuck statement does not hold a connection for ever. */
const STATEMENT_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;

export function openDatabase(
  databaseUrl: string,
  options: {
    connections: number;
    onError: (error: Error) => void;
    /** Statements take as long as they take: for who waits its turn with nobody waiting for it. */
    patient?: boolean;
  },
): Database {
  const pool = new pg.Pool({
    connectionString: inUtc(databaseUrl),
    max: options.connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    ...(options.patient !== true && { statement_timeout: STATEMENT_TIMEOUT_MS }),
    keepAlive: true,
    application_name: 'huiying',
  });
  // An idle connection that the server drops is replaced by the pool; unhandled, it would end the process.
  pool.on('error', options.onError);
  return { pool, close: () => pool.end() };
}

const PING = statement('SELECT true AS here', { gives: { here: bool } });

/** Rejects when the database does not answer. */
export async function pingDatabase(pool: pg.Pool): Promise<void> {
  await PING.rows(pool, []);
}

/**
 * Prisma Client reads and writes instants as the session shows them and takes them for UTC: a server that is set to the
 * time of its city must not move them.
 */
function inUtc(databaseUrl: string): string {
  const address = new URL(databaseUrl);
  const own = address.searchParams.get('options');
  address.searchParams.set('options', [...(own === null ? [] : [own]), '-c TimeZone=UTC'].join(' '));
  return address.href;
}
