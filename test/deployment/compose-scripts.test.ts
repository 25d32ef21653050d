import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { messageOf } from '../../cli/failure.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../cli/stack/embedded-postgres.js';
import { describeTemporal } from '../../cli/stack/temporal-namespace.js';
import { startTemporal, type TemporalServer } from '../../cli/stack/temporal-server.js';
import { readEnv } from '../../config/env.js';
import { searchAttributes } from '../../config/search-attributes.js';
import { migrate } from '../../storage/postgres/migrate.js';
import { seed } from '../../storage/reference/seed.js';
import { composeRoot, majorOf, readCompose, runScript } from '../support/compose.js';
import { describeUnlessMissing, skipBecause, type Missing } from '../support/skip.js';
import { temporalBinary } from '../support/stack/temporal.js';

const { services, configs, secrets } = readCompose({ HUIYING_PUBLIC_URL: 'https://hotline.example.org' });
const asSuperuser = { POSTGRES_USER: 'huiying' };
/**
 * Of ours, signs that a shell, an address and SQL would each read otherwise; Temporal's programs take letters and
 * digits.
 */
const PASSWORDS = { owner: `o'w"n$er`, app: 'a/p:p@1', temporal: '4f6c6f6e67' };

let folder: string;
const servers: Record<string, EmbeddedPostgres> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'huiying-compose-'));
  await chmod(folder, 0o755);
  await mkdir(join(folder, 'secrets'));
  for (const [name, password] of Object.entries(PASSWORDS)) await writeFile(secret(name), `${password}\n`);
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server.stop();
  await rm(folder, { recursive: true, force: true });
});

const secret = (name: string): string => join(folder, 'secrets', name);

/** A server with the settings that its service has in the file. */
async function start(service: 'postgres' | 'temporal-postgres'): Promise<EmbeddedPostgres> {
  const settings = (services[service]?.command ?? []).flatMap((word) => {
    const [, name = '', value = ''] = /^-c(\w+)=(.*)$/.exec(word) ?? [];
    return name === '' ? [] : [[name, value] as const];
  });
  return (servers[service] = await startEmbeddedPostgres({
    dataDir: join(folder, service),
    throwAway: true,
    settings: Object.fromEntries(settings),
  }));
}

function connectionOf(server: EmbeddedPostgres): Record<string, string> {
  const url = new URL(server.url('postgres'));
  return { ...asSuperuser, PGHOST: url.hostname, PGPORT: url.port, PGPASSWORD: url.password };
}

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

function addressOf(server: EmbeddedPostgres, role: string, password: string, database: string): string {
  const url = new URL(server.url(database));
  url.username = role;
  url.password = encodeURIComponent(password);
  return url.href;
}

describe('the steps of the operations guide', () => {
  it('make every secret that docker-compose.yml wants, as the program takes it', async () => {
    const guide = await readFile(join(composeRoot, 'docs/operations.md'), 'utf8');
    const [, steps = ''] = /```bash\n(cp \.env\.example[\s\S]*?)docker compose build\n/.exec(guide) ?? [];
    const here = await mkdtemp(join(folder, 'checkout-'));
    await copyFile(join(composeRoot, '.env.example'), join(here, '.env.example'));
    await runScript(`cd "$1"\n${steps}`, {}, { args: [here] });
    for (const { file } of Object.values(secrets)) expect((await stat(join(here, file))).mode & 0o777).toBe(0o444);
    const files = {
      HUIYING_MASTER_KEY_FILE: join(here, 'secrets/master_key'),
      HUIYING_SMTP_URL_FILE: join(here, 'secrets/smtp_url'),
    };
    expect(readEnv(files)).toMatchObject({ masterKey: expect.any(Buffer) as Buffer, smtpUrl: undefined });
  });
});

describe('the files of tickets', () => {
  it('are in a backup, and come back beside what was sent since', async () => {
    const bin = await mkdtemp(join(folder, 'files-'));
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
  });
});

const psql = await majorOf('psql');
const baseBackup = await majorOf('pg_basebackup');
const noPsql: Missing = typeof psql === 'string' ? psql : undefined;

describeUnlessMissing(noPsql, 'the accounts that docker-compose.yml makes', () => {
  let owner: string;
  let app: string;
  beforeAll(async () => {
    const server = await start('postgres');
    owner = addressOf(server, 'huiying_owner', PASSWORDS.owner, 'huiying');
    app = addressOf(server, 'huiying_app', PASSWORDS.app, 'huiying');
    await runScript(configs['databases']?.content ?? '', {
      ...connectionOf(server),
      HUIYING_OWNER_PASSWORD_FILE: secret('owner'),
      HUIYING_APP_PASSWORD_FILE: secret('app'),
    });
    const other = await start('temporal-postgres');
    await runScript(configs['temporal-databases']?.content ?? '', {
      ...connectionOf(other),
      TEMPORAL_PASSWORD_FILE: secret('temporal'),
    });
  });

  it('let the owner migrate and seed, and the other read and write rows and make nothing', async () => {
    await migrate(owner);
    await seed(owner, { demo: false, dataDir: folder });
    expect(await ask(app, 'SELECT year FROM calendar_year ORDER BY year')).not.toEqual([]);
    await ask(app, "INSERT INTO unit (id, name, name_en, level, path) VALUES ('x', 'x', 'x', 'city', '{x}')");
    await ask(app, "DELETE FROM unit WHERE id = 'x'");
    await ask(app, "SELECT nextval('ticket_event_feed_id_seq')");
    await expect(ask(app, 'CREATE TABLE mine (id int)')).rejects.toThrow('permission denied');
    await expect(ask(app, 'DROP TABLE unit')).rejects.toThrow('must be owner');
  });

  it('keep the two stores apart, on servers of their own', async () => {
    const server = servers['postgres'];
    const other = servers['temporal-postgres'];
    if (!server || !other) throw new Error('No server was started.');
    await expect(ask(addressOf(server, 'huiying_app', PASSWORDS.app, 'postgres'), 'SELECT 1')).resolves.toHaveLength(1);
    await expect(ask(addressOf(other, 'huiying_app', PASSWORDS.app, 'temporal'), 'SELECT 1')).rejects.toThrow();
    expect(await ask(addressOf(other, 'temporal', PASSWORDS.temporal, 'temporal_visibility'), 'SELECT 1')).toHaveLength(
      1,
    );
  });

  describeTemporalSchema();
  describeBackup(() => app);
});

/** Brings Temporal's schema into the database made above. */
function describeTemporalSchema(): void {
  const built = join(readEnv().cacheDir, 'temporal-server', '1.31.2', 'sql');
  const missing = existsSync(built)
    ? undefined
    : 'the schema tool of Temporal is not in the cache; scripts/cluster-run.mjs builds it';
  describeUnlessMissing(missing, 'the job temporal-schema', () => {
    it('makes both schemas, and does nothing the second time', async () => {
      const server = servers['temporal-postgres'];
      if (!server) throw new Error('No server was started.');
      const bin = await mkdtemp(join(folder, 'bin-'));
      await symlink(built, join(bin, 'temporal-sql-tool'));
      const { environment = {}, command = [] } = services['temporal-schema'] ?? {};
      const { hostname, port } = new URL(server.url('postgres'));
      const env = { ...environment, SQL_HOST: hostname, SQL_PORT: port, SQL_PASSWORD_FILE: secret('temporal') };
      const versions = (): Promise<unknown[]> =>
        Promise.all(
          ['temporal', 'temporal_visibility'].map((database) =>
            ask(addressOf(server, 'temporal', PASSWORDS.temporal, database), 'SELECT curr_version FROM schema_version'),
          ),
        );
      await runScript(command.join(' '), env, { path: [bin] });
      const first = await versions();
      expect(JSON.stringify(first)).toMatch(/1\.\d+.*1\.\d+/);
      await runScript(command.join(' '), env, { path: [bin] });
      expect(await versions()).toEqual(first);
    });
  });
}

/** The servers' files, by the recipe, with a stand-in for the engine that knows where each service runs. */
function describeBackup(app: () => string): void {
  const reason = 'pg_basebackup 18 or newer is not on PATH';
  const test = typeof baseBackup === 'number' && baseBackup >= 18 ? it : skipBecause(reason).it;
  test('are in a backup, which restores rows and transaction numbers as they were', async () => {
    const bin = await mkdtemp(join(folder, 'engine-'));
    await writeFile(join(bin, 'docker'), await engineOf(bin));
    await writeFile(join(bin, 'chown'), '#!/bin/sh\nexec /bin/chown -R --reference="$PGDATA.before" "$PGDATA"\n');
    for (const name of ['docker', 'chown']) await chmod(join(bin, name), 0o755);
    const env = { HUIYING_BACKUPS: join(folder, 'backups') };
    const xidOf = async (): Promise<bigint> => {
      const [row] = await ask<{ xid: string }>(app(), 'SELECT pg_current_xact_id()::text AS xid');
      return BigInt(row?.xid ?? 0);
    };
    await ask(app(), "INSERT INTO unit (id, name, name_en, level, path) VALUES ('kept', 'x', 'x', 'city', '{kept}')");
    const before = await xidOf();
    const made = await runScript(`exec ${composeRoot}/scripts/compose-backup.sh`, env, { path: [bin] });
    await ask(app(), "DELETE FROM unit WHERE id = 'kept'");
    await runScript(`exec ${composeRoot}/scripts/compose-restore.sh "$1"`, env, { path: [bin], args: [made.trim()] });
    for (const service of ['postgres', 'temporal-postgres'] as const) {
      await servers[service]?.stop();
      await start(service);
    }
    const port = servers['postgres']?.port;
    const again = app().replace(/:\d+\//, `:${port}/`);
    const [kept] = await ask<{ xid: string }>(
      again,
      "SELECT pg_current_xact_id()::text AS xid FROM unit WHERE id = 'kept'",
    );
    expect(BigInt(kept?.xid ?? 0)).toBeGreaterThan(before);
  });
}

/** `docker compose exec|run|stop|up …`, as far as the recipes go: a service is a server of this test. */
async function engineOf(bin: string): Promise<string> {
  for (const [service, server] of Object.entries(servers)) {
    const lines = Object.entries({ ...connectionOf(server), PGDATA: join(folder, service, 'cluster') });
    await writeFile(join(bin, `${service}.env`), lines.map(([name, value]) => `export ${name}='${value}'\n`).join(''));
  }
  const pids = Object.values(servers)
    .map(({ pid }) => pid)
    .join(' ');
  return `#!/bin/sh
set -eu
shift
verb=$1
shift
case "$verb" in
  stop)
    for pid in ${pids}; do kill -INT "$pid"; done
    for pid in ${pids}; do while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; done
    exit 0
    ;;
  up) exit 0 ;;
esac
while :; do
  case "$1" in
    -T | --rm | --no-deps) shift ;;
    --entrypoint) entry=$2; shift 2 ;;
    *) break ;;
  esac
done
service=$1
shift
if [ "$service" = api ]; then
  case "$*" in *tar*) export HUIYING_DATA_DIR="${bin}"; exec \${entry:-} "$@" ;; esac
  exit 0
fi
. "${bin}/$service.env"
exec \${entry:-} "$@"
`;
}

const temporal = await temporalBinary().then(
  (path) => ({ path, missing: undefined }),
  (error: unknown) => ({ path: '', missing: messageOf(error) }),
);

describeUnlessMissing(temporal.missing, 'the job temporal-namespace', () => {
  let server: TemporalServer;
  beforeAll(async () => {
    server = await startTemporal({ binary: temporal.path, namespace: 'another' });
  });
  afterAll(() => server.stop());

  const namespaceJob = (retention: string): Promise<string> => {
    const { environment = {}, command = [] } = services['temporal-namespace'] ?? {};
    return runScript(
      command.join(' '),
      // What the commands ignore must not be what they need.
      { ...environment, TEMPORAL_ADDRESS: server.address, RETENTION: retention, HOME: folder },
      { path: [dirname(temporal.path)] },
    );
  };
  const described = (namespace: string): ReturnType<typeof describeTemporal> =>
    describeTemporal({ address: server.address }, namespace, 'tickets', searchAttributes);

  it('makes the namespace of the tickets with what they write, and leaves others alone', async () => {
    const before = await described('default');
    await namespaceJob('30d');
    expect(await described('huiying')).toMatchObject({ exists: true, retentionDays: 30, missingSearchAttributes: [] });
    expect(await described('default')).toEqual(before);
  });

  it('may be run again, and follows the retention that is asked for', async () => {
    await namespaceJob('45d');
    await namespaceJob('45d');
    expect(await described('huiying')).toMatchObject({ exists: true, retentionDays: 45, missingSearchAttributes: [] });
  });
});
