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

/** Whether an error of the driver says that PostgreSQL is away, and not that the question was wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return SQL_STATES.test(code) || SOCKET_CODES.has(code) || MESSAGES.test(error.message);
}
