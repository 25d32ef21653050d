import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../cli/stack/embedded-postgres.js';
import { createLookChain } from '../../../storage/look/look-chain.js';
import { checkLooks } from '../../../storage/look/look-check.js';
import { createLookHeads } from '../../../storage/look/look-heads.js';
import { createLookSeals } from '../../../storage/look/look-seals.js';
import { createLookStore } from '../../../storage/look/look-store.js';
import { openDatabase, type Database } from '../../../storage/postgres/database.js';
import { migrate } from '../../../storage/postgres/migrate.js';
import { aLook } from '../../support/looks.js';

describe('looks in a crash of PostgreSQL', () => {
  let folder: string;
  let postgres: EmbeddedPostgres;
  let database: Database;
  const seals = createLookSeals(randomBytes(32));
  const at = new Date('2026-11-30T01:00:00.000Z');
  const clock = (): number => at.getTime();

  /** What was not waited for stays in memory for as long as PostgreSQL lets it. */
  const start = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({
      dataDir: join(folder, 'postgres'),
      throwAway: true,
      settings: { synchronous_commit: 'on', wal_writer_delay: '10s' },
      ...(postgres !== undefined && { port: postgres.port }),
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'look-crash-'));
    postgres = await start();
    await migrate(postgres.url('postgres'));
    database = openDatabase(postgres.url('postgres'), { connections: 4, onError: () => undefined });
  });
  afterAll(async () => {
    await database.close();
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function crashed(): Promise<void> {
    postgres.kill();
    await postgres.exited;
    postgres = await start();
  }
  const rows = async (): Promise<number> =>
    (await database.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM look')).rows[0]?.n ?? -1;

  it('are written again if they were forgotten, and are then as whole as any', async () => {
    const store = createLookStore(database.pool, seals);
    const chain = createLookChain(database.pool, seals, clock);
    const look = aLook({ at: at.toISOString() });
    await store.keep([look, look]);
    expect(await chain.link()).toBe(2);
    await store.keep([look, look, look]);
    expect(await rows()).toBe(5);

    await crashed();
    expect(await rows()).toBe(2);
    expect(await store.makeSure()).toBe(3);
    expect(await rows()).toBe(5);
    expect(await store.makeSure()).toBe(0);

    expect(await chain.link()).toBe(3);
    await crashed();
    expect(await rows()).toBe(5);
    expect(await store.makeSure()).toBe(0);
    const heads = createLookHeads(join(folder, 'audit'), seals);
    expect(await checkLooks({ pool: database.pool, seals, heads, clock }, {})).toMatchObject({
      looks: 5,
      findings: [],
    });
  });
});
