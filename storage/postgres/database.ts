import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/client.js';

export interface Database {
  /** For the few statements on the hot path that are one round trip by design. */
  readonly pool: pg.Pool;
  /** For everything else. Shares the pool's connections. */
  readonly prisma: PrismaClient;
  close(): Promise<void>;
}

/** Long enough for a slow list, short enough that a stuck statement does not hold a connection for ever. */
const STATEMENT_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;

export function openDatabase(
  databaseUrl: string,
  options: { connections: number; onError: (error: Error) => void },
): Database {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: options.connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'huiying',
  });
  // An idle connection that the server drops is replaced by the pool; unhandled, it would end the process.
  pool.on('error', options.onError);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    pool,
    prisma,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
