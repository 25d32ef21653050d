/** Not reachable, shutting down, out of connections, or too slow: worth asking again, unlike an error of ours. */
const SQL_STATES = /^(08...|53...|57P0[1-5]|57014|55P03)$/;
const SOCKET_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
]);
/** What the driver says without a code. */
const MESSAGES =
  /^(timeout exceeded when trying to connect|Connection terminated|Query read timeout|Client has encountered a connection error)/;

/**
 * Prisma Client's own words: not reachable, too late, closed, no connection or transaction in time, too many
 * connections.
 */
const PRISMA_CODES: ReadonlySet<string> = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028', 'P2037']);

/**
 * Whether an error of the driver, or of Prisma Client above it, says that PostgreSQL is away, and not that the question
 * was wrong.
 */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  if (SQL_STATES.test(code) || SOCKET_CODES.has(code) || MESSAGES.test(error.message)) return true;
  return PRISMA_CODES.has(code) || SQL_STATES.test(sqlStateIn(error) ?? '');
}

/** What PostgreSQL said, which Prisma Client passes on inside its own error. */
function sqlStateIn(error: Error): string | undefined {
  const { meta } = error as { meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } };
  const code = meta?.driverAdapterError?.cause?.originalCode;
  return typeof code === 'string' ? code : undefined;
}
