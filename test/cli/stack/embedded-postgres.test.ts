import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureDatabase } from '../../../cli/stack/application-database.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../cli/stack/embedded-postgres.js';

async function ask<Row extends pg.QueryResultRow>(postgres: EmbeddedPostgres, sql: string): Promise<Row[]> {
  return askAt(postgres.url('tickets'), sql);
}

async function askAt<Row extends pg.QueryResultRow>(connectionString: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded PostgreSQL', () => {
  let home: string;
  let dataDir: string;
  let running: EmbeddedPostgres | undefined;

  const start = async () => {
    running = await startEmbeddedPostgres({ dataDir, throwAway: true, settings: { synchronous_commit: 'on' } });
    return running;
  };

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'huiying-postgres-'));
    await chmod(home, 0o700);
    dataDir = join(home, 'postgres');
    const postgres = await start();
    await ensureDatabase(postgres, 'tickets');
    await ensureDatabase(postgres, 'tickets');
  });

  afterAll(async () => {
    await running?.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('answers on the loopback address and keeps its password to its owner', async () => {
    expect(new URL(running?.url('tickets') ?? '').hostname).toBe('127.0.0.1');
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
  });

  it('sorts by the built-in C.UTF-8 collation and finds trigrams in Chinese text', async () => {
    const postgres = running ?? (await start());
    await ask(postgres, 'CREATE EXTENSION pg_trgm');
    const [row] = await ask<{ provider: string; locale: string; trigrams: string[] }>(
      postgres,
      `SELECT datlocprovider AS provider, datlocale AS locale, show_trgm('夜间施工噪音') AS trigrams
         FROM pg_database WHERE datname = current_database()`,
    );
    expect(row).toMatchObject({ provider: 'b', locale: 'C.UTF-8' });
    expect(row?.trigrams.length).toBeGreaterThan(5);
  });

  it('lets the application make what it needs, and run no program and read no file of the server', async () => {
    const application = await ensureDatabase(running ?? (await start()), 'tickets');
    expect(await askAt(application, 'SELECT rolsuper FROM pg_roles WHERE rolname = current_user')).toEqual([
      { rolsuper: false },
    ]);
    await askAt(application, 'CREATE TABLE made AS SELECT 1 AS value');
    await expect(askAt(application, "COPY made TO PROGRAM 'true'")).rejects.toThrow(/permission denied/);
    await expect(askAt(application, "SELECT pg_read_file('PG_VERSION')")).rejects.toThrow(/permission denied/);
    expect((await stat(join(dataDir, 'application-password'))).mode & 0o777).toBe(0o600);
  });

  it('hands over to the application what was made while it came as the superuser', async () => {
    const postgres = running ?? (await start());
    await ask(postgres, 'CREATE DATABASE before');
    const asBefore = (sql: string) => askAt(postgres.url('before'), sql);
    await asBefore('CREATE TABLE numbered (id serial PRIMARY KEY, value int)');
    await asBefore('CREATE SEQUENCE ticket_numbers');
    await asBefore("CREATE FUNCTION told() RETURNS text LANGUAGE sql AS 'SELECT 1::text'");
    const application = await ensureDatabase(postgres, 'before');
    await askAt(application, 'ALTER TABLE numbered ADD COLUMN more text');
    await askAt(application, 'INSERT INTO numbered (value) SELECT nextval($$ticket_numbers$$)');
    await askAt(application, 'ALTER FUNCTION told() RENAME TO was_told');
    expect(await askAt(application, 'SELECT id, value FROM numbered')).toEqual([{ id: 1, value: 1 }]);
  });

  it('keeps what was committed across an orderly stop', async () => {
    await ask(running ?? (await start()), 'CREATE TABLE kept AS SELECT 7 AS value');
    await running?.stop();
    const again = await start();
    expect(await ask(again, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  it('starts again after a kill, with what was committed', async () => {
    const before = running ?? (await start());
    await ask(before, 'INSERT INTO kept VALUES (8)');
    before.kill();
    await before.exited;
    const after = await start();
    expect(await ask(after, 'SELECT value FROM kept ORDER BY value')).toEqual([{ value: 7 }, { value: 8 }]);
  });

  it('is not fooled by an id file that names a process of somebody else', async () => {
    const before = running ?? (await start());
    before.kill();
    await before.exited;
    const file = join(dataDir, 'cluster', 'postmaster.pid');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, [String(process.pid), ...lines.slice(1)].join('\n'));
    const after = await start();
    expect(await ask(after, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 2 }]);
  });

  it('ends a server that an earlier run left behind', async () => {
    const before = running ?? (await start());
    const after = await start();
    await before.exited;
    expect(after.pid).not.toBe(before.pid);
    expect(await ask(after, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 2 }]);
  });
});
