import type { ApiWorld } from './api-world.js';
import { eventually } from './eventually.js';

/** The feed waits for whoever else writes in the same PostgreSQL, and that are other tests too. */
export function feedSettled({ database }: Pick<ApiWorld, 'database'>): Promise<void> {
  return eventually(async () => {
    const { rows } = await database.pool.query<{ yes: boolean }>(
      `SELECT NOT EXISTS (SELECT 1 FROM ticket_event WHERE feed_xid >= pg_snapshot_xmin(pg_current_snapshot())) AS yes`,
    );
    expect(rows[0]?.yes).toBe(true);
  });
}
