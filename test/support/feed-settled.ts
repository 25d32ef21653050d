import type { ApiWorld } from './api-world.js';
import { eventually } from './eventually.js';

/** Until the feed tells of every event: it waits for transactions of other tests on the same server as well. */
export async function feedSettled(world: Pick<ApiWorld, 'database'>): Promise<void> {
  await eventually(async () => {
    const { rows } = await world.database.pool.query<{ told: boolean }>(
      'SELECT bool_and(feed_xid < pg_snapshot_xmin(pg_current_snapshot())) AS told FROM ticket_event',
    );
    expect(rows).toEqual([{ told: true }]);
  }, 60_000);
}
