import type pg from 'pg';

/**
 * How long the oldest event has been waiting that is written and cannot be told yet; 0 when all can. The feed is ordered by transaction, so it
 * stands still behind one that was left open anywhere on the server, also in another database; so do streams and webhooks.
 */
const LAG = `
SELECT GREATEST(COALESCE((
  SELECT EXTRACT(EPOCH FROM clock_timestamp() - at) FROM ticket_event
  WHERE feed_xid >= pg_snapshot_xmin(pg_current_snapshot()) ORDER BY feed_xid, feed_id LIMIT 1), 0), 0)::float8 AS seconds`;

export async function feedLagSeconds(database: {
  query<Row extends pg.QueryResultRow>(sql: string): Promise<pg.QueryResult<Row>>;
}): Promise<number> {
  const { rows } = await database.query<{ seconds: number }>(LAG);
  return rows[0]?.seconds ?? 0;
}
