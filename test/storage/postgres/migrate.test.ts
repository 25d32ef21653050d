import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { unfinishedSays } from '../../../cli/migration-says.js';
import { migrate, stateOfMigrations } from '../../../storage/postgres/migrate.js';
import { eventually } from '../../support/eventually.js';

const BUILT = pathToFileURL(join(import.meta.dirname, '../../../dist/storage/postgres/migrate.js')).href;
/** A migration in two pieces that waits between them until the gate is opened. */
const IN_TWO_PIECES = `
ALTER TABLE calls ADD COLUMN first TEXT;
DO $$ BEGIN
  WHILE NOT EXISTS (SELECT FROM gate_is_open()) LOOP PERFORM pg_sleep(0.05); END LOOP;
END $$;
ALTER TABLE calls ADD COLUMN second TEXT;`;

describe('Migrating a database', () => {
  let folder: string;
  let url: string;
  let name: string;
  let database: pg.Client;

  const server = (): string => process.env['HUIYING_TEST_POSTGRES_URL'] ?? '';
  async function asked(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: server() });
    await client.connect();
    await client.query(sql);
    await client.end();
  }
  const columns = async (): Promise<string[]> =>
    (
      await database.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'calls' ORDER BY ordinal_position`,
      )
    ).rows.map(({ name: column }) => column);

  async function write(migration: string, sql: string): Promise<void> {
    await mkdir(join(folder, migration), { recursive: true });
    await writeFile(join(folder, migration, 'migration.sql'), sql);
  }

  beforeEach(async () => {
    name = `migrated_${crypto.randomUUID().replaceAll('-', '')}`;
    await asked(`CREATE DATABASE ${name}`);
    const address = new URL(server());
    address.pathname = `/${name}`;
    url = address.href;
    folder = await mkdtemp(join(tmpdir(), 'huiying-migrations-'));
    database = new pg.Client({ connectionString: url });
    await database.connect();
    // What a migration of these tests waits for. What another session has done to a sequence is seen at once.
    await database.query(`CREATE SEQUENCE gate`);
    await database.query(`CREATE FUNCTION gate_is_open() RETURNS SETOF int LANGUAGE sql VOLATILE AS
      'SELECT 1 FROM gate WHERE is_called'`);
    await write('1_calls', 'CREATE TABLE calls (id INT PRIMARY KEY);');
    await migrate(url, { folder });
  });
  afterEach(async () => {
    await database.end();
    await asked(`DROP DATABASE ${name} WITH (FORCE)`);
    await rm(folder, { recursive: true, force: true });
  });

  const open = (): Promise<unknown> => database.query(`SELECT nextval('gate')`);
  /** Another process that migrates, with what it says. */
  function another() {
    const script = `import { migrate } from '${BUILT}';
      const { applied } = await migrate(process.argv[1], { folder: process.argv[2], say: (it) => console.log(it) });
      console.log('applied', applied.join(' '));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, url, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    return { child, said: () => said, ended: once(child, 'close') };
  }
  const halfway = (): Promise<void> =>
    eventually(async () => {
      const { rows } = await database.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'huiying migrate' AND query LIKE '%gate_is_open%' AND state = 'active'`,
      );
      expect(rows).toHaveLength(1);
    });

  it('that is killed in the middle leaves nothing half done, is named, and is done by the next run', async () => {
    await write('2_pieces', IN_TWO_PIECES);
    const { child, ended } = another();
    await halfway();
    expect((await stateOfMigrations(url, folder)).unfinished).toMatchObject({ name: '2_pieces', atWork: true });
    child.kill('SIGKILL');
    await ended;
    await eventually(async () => expect((await stateOfMigrations(url, folder)).unfinished?.atWork).toBe(false));
    const left = await stateOfMigrations(url, folder);
    expect(left).toMatchObject({ missing: ['2_pieces'], unfinished: { name: '2_pieces', error: null } });
    expect(left.unfinished && unfinishedSays(left.unfinished)).toEqual({
      says: expect.stringMatching(/^2_pieces was begun at \S+ and its run was ended before it was done$/) as string,
      mend: 'Run again: huiying migrate',
    });
    expect(await columns()).toEqual(['id']);

    await open();
    expect(await migrate(url, { folder })).toEqual({ applied: ['2_pieces'] });
    expect(await columns()).toEqual(['id', 'first', 'second']);
    expect(await stateOfMigrations(url, folder)).toEqual({ missing: [], unfinished: null });
  });

  it('that PostgreSQL refuses leaves nothing half done, is named with the reason, and is done when that is mended', async () => {
    await write('2_refused', 'ALTER TABLE calls ADD COLUMN first TEXT; ALTER TABLE calls ADD CHECK (id < 10);');
    await write('3_after', 'ALTER TABLE calls ADD COLUMN after TEXT;');
    await database.query('INSERT INTO calls VALUES (11)');
    const refused = migrate(url, { folder });
    await expect(refused).rejects.toMatchObject({
      migration: '2_refused',
      why: expect.stringContaining('check') as string,
    });
    const { missing, unfinished } = await stateOfMigrations(url, folder);
    expect([missing, await columns()]).toEqual([['2_refused', '3_after'], ['id']]);
    expect(unfinished && unfinishedSays(unfinished)).toEqual({
      says: expect.stringMatching(
        /^2_refused was begun at \S+ and failed: check constraint .+ is violated by some row$/,
      ) as string,
      mend: 'Mend what it names, then run: huiying migrate',
    });

    await database.query('DELETE FROM calls');
    expect(await migrate(url, { folder })).toEqual({ applied: ['2_refused', '3_after'] });
    expect(await columns()).toEqual(['id', 'first', 'after']);
  });

  it('waits while another run is at it, and says so', async () => {
    await write('2_pieces', IN_TWO_PIECES);
    const one = another();
    await halfway();
    const other = another();
    await eventually(() => expect(other.said()).toContain('Another run migrates this database; this one waits'));
    await open();
    await Promise.all([one.ended, other.ended]);
    expect([one.said(), other.said()]).toEqual([
      'applied 2_pieces\n',
      'Another run migrates this database; this one waits until it has ended.\napplied \n',
    ]);
  });

  it('goes on with what an earlier version began piece by piece and left in the middle', async () => {
    await write(
      '2_left',
      `-- One; with a semicolon.
       ALTER TABLE calls ADD COLUMN first TEXT DEFAULT 'a;b';
       CREATE TABLE notes (id INT PRIMARY KEY);
       INSERT INTO notes VALUES (1);
       CREATE INDEX notes_idx ON notes (id);
       ALTER TABLE calls ADD COLUMN second TEXT;`,
    );
    await database.query(`ALTER TABLE calls ADD COLUMN first TEXT DEFAULT 'a;b'`);
    await database.query('CREATE TABLE notes (id INT PRIMARY KEY); INSERT INTO notes VALUES (1);');
    await database.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('x', 'x', '2_left', 'it broke')`,
    );
    expect((await stateOfMigrations(url, folder)).unfinished).toMatchObject({ name: '2_left', error: 'it broke' });
    expect(await migrate(url, { folder })).toEqual({ applied: ['2_left'] });
    expect(await columns()).toEqual(['id', 'first', 'second']);
    expect((await database.query('SELECT id FROM notes')).rows).toEqual([{ id: 1 }]);
    expect(await stateOfMigrations(url, folder)).toEqual({ missing: [], unfinished: null });
  });

  it('gives way to who uses a table, and tries again', async () => {
    await write('2_waits', 'ALTER TABLE calls ADD COLUMN first TEXT;');
    const reader = new pg.Client({ connectionString: url });
    await reader.connect();
    await reader.query('BEGIN; SELECT * FROM calls');
    const said: string[] = [];
    const migrated = migrate(url, { folder, say: (it) => void said.push(it) });
    await eventually(() =>
      expect(said).toEqual(['2_waits waits for a transaction that holds a table which it changes.']),
    );
    await reader.query('COMMIT');
    await reader.end();
    expect(await migrated).toEqual({ applied: ['2_waits'] });
  });
});
