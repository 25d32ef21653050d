import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { isDatabaseAway } from '../../../storage/postgres/database-away.js';
import { openDatabase, type Database } from '../../../storage/postgres/database.js';
import { prismaOver } from '../../../storage/postgres/prisma.js';
import { freePort } from '../../../cli/stack/ports.js';
import { eventually } from '../../support/eventually.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

describe('Prisma Client over the pool', () => {
  let database: TestDatabase;
  const opened: Database[] = [];
  const open = (url: string, connections = 2): Database => {
    const one = openDatabase(url, { connections, onError: () => undefined });
    opened.push(one);
    return one;
  };
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(async () => {
    await Promise.all(opened.map((one) => one.close()));
    await database.close();
  });

  it('writes and reads the same instant as everybody else, on a server that keeps the time of its city', async () => {
    await database.pool.query(
      `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone TO ''Asia/Shanghai''', current_database()); END $$`,
    );
    const { pool } = open(database.url);
    const { handOut } = await prismaOver(pool);
    const [accountId, ticketId, at] = [randomUUID(), randomUUID(), new Date('2026-02-16T16:30:00.125Z')];
    await handOut.create({ data: { accountId, ticketId, firstAt: at, lastAt: at, times: 1 } });
    const { rows } = await pool.query<{ ms: string }>(
      'SELECT (extract(epoch FROM first_at) * 1000)::bigint AS ms FROM hand_out WHERE account_id = $1',
      [accountId],
    );
    expect(new Date(Number(rows[0]?.ms)).toISOString()).toBe('2026-02-16T16:30:00.125Z');
    await pool.query('UPDATE hand_out SET last_at = $2 WHERE account_id = $1', [accountId, at]);
    expect((await handOut.findFirstOrThrow({ where: { accountId } })).lastAt).toEqual(at);
  });

  it('is refused where something between has dropped the time zone of the session', async () => {
    const pool = new pg.Pool({ connectionString: database.url });
    try {
      await expect(prismaOver(pool)).rejects.toThrow('in Asia/Shanghai and not in UTC');
    } finally {
      await pool.end();
    }
  });

  it('keeps what the address asks of the session besides', async () => {
    const address = new URL(database.url);
    address.searchParams.set('options', '-c search_path=pg_catalog');
    const { rows } = await open(address.href).pool.query<{ path: string; zone: string }>(
      `SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone`,
    );
    expect(rows).toEqual([{ path: 'pg_catalog', zone: 'UTC' }]);
  });

  it('uses the connections of the pool, and no others', async () => {
    const { pool } = open(database.url, 2);
    const { unit } = await prismaOver(pool);
    await Promise.all(Array.from({ length: 20 }, () => unit.count()));
    expect(pool.totalCount).toBeLessThanOrEqual(2);
    expect(await prismaOver(pool)).toBe(await prismaOver(pool));
  });

  describe('says that the database is away', () => {
    const failure = (work: Promise<unknown>): Promise<unknown> =>
      work.then(
        () => 'nothing failed',
        (error: unknown) => error,
      );

    it('when nobody listens there any more', async () => {
      const { pool } = open(database.url);
      const prisma = await prismaOver(pool);
      const address = new URL(database.url);
      address.port = String(await freePort());
      pool.options.connectionString = address.href;
      await database.pool.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      await eventually(() => expect(pool.totalCount).toBe(0));
      expect(isDatabaseAway(await failure(prisma.unit.count()))).toBe(true);
      expect(isDatabaseAway(await failure(prisma.$transaction((tx) => tx.unit.count())))).toBe(true);
    });

    it('when it is not there at first, and is asked anew the next time', async () => {
      const address = new URL(database.url);
      address.port = String(await freePort());
      const { pool } = open(address.href);
      await expect(prismaOver(pool)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      pool.options.connectionString = database.url;
      pool.options.options = '-c TimeZone=UTC';
      expect(await (await prismaOver(pool)).unit.count()).toBeGreaterThan(0);
    });

    it('when the connection is ended in the middle of a question', async () => {
      const holder = await database.pool.connect();
      await holder.query('BEGIN; LOCK TABLE open311_changeset IN ACCESS EXCLUSIVE MODE');
      try {
        const { open311Changeset } = await prismaOver(open(database.url).pool);
        const asked = failure(open311Changeset.count());
        await eventually(async () => {
          const { rowCount } = await database.pool.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%open311_changeset%'`,
          );
          expect(rowCount).toBe(1);
        });
        expect(isDatabaseAway(await asked)).toBe(true);
      } finally {
        await holder.query('ROLLBACK');
        holder.release();
      }
    });

    it('and not when the question was wrong', async () => {
      const { contact, unit } = await prismaOver(database.pool);
      const [first] = await unit.findMany({ take: 1 });
      expect(isDatabaseAway(await failure(contact.findMany({ where: { id: 'no id' } })))).toBe(false);
      expect(isDatabaseAway(await failure(unit.create({ data: { ...first!, path: [] } })))).toBe(false);
    });
  });
});
