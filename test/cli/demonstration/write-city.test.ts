import { join } from 'node:path';
import { PLOTS } from '../../../cli/demonstration/plots.js';
import { writeCity, type CityWriting } from '../../../cli/demonstration/write-city.js';
import { readEnv } from '../../../config/env.js';
import { STATES } from '../../../domain/ticket/vocabulary.js';
import { createApiWorld, type ApiWorld } from '../../support/api-world.js';
import { createTestDatabase } from '../../support/test-database.js';

describe('The demonstration city', () => {
  let world: ApiWorld;
  let failures: string[];
  beforeAll(async () => {
    world = await createApiWorld();
  });
  afterAll(() => world.close());

  /** One scene of each plot. */
  const isFirst = (key: string): boolean => key.endsWith('-1');
  const fill = (how: Partial<CityWriting> = {}, filesDir = world.filesDir) => {
    failures = [];
    const { auditDir, masterKey, database } = world;
    return writeCity({
      env: { ...readEnv({}), auditDir, filesDir, databaseUrl: database.url, keys: masterKey },
      clock: Date.now,
      only: isFirst,
      rest: () => Promise.resolve(),
      report: () => undefined,
      failed: (scene, error) => void failures.push(`${scene}: ${String(error)}`),
      ...how,
    });
  };
  const tickets = async (): Promise<{ state: string; seq: string; said: string; lists: boolean }[]> => {
    const { rows } = await world.database.pool.query(
      `SELECT t.state, count(*) AS seq, count(e.data ->> 'demonstration') AS said,
         (t.snapshot ->> 'demonstration')::bool AS lists
       FROM ticket t JOIN ticket_event e ON e.ticket_id = t.id GROUP BY t.id, t.state, t.snapshot ->> 'demonstration'`,
    );
    return rows as never;
  };

  it('is not filled where there is anybody or anything else', async () => {
    const other = await createTestDatabase();
    try {
      await other.pool.query(
        `INSERT INTO person (id, sign_in_name, name, state, version, created_at, created_by, updated_at)
         VALUES (gen_random_uuid(), 'li.na', 'Li Na', 'active', 1, now(), 'an administrator', now())`,
      );
      const { auditDir, masterKey: keys, filesDir } = world;
      const env = { ...readEnv({}), auditDir, filesDir, databaseUrl: other.url, keys };
      expect(await fill({ env })).toBe('in-use');
      await other.pool.query('UPDATE api_key SET revoked_at = now()');
      expect(await fill({ env })).toBe('no-demonstration');
    } finally {
      await other.close();
    }
  });

  it('is filled scene by scene: what was ended goes on where it was, and half a scene is none', async () => {
    // No photograph can be kept, so whoever sends one does not come to the end of the scene.
    await fill({ only: (key) => key === 'justCame-1' || key === 'inHand-1' }, join(world.filesDir, 'none', 'here'));
    const stopped = fill({ rest: () => Promise.reject(new Error('ended')) });
    await expect(stopped).rejects.toThrow('ended');
    await fill();
    expect(failures).toEqual([]);
    const once = (await tickets()).length;
    expect(once).toBe(PLOTS.reduce((sum, { tickets: each = 1 }) => sum + each, 0));
    await fill();
    expect((await tickets()).length).toBe(once);
  });

  it('has a knowledge base for all its classes, published over the last months, some of it in review or about to end', async () => {
    const written = (key: string): boolean => key === 'knowledge';
    await fill({ only: written });
    const { rows } = await world.database.pool.query<{ state: string; n: number }>(
      'SELECT v.state, count(*)::int AS n FROM knowledge_version v GROUP BY 1',
    );
    const by = Object.fromEntries(rows.map(({ state, n }) => [state, n]));
    expect(by['published']).toBeGreaterThanOrEqual(120);
    expect([by['unitReview'], by['hotlineReview']]).toEqual([expect.any(Number), expect.any(Number)]);
    const { items } = (await world.get('/api/v1/knowledge?state=expiring', world.key('operator'))).body;
    expect(items.length).toBeGreaterThan(0);
    await fill({ only: written });
    const again = await world.database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM knowledge_version');
    expect(again.rows[0]?.n).toBe(rows.reduce((sum, { n }) => sum + n, 0));
  });

  it('has tickets in every state, and each says of each of its events what it is', async () => {
    const found = await tickets();
    // None was split into several: that is left to whoever tries the desk.
    expect(new Set(found.map(({ state }) => state))).toEqual(new Set(STATES.filter((state) => state !== 'split')));
    expect(found.filter(({ seq, said, lists }) => seq !== said || !lists)).toEqual([]);
    const { items } = (await world.get('/api/v1/tickets', world.key('supervisor'))).body;
    expect(items.every(({ demonstration }) => demonstration)).toBe(true);
    const levels = await world.database.pool.query('SELECT DISTINCT level FROM ticket ORDER BY level');
    expect(levels.rows.map(({ level }) => level as number)).toEqual(expect.arrayContaining([0, 1, 2, 5]));
  });
});
