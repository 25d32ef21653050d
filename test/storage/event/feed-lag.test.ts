import pg from 'pg';
import { feedFinding } from '../../../cli/doctor-tables.js';
import { probeDatabase } from '../../../cli/stack/postgres-probe.js';
import { feedLagSeconds } from '../../../storage/event/feed-lag.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { eventually } from '../../support/eventually.js';

describe('The feed', () => {
  let world: ApiWorld;
  beforeAll(async () => {
    world = await createApiWorld();
  });
  afterAll(() => world.close());

  const lagFigure = async (): Promise<number> =>
    Number(/^huiying_feed_lag_seconds (\S+)$/m.exec(await world.metrics())?.[1]);

  it('is behind for as long as somebody keeps a transaction open, in another database of the server too, and it is told', async () => {
    const { pool, url } = world.database;
    await world.register();
    // Other tests keep transactions open on the same server for a moment.
    await eventually(async () => expect([await feedLagSeconds(pool), await lagFigure()]).toEqual([0, 0]));

    // As Temporal's store might, on the same server.
    const elsewhere = new URL(url);
    elsewhere.pathname = '/postgres';
    const forgotten = new pg.Client({ connectionString: elsewhere.href });
    await forgotten.connect();
    await forgotten.query('BEGIN; SELECT pg_current_xact_id()');
    const { body } = await world.register();
    await pool.query(`UPDATE ticket_event SET at = now() - interval '90 seconds' WHERE ticket_id = $1`, [body.id]);

    expect(await feedLagSeconds(pool)).toBeGreaterThan(89);
    expect(await lagFigure()).toBeGreaterThan(89);
    const { feedLagSeconds: probed } = await probeDatabase(url);
    expect(feedFinding(probed)).toMatchObject([
      { name: 'Feed', status: 'fail', says: expect.stringMatching(/^9\d s behind the newest event: /) as string },
    ]);

    await forgotten.query('ROLLBACK');
    await forgotten.end();
    await eventually(async () => expect(await feedLagSeconds(pool)).toBe(0));
    expect(feedFinding((await probeDatabase(url)).feedLagSeconds)).toMatchObject([{ name: 'Feed', status: 'ok' }]);
  });
});
