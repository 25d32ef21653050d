import { float } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';

/**
 * How long the oldest event has been waiting that is written and cannot be told yet; 0 when all can. The feed is
 * ordered by transaction, so it stands still behind one that was left open anywhere on the server, also in another
 * database; so do streams and webhooks.
 */
const LAG = statement(
  `
SELECT GREATEST(COALESCE((
  SELECT EXTRACT(EPOCH FROM clock_timestamp() - at) FROM ticket_event
  WHERE feed_xid >= pg_snapshot_xmin(pg_current_snapshot()) ORDER BY feed_xid, feed_id LIMIT 1), 0), 0)::float8 AS seconds`,
  { gives: { seconds: float } },
);

export async function feedLagSeconds(database: Queryable): Promise<number> {
  const [row] = await LAG.rows(database, []);
  return row?.seconds ?? 0;
}
