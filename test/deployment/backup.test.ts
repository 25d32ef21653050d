import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newKey } from '../../cli/stack/data-keys.js';
import { KEY_PURPOSES, keyRing, ringAsText, type Ring } from '../../config/key-ring.js';
import type { AttachmentListBody } from '../../contracts/attachments.js';
import { DEMO_ACCOUNTS_FILE, type DemoAccount } from '../../storage/access/seed-accounts.js';
import { migrate } from '../../storage/postgres/migrate.js';
import { seed } from '../../storage/reference/seed.js';
import { createApiWorld, type ApiWorld } from '../support/api-world.js';
import { findsThese } from '../support/canaries.js';
import { composeRoot, majorOf, runScript } from '../support/compose.js';
import { composeEngine, type ComposeEngine } from '../support/compose-engine.js';
import { ask, composeServers, type ComposeServers } from '../support/compose-servers.js';
import { photograph } from '../support/files.js';
import { describeUnlessMissing, type Missing } from '../support/skip.js';
import { databaseAt } from '../support/test-database.js';
import { uploaded } from '../support/uploading.js';

/** Of the server's version, since an older one copies no newer server. */
const SERVER_MAJOR = 18;
const CANARIES = { name: '欧阳琚麒', telephone: '13877778911', text: '琚文鹦鹉', fileName: '琚像鲲鹏' };
const finder = findsThese(CANARIES);

async function missingOf(...programs: readonly string[]): Promise<Missing> {
  for (const program of programs) {
    const major = await majorOf(program);
    if (typeof major === 'string') return major;
    if (major < SERVER_MAJOR) return `${program} ${SERVER_MAJOR} or newer is not on PATH`;
  }
  return undefined;
}

describe('the files of tickets', () => {
  it('are in a backup, and come back beside what was sent since', async () => {
    const bin = await mkdtemp(join(tmpdir(), 'huiying-files-'));
    const kept = join(bin, 'data', 'files');
    await mkdir(kept, { recursive: true });
    await writeFile(join(kept, 'before'), 'sealed');
    // The servers' own files are nothing here.
    await writeFile(
      join(bin, 'docker'),
      `#!/bin/sh
case "$*" in
  *" api sh -euc "* | *" sh api -euc "*) for last; do :; done; HUIYING_DATA_DIR="${bin}/data" exec sh -euc "$last" ;;
  *pg_basebackup*) gzip -c /dev/null ;;
esac
`,
    );
    await chmod(join(bin, 'docker'), 0o755);
    const env = { HUIYING_BACKUPS: join(bin, 'backups') };
    const made = await runScript(`exec ${composeRoot}/scripts/compose-backup.sh`, env, { path: [bin] });
    await rm(join(kept, 'before'));
    await writeFile(join(kept, 'since'), 'sealed too');
    await runScript(`exec ${composeRoot}/scripts/compose-restore.sh "$1"`, env, { path: [bin], args: [made.trim()] });
    expect(await readFile(join(kept, 'before'), 'utf8')).toBe('sealed');
    expect(await readFile(join(kept, 'since'), 'utf8')).toBe('sealed too');
    await rm(bin, { recursive: true });
  });
});

const missing = (await missingOf('psql', 'pg_basebackup')) ?? (await missingOf('pg_dump', 'pg_restore'));
describeUnlessMissing(missing, 'a copy of before an erasure, put back', () => {
  let servers: ComposeServers;
  let engine: ComposeEngine;
  let accounts: DemoAccount[];
  let ring: Ring;
  /** The erased ticket with the key it had, and one that stays, with its file. */
  let erased: { id: string; number: string; key: Buffer };
  let kept: { id: string; file: string; content: Buffer };
  let backup: string;
  let dump: string;
  let transactions: bigint;

  const dataDir = (): string => join(servers.folder, 'data');
  const place = { audit: () => join(servers.folder, 'second-place'), files: () => join(dataDir(), 'files') };
  const address = (database = 'huiying'): string => servers.address('postgres', 'huiying_app', database);
  async function within<T>(work: (world: ApiWorld) => Promise<T>, database?: string): Promise<T> {
    const at = { database: databaseAt(address(database), accounts), auditDir: place.audit(), filesDir: place.files() };
    const world = await createApiWorld(undefined, undefined, undefined, () => keyRing(ring, null), at);
    try {
      return await work(world);
    } finally {
      await world.close();
    }
  }
  const environment = (database?: string): Record<string, string> => ({
    DATABASE_URL: address(database),
    HUIYING_DATA_DIR: dataDir(),
    HUIYING_AUDIT_DIR: place.audit(),
    HUIYING_KEY_RING_FILE: join(servers.folder, 'key-ring.json'),
  });
  const transaction = async (): Promise<bigint> => {
    const [row] = await ask<{ xid: string }>(address(), 'SELECT pg_current_xact_id()::text AS xid');
    return BigInt(row?.xid ?? 0);
  };
  const contentOf = async (world: ApiWorld, id: string, file: string): Promise<Buffer> => {
    const response = await fetch(`${world.base}/api/v1/tickets/${id}/attachments/${file}`, {
      headers: { Authorization: `Bearer ${world.key('operator')}` },
    });
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  };

  beforeAll(async () => {
    servers = await composeServers();
    for (const service of ['postgres', 'temporal-postgres'] as const) {
      await servers.start(service);
      await servers.makeDatabases(service);
    }
    const owner = servers.address('postgres', 'huiying_owner', 'huiying');
    await migrate(owner);
    await seed(owner, { demo: true, dataDir: servers.folder });
    accounts = JSON.parse(await readFile(join(servers.folder, DEMO_ACCOUNTS_FILE), 'utf8')) as DemoAccount[];
    ring = { version: 1, keys: KEY_PURPOSES.map((purpose) => newKey(purpose, 'current', new Date())) };
    await writeFile(join(servers.folder, 'key-ring.json'), ringAsText(ring));
    engine = await composeEngine(servers, join(servers.folder, 'engine'));
    await engine.apiIs(environment());
    await within(async (world) => {
      const file = await uploaded(world, world.key('operator'), await photograph(), ['a.jpg', 'image/jpeg']);
      const { id } = (await world.register({ attachments: [file] })).body;
      kept = { id, file, content: await contentOf(world, id, file) };
      const name = `${CANARIES.fileName}.jpg`;
      const photo = await uploaded(world, world.key('operator'), await photograph(), [name, 'image/jpeg']);
      const { body } = await world.register({
        text: `我要反映${CANARIES.text}的事情，请处理。`,
        citizen: { name: CANARIES.name, phone: CANARIES.telephone },
        attachments: [photo],
      });
      await world.act(body.id, 'withdraw', world.key('operator'), { reason: '本人撤回' });
      erased = { id: body.id, number: body.number, key: (await world.row(body.id))['wrapped_key'] as Buffer };
    });
    transactions = await transaction();
    const env = { HUIYING_BACKUPS: join(servers.folder, 'backups') };
    const made = await runScript(`exec ${composeRoot}/scripts/compose-backup.sh`, env, { path: [engine.bin] });
    backup = made.trim();
    dump = join(servers.folder, 'huiying.dump');
    await runScript(
      'exec pg_dump --username "$POSTGRES_USER" --format custom --file "$1" huiying',
      servers.environmentOf('postgres'),
      {
        args: [dump],
      },
    );
    await within(async (world) => {
      const path = `/api/v1/tickets/${erased.id}/erasure`;
      const { body } = await world.send('POST', path, world.key('operator'), { body: { basis: 'citizenAsked' } });
      const decision = `${path}/${body.id}/decision`;
      const granted = await world.send('POST', decision, world.key('director'), { body: { grant: true } });
      expect([granted.status, (await world.row(erased.id))['wrapped_key']]).toEqual([200, null]);
      // What came after the copy is there no more, but for its file.
      expect(await readdir(place.audit())).toEqual([expect.stringMatching(/^erasures-/)]);
    });
  });
  afterAll(() => servers.end());

  /** Files of the database in which these bytes are. */
  async function holding(bytes: Buffer): Promise<string[]> {
    const entries = await readdir(join(servers.folder, 'postgres/cluster'), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    const found = await Promise.all(
      files.map(async (file) => (await readFile(file).catch(() => Buffer.alloc(0))).includes(bytes)),
    );
    return files.filter((_, index) => found[index]);
  }
  /** What the API says before the list was followed: nothing to anybody. */
  async function expectShut(database?: string): Promise<void> {
    await within(async (world) => {
      expect((await world.row(erased.id))['wrapped_key']).toEqual(erased.key);
      expect(await world.services.gate.look()).toBe(1);
      for (const id of [erased.id, kept.id]) {
        const { status, body } = await world.get(`/api/v1/tickets/${id}`, world.key('director'));
        expect([status, body.detail]).toEqual([503, expect.stringContaining('huiying erase replay')]);
      }
    }, database);
  }
  /** The erased one is gone, and keys and files fit the other. */
  async function expectErased(database?: string): Promise<void> {
    await within(async (world) => {
      expect(await world.services.gate.look()).toBe(0);
      const gone = await world.get(`/api/v1/tickets/${erased.id}`, world.key('director'));
      expect([gone.status, gone.body.code]).toEqual([410, 'ticket-erased']);
      const found = await world.get(`/api/v1/tickets?q=${CANARIES.text}`, world.key('supervisor'));
      expect([found.status, found.body.items]).toEqual([200, []]);
      const row = JSON.stringify(await world.row(erased.id));
      expect([finder.in(gone.text, found.text, row), (await world.row(erased.id))['wrapped_key']]).toEqual([[], null]);
      const { citizen, text } = (await world.get(`/api/v1/tickets/${kept.id}`, world.key('supervisor'))).body;
      expect([citizen?.name, text]).toEqual(['王**', expect.stringContaining('井盖')]);
      expect(await contentOf(world, kept.id, kept.file)).toEqual(kept.content);
      const { attachments } = (await world.get(`/api/v1/tickets/${kept.id}`, world.key('operator')))
        .body as unknown as {
        attachments: AttachmentListBody;
      };
      expect(attachments.items).toMatchObject([{ id: kept.file, name: 'a.jpg' }]);
    }, database);
  }

  it('as the files of both servers and of tickets, by the recipe: shuts the API until the list was followed, which the recipe does', async () => {
    await rm(place.files(), { recursive: true });
    const restoring = runScript(
      `exec ${composeRoot}/scripts/compose-restore.sh "$1"`,
      {},
      {
        path: [engine.bin],
        args: [backup],
      },
    );
    const [said] = await Promise.all([
      restoring,
      engine.up(async () => {
        await engine.apiIs(environment());
        await expectShut();
      }),
    ]);
    expect(said).toContain('1');
    await expectErased();
    expect(await transaction()).toBeGreaterThan(transactions);
    expect(await readFile(join(engine.bin, 'asked'), 'utf8')).toContain('reconcile --all --repair');
  });

  it('leaves neither words nor key of the erased ticket in the files, once they were written anew', async () => {
    const superuser = servers.running('postgres').url('huiying');
    const env = { ...environment(), DATABASE_URL: superuser };
    await runScript(`exec node ${composeRoot}/bin/huiying.mjs erase reclaim --yes`, env);
    for (const folder of ['postgres', 'data', 'second-place'])
      expect([folder, await finder.under(join(servers.folder, folder))]).toEqual([folder, []]);
    expect(await holding(erased.key)).toEqual([]);
  });

  it('as a dump, put into a database beside it: the same', async () => {
    const superuser = servers.running('postgres').url('postgres');
    await ask(superuser, 'CREATE DATABASE restored OWNER huiying_owner');
    await runScript(
      'exec pg_restore --username "$POSTGRES_USER" --exit-on-error --dbname restored "$1"',
      servers.environmentOf('postgres'),
      {
        args: [dump],
      },
    );
    await expectShut('restored');
    const said = await runScript(
      `exec node ${composeRoot}/bin/huiying.mjs erase replay --json`,
      environment('restored'),
    );
    expect(JSON.parse(said)).toMatchObject({ listed: 1, bad: 0, erasedAgain: [erased.id] });
    await expectErased('restored');
  });
});
