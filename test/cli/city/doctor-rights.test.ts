import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { runChecks } from '../../../cli/doctor-checks.js';
import type { Finding } from '../../../cli/finding.js';
import { readEnv } from '../../../config/env.js';
import { migrate } from '../../../storage/postgres/migrate.js';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js';

let server: TestDatabase;
const made: string[] = [];
beforeAll(async () => {
  server = await createTestDatabase();
});
afterAll(async () => {
  for (const sql of made.reverse()) await server.pool.query(sql);
  await server.close();
});

const addressOf = (role: string, database: string): string => {
  const url = new URL(server.url);
  url.username = role;
  url.password = 'secret';
  url.pathname = `/${database}`;
  return url.href;
};

async function inDatabase(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const sql of statements) await client.query(sql);
  } finally {
    await client.end();
  }
}

/** An empty database with two accounts that have nothing: one to migrate, one to run. */
async function emptyDatabase(): Promise<{ name: string; owner: string; app: string; asSuperuser: string }> {
  const id = randomUUID().slice(0, 8);
  const [name, owner, app] = [`rights_${id}`, `owner_${id}`, `app_${id}`];
  for (const role of [owner, app]) {
    await server.pool.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
    made.push(`DROP ROLE ${role}`);
  }
  await server.pool.query(`CREATE DATABASE ${name}`);
  made.push(`DROP DATABASE ${name} WITH (FORCE)`);
  const asSuperuser = new URL(server.url);
  asSuperuser.pathname = `/${name}`;
  return { name, owner, app, asSuperuser: asSuperuser.href };
}

async function doctor(url: string, name: string): Promise<Finding | undefined> {
  const findings = await runChecks(readEnv({ DATABASE_URL: url, HUIYING_DATA_DIR: '/tmp' }));
  return findings.find((finding) => finding.name === name);
}

describe('doctor', () => {
  it('says what the migrating account lacks, and what it has is enough to migrate', async () => {
    const { name, owner, asSuperuser } = await emptyDatabase();
    const url = addressOf(owner, name);
    expect(await doctor(url, 'Account')).toMatchObject({
      status: 'fail',
      says: `${owner} may not migrate: it lacks CREATE on the database and CREATE on the schema public`,
      mend: expect.stringContaining(`GRANT CONNECT, CREATE ON DATABASE ${name} TO ${owner}`) as string,
    });
    await inDatabase(
      asSuperuser,
      `GRANT CONNECT, CREATE ON DATABASE ${name} TO ${owner}`,
      `GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`,
    );
    expect(await doctor(url, 'Account')).toMatchObject({ status: 'ok' });
    await migrate(url);
    expect(await doctor(url, 'Schema')).toMatchObject({ status: 'ok' });
  });

  it('says which rows the running account may not read and write, and what it needs and no more', async () => {
    const { name, owner, app, asSuperuser } = await emptyDatabase();
    await inDatabase(
      asSuperuser,
      `GRANT CONNECT, CREATE ON DATABASE ${name} TO ${owner}`,
      `GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`,
    );
    await migrate(addressOf(owner, name));
    const url = addressOf(app, name);
    const found = await doctor(url, 'Account');
    expect(found).toMatchObject({
      status: 'fail',
      says: expect.stringMatching(new RegExp(`^${app} may not read and write .* more$`)) as string,
    });
    const [, ...grants] = /tables: (GRANT [^;]*); (GRANT [^;]*);/.exec(found?.mend ?? '') ?? [];
    expect(grants).toHaveLength(2);
    await inDatabase(addressOf(owner, name), ...grants);
    expect(await doctor(url, 'Account')).toEqual({
      name: 'Account',
      status: 'ok',
      says: `${app} reads and writes rows; another account migrates`,
    });
  });

  it('lets the running account add to the trail of looks and read it, and no more', async () => {
    const { name, owner, app, asSuperuser } = await emptyDatabase();
    await inDatabase(
      asSuperuser,
      `GRANT CONNECT, CREATE ON DATABASE ${name} TO ${owner}`,
      `GRANT USAGE, CREATE ON SCHEMA public TO ${owner}`,
    );
    await inDatabase(
      addressOf(owner, name),
      `ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${app}`,
      `ALTER DEFAULT PRIVILEGES GRANT USAGE, SELECT ON SEQUENCES TO ${app}`,
    );
    await migrate(addressOf(owner, name));
    const url = addressOf(app, name);
    expect(await doctor(url, 'Account')).toMatchObject({ status: 'ok' });
    for (const sql of [
      'SELECT * FROM look',
      `INSERT INTO look_alert (actor_id, span, since, at, views) VALUES ('a', 'hour', now(), now(), 1)`,
    ])
      await inDatabase(url, sql);
    for (const table of ['look', 'look_block', 'look_alert', 'admin_change'])
      await expect(inDatabase(url, `DELETE FROM ${table}`)).rejects.toThrow(/permission denied/);
    await expect(inDatabase(url, `UPDATE look SET address = NULL`)).rejects.toThrow(/permission denied/);
  });

  it('finds a server that is new enough, with the locale whose order stays', async () => {
    expect(await doctor(server.url, 'PostgreSQL')).toMatchObject({ status: 'ok' });
    expect(await doctor(server.url, 'Sorting')).toEqual({ name: 'Sorting', status: 'ok', says: 'builtin C.UTF-8' });
  });
});
