import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { ensureDatabase } from '../../../cli/stack/application-database.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../cli/stack/embedded-postgres.js';
import { parsePolicyPack } from '../../../contracts/policy-pack.js';
import { selectPack } from '../../../domain/policy/select-pack.js';
import type { PolicyAssignment } from '../../../domain/policy/types.js';
import { findApiKey } from '../../../storage/access/api-keys.js';
import { createKeyStore } from '../../../storage/access/key-store.js';
import { openDatabase, type Database } from '../../../storage/postgres/database.js';
import { migrate } from '../../../storage/postgres/migrate.js';
import { DEMO_ACCOUNTS_FILE, type DemoAccount } from '../../../storage/access/seed-accounts.js';
import { seed } from '../../../storage/reference/seed.js';

const TABLES = [
  'unit',
  'ticket_class',
  'calendar_year',
  'office_hours',
  'policy_pack',
  'policy_assignment',
  'api_key',
] as const;

let home: string;
let postgres: EmbeddedPostgres;
const databases: Database[] = [];

async function asAdministrator(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url('postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'huiying-seed-'));
  postgres = await startEmbeddedPostgres({ dataDir: join(home, 'postgres'), throwAway: true });
  await ensureDatabase(postgres, 'migrated');
  await migrate(postgres.url('migrated'));
  // The engine lets go of its connections a while later, and a database that is in use cannot be copied.
  await asAdministrator(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'migrated'`);
});

afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
});

/** A migrated database and a data folder of its own. */
class Server {
  readonly dataDir: string;
  readonly accountsFile: string;

  private constructor(
    private readonly url: string,
    readonly database: pg.Pool,
    name: string,
  ) {
    this.dataDir = join(home, name);
    this.accountsFile = join(this.dataDir, DEMO_ACCOUNTS_FILE);
  }

  static async fresh(name: string): Promise<Server> {
    await asAdministrator(`CREATE DATABASE ${name} TEMPLATE migrated`);
    const url = postgres.url(name);
    const database = openDatabase(url, { connections: 2, onError: () => undefined });
    databases.push(database);
    return new Server(url, database.pool, name);
  }

  seed(demo: boolean): Promise<{ summary: string }> {
    return seed(this.url, { demo, dataDir: this.dataDir });
  }

  async accounts(): Promise<DemoAccount[]> {
    return JSON.parse(await readFile(this.accountsFile, 'utf8')) as DemoAccount[];
  }

  async rows(): Promise<Record<string, unknown[]>> {
    const found: Record<string, unknown[]> = {};
    for (const table of TABLES) {
      const { rows } = await this.database.query<{ row: unknown }>(
        `SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY 1`,
      );
      found[table] = rows.map(({ row }) => row);
    }
    return found;
  }

  async counts(): Promise<Record<string, number>> {
    return Object.fromEntries(Object.entries(await this.rows()).map(([table, rows]) => [table, rows.length]));
  }
}

describe('the seed of the demonstration', () => {
  let server: Server;

  beforeAll(async () => {
    server = await Server.fresh('demonstration');
    await server.seed(true);
  });

  it('gives the same rows and the same accounts when it is repeated, and says that nothing changed', async () => {
    const [rows, accounts] = [await server.rows(), await server.accounts()];
    const { summary } = await server.seed(true);
    expect(await server.rows()).toEqual(rows);
    expect(await server.accounts()).toEqual(accounts);
    expect(summary).toBe(`demo accounts unchanged in ${server.accountsFile}`);
  });

  it('gives every unit the way to it from the root', async () => {
    const { rows } = await server.database.query<{ path: string[] }>(
      `SELECT path FROM unit WHERE id = 'east-tinglan-xiqiao-1'`,
    );
    expect(rows[0]?.path).toEqual([
      'city',
      'district-east',
      'east-tinglan',
      'east-tinglan-xiqiao',
      'east-tinglan-xiqiao-1',
    ]);
  });

  it('holds packs that are fit to be published, one of them for every ticket and one for simulations', async () => {
    const { rows: packs } = await server.database.query<{ data: unknown }>('SELECT data FROM policy_pack');
    const { rows } = await server.database.query<PolicyAssignment & { effectiveFrom: Date }>(
      'SELECT pack, version, unit, channel, priority, effective_from AS "effectiveFrom" FROM policy_assignment',
    );
    const assignments = rows.map((row) => ({ ...row, effectiveFrom: row.effectiveFrom.toISOString() }));
    const packFor = (channel: string): string =>
      selectPack(
        assignments,
        packs.map(({ data }) => parsePolicyPack(data)),
        {
          at: '2026-09-18T07:00:00.000Z',
          unitPath: ['city', 'district-east'],
          channel,
        },
      ).code;
    expect([packFor('phone'), packFor('simulation')]).toEqual(['default', 'demo']);
  });

  it('lists first a handler for every unit that can own or assist, then the hotline, each key opening what it says', async () => {
    const accounts = await server.accounts();
    const roles = accounts.map(({ role }) => role);
    const handlers = roles.filter((role) => role === 'handler').length;
    const { rows } = await server.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM unit WHERE level NOT IN ('city', 'grid')`,
    );
    expect(handlers).toBe(rows[0]?.count);
    expect(roles.slice(0, handlers).every((role) => role === 'handler')).toBe(true);
    expect(roles.slice(handlers)).toEqual([
      ...['operator', 'operator', 'dispatcher', 'dispatcher', 'reviewer', 'reviewer', 'callbackAgent', 'callbackAgent'],
      ...['supervisor', 'dutyManager', 'director', 'administrator', 'assessor', 'auditor'],
    ]);
    for (const { apiKey, ...account } of accounts) {
      expect(await findApiKey(server.database, apiKey)).toMatchObject(account);
    }
  });

  it('has an account at every unit that the catalogue names as owner', async () => {
    const { rows } = await server.database.query<{ owner: string }>(
      'SELECT DISTINCT unnest(owners) AS owner FROM ticket_class',
    );
    const units = (await server.accounts()).map(({ unit }) => unit);
    expect(units).toEqual(expect.arrayContaining(rows.map(({ owner }) => owner)));
  });

  it('keeps the accounts for the eyes of their owner, leaves no half-written file, and stores no secret', async () => {
    expect((await stat(server.accountsFile)).mode & 0o777).toBe(0o600);
    expect(await readdir(server.dataDir)).toEqual([DEMO_ACCOUNTS_FILE]);
    const stored = JSON.stringify((await server.rows())['api_key']);
    for (const { apiKey } of await server.accounts()) expect(stored).not.toContain(apiKey.slice(12));
  });
});

describe('a repeated seed', () => {
  it('makes new demo accounts and revokes the old when their file is gone, torn or of another database', async () => {
    const server = await Server.fresh('replaced');
    await server.seed(true);
    let before = await server.accounts();
    const foreign = JSON.stringify(before.map((account) => ({ ...account, apiKey: `hy_aaaaaaaa_${'x'.repeat(43)}` })));
    for (const spoil of [
      () => rm(server.accountsFile),
      () => writeFile(server.accountsFile, '[{"name": "half'),
      () => writeFile(server.accountsFile, foreign),
    ]) {
      await spoil();
      await server.seed(true);
      const after = await server.accounts();
      expect(after).toHaveLength(before.length);
      expect(await findApiKey(server.database, before[0]!.apiKey)).toBeNull();
      expect(await findApiKey(server.database, after[0]!.apiKey)).toMatchObject({ role: 'handler' });
      before = after;
    }
  });

  it('leaves alone what an administrator changed, and a single demo key that was revoked', async () => {
    const server = await Server.fresh('administered');
    await server.seed(true);
    await server.database.query(`UPDATE policy_assignment SET priority = 7 WHERE id = 'default'`);
    await server.database.query(
      `UPDATE office_hours SET data = '{"intervals": [], "dayEnd": "17:00"}' WHERE id = 'default'`,
    );
    await server.database.query(`UPDATE calendar_year SET source = 'a local notice' WHERE year = 2026`);
    await server.database.query(`UPDATE api_key SET revoked_at = now() WHERE role = 'auditor'`);
    const rows = await server.rows();
    await server.seed(true);
    expect(await server.rows()).toEqual(rows);
  });

  it('brings the invented city back to its files, and keeps units that were added to it', async () => {
    const server = await Server.fresh('renamed');
    await server.seed(true);
    const rows = await server.rows();
    await server.database.query(`UPDATE unit SET name = 'changed', path = '{}' WHERE id = 'water'`);
    await server.database.query(`UPDATE ticket_class SET owners = '{}' WHERE code = '030101'`);
    const { summary } = await server.seed(true);
    expect(summary).toMatch(/^1 unit, 1 class, demo accounts unchanged/);
    expect(await server.rows()).toEqual(rows);
    await server.database.query(
      `INSERT INTO unit (id, name, name_en, level, parent_id, path)
       VALUES ('archives', '市档案馆', 'City Archives', 'cityDepartment', 'city', '{city,archives}')`,
    );
    await server.seed(true);
    expect((await server.counts())['unit']).toBe(rows['unit']!.length + 1);
  });

  it('leaves alone what an administrator changed in the invented city', async () => {
    const server = await Server.fresh('looked_after');
    await server.seed(true);
    await server.database.query(`UPDATE unit SET name = '水务中心', version = 2 WHERE id = 'water'`);
    await server.database.query(`UPDATE ticket_class SET owners = '{}', version = 2 WHERE code = '030101'`);
    const rows = await server.rows();
    await server.seed(true);
    expect(await server.rows()).toEqual(rows);
  });

  it('takes over a year whose notice has been published, in the demonstration only', async () => {
    const server = await Server.fresh('published');
    const statusOf2026 = async (): Promise<string | undefined> => {
      const { rows } = await server.database.query<{ status: string }>(
        'SELECT status FROM calendar_year WHERE year = 2026',
      );
      return rows[0]?.status;
    };
    await server.seed(false);
    await server.database.query(`UPDATE calendar_year SET status = 'provisional' WHERE year = 2026`);
    await server.seed(false);
    expect(await statusOf2026()).toBe('provisional');
    await server.seed(true);
    expect(await statusOf2026()).toBe('official');
  });

  it('makes one set of accounts when two processes start at once', async () => {
    const server = await Server.fresh('together');
    await Promise.all([server.seed(true), server.seed(true)]);
    const accounts = await server.accounts();
    expect((await server.counts())['api_key']).toBe(accounts.length);
    expect(await findApiKey(server.database, accounts.at(-1)!.apiKey)).toMatchObject({ role: 'auditor' });
  });
});

describe('the seed of a server without the demonstration', () => {
  it('gets calendars, packs, assignments and office hours, and neither city nor keys', async () => {
    const server = await Server.fresh('plain');
    const { summary } = await server.seed(false);
    const counts = await server.counts();
    expect(counts).toMatchObject({ unit: 0, ticket_class: 0, api_key: 0, office_hours: 1, policy_assignment: 2 });
    expect(counts['calendar_year']).toBeGreaterThanOrEqual(3);
    expect(summary).toContain('policy packs');
    await expect(stat(server.accountsFile)).rejects.toThrow('ENOENT');
    expect(await server.seed(false)).toEqual({ summary: 'nothing was missing' });
  });
});

describe('an API key', () => {
  let server: Server;
  const operator = { name: '话务员', role: 'operator', unit: 'hotline' } as const;

  beforeAll(async () => {
    server = await Server.fresh('keys');
  });

  it('opens its account', async () => {
    const { id, apiKey } = await createKeyStore(server.database).create(operator);
    expect(apiKey).toMatch(/^hy_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$/);
    expect(await findApiKey(server.database, apiKey)).toEqual({
      id,
      ...operator,
      scopes: [],
      allowedAddresses: [],
      expiresAt: null,
      person: null,
    });
  });

  it('belongs to no unit when none is given', async () => {
    const { apiKey } = await createKeyStore(server.database).create({ name: '审计', role: 'auditor', unit: null });
    expect(await findApiKey(server.database, apiKey)).toMatchObject({ unit: null });
  });

  it('does not open with another secret, a longer one or none', async () => {
    const { apiKey } = await createKeyStore(server.database).create(operator);
    const other = apiKey.slice(0, -2) + (apiKey.endsWith('AA') ? 'BB' : 'AA');
    for (const wrong of [other, `${apiKey}A`, ` ${apiKey}`, apiKey.slice(0, 11), '', "hy_' OR true --"]) {
      expect(await findApiKey(server.database, wrong)).toBeNull();
    }
  });

  it('opens until it expires or is revoked', async () => {
    const past = await createKeyStore(server.database).create({ ...operator, expiresAt: new Date(Date.now() - 1_000) });
    const future = await createKeyStore(server.database).create({
      ...operator,
      expiresAt: new Date(Date.now() + 60_000),
    });
    expect(await findApiKey(server.database, past.apiKey)).toBeNull();
    expect(await findApiKey(server.database, future.apiKey)).toMatchObject({ id: future.id });
    await server.database.query('UPDATE api_key SET revoked_at = now() WHERE id = $1', [future.id]);
    expect(await findApiKey(server.database, future.apiKey)).toBeNull();
  });

  it('with a role that this version does not know is a fault that names the key, not an open door', async () => {
    const { id, apiKey } = await createKeyStore(server.database).create(operator);
    await server.database.query(`UPDATE api_key SET role = 'wizard' WHERE id = $1`, [id]);
    await expect(findApiKey(server.database, apiKey)).rejects.toThrow(`API key ${id} has the role "wizard"`);
  });
});
