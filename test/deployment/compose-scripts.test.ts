import { chmod, copyFile, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEnv } from '../../config/env.js';
import { KEY_PURPOSES, keyRing } from '../../config/key-ring.js';
import { migrate } from '../../storage/postgres/migrate.js';
import { seed } from '../../storage/reference/seed.js';
import { composeRoot, majorOf, readCompose, runScript } from '../support/compose.js';
import { ask, composeServers, type ComposeServers } from '../support/compose-servers.js';
import { describeUnlessMissing, type Missing } from '../support/skip.js';

const { services, secrets } = readCompose({ HUIYING_PUBLIC_URL: 'https://hotline.example.org' });

let servers: ComposeServers;
let folder: string;
beforeAll(async () => {
  servers = await composeServers();
  ({ folder } = servers);
});
afterAll(() => servers.end());

describe('the steps of the operations guide', () => {
  it('make every secret that docker-compose.yml wants, and a ring with a key for each purpose, as the program takes them', async () => {
    const guide = await readFile(join(composeRoot, 'docs/operations.md'), 'utf8');
    const [, steps = ''] = /```bash\n(cp \.env\.example[\s\S]*?)docker compose up -d\n/.exec(guide) ?? [];
    const here = await mkdtemp(join(folder, 'checkout-'));
    const bin = await mkdtemp(join(folder, 'engine-'));
    await copyFile(join(composeRoot, '.env.example'), join(here, '.env.example'));
    await writeFile(join(bin, 'docker'), engineIn(here));
    // The account of the container is none of this machine.
    await writeFile(join(bin, 'chown'), '#!/bin/sh\ntest "$1 $2" = "1000:1000 keys"\n');
    for (const name of ['docker', 'chown']) await chmod(join(bin, name), 0o755);
    await runScript(`cd "$1"\n${steps}`, {}, { path: [bin], args: [here] });
    for (const { file } of Object.values(secrets)) expect((await stat(join(here, file))).mode & 0o777).toBe(0o444);
    expect((await stat(join(here, 'keys/key-ring.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(here, 'keys'))).mode & 0o777).toBe(0o700);
    const env = readEnv(environmentIn(here));
    expect(env).toMatchObject({ masterKey: undefined, smtpUrl: undefined });
    const ring = keyRing(env.keyRing ?? null, null);
    for (const purpose of KEY_PURPOSES)
      expect(ring.keysFor(purpose)).toMatchObject({ current: { state: 'current', plain: false }, others: [] });
    expect(new Set(env.keyRing?.keys.map(({ key }) => key.toString('hex'))).size).toBe(KEY_PURPOSES.length);
  });
});

/** What a container of the service that rotates has, with the folders where the steps made them. */
function environmentIn(here: string): Record<string, string> {
  const { environment = {} } = services['keyring'] ?? {};
  const files = Object.entries(environment).filter(([name]) => /_(KEY|RING|URL)_FILE$/.test(name));
  return Object.fromEntries(files.map(([name, file]) => [name, file.replace('/run', here)]));
}

/** `docker compose build` does nothing here, and `run … keyring` runs its command as the file says it. */
function engineIn(here: string): string {
  const { entrypoint = [] } = services['keyring'] ?? {};
  const lines = Object.entries(environmentIn(here)).map(([name, file]) => `export ${name}='${file}'`);
  return `#!/bin/sh
set -eu
case "$1 $2" in 'compose build') exit 0 ;; 'compose run') shift 2 ;; esac
${lines.join('\n')}
while [ "$1" != keyring ]; do
  case "$1" in -e) export "$2"; shift ;; --rm | --no-deps) ;; *) exit 64 ;; esac
  shift
done
shift
last=
for word; do
  case "$word" in /run/*) word="${here}\${word#/run}" ;; esac
  last="$last '$word'"
done
cd "${composeRoot}"
eval exec ${entrypoint.join(' ')} $last
`;
}

const psql = await majorOf('psql');
const noPsql: Missing = typeof psql === 'string' ? psql : undefined;

describeUnlessMissing(noPsql, 'the accounts that docker-compose.yml makes', () => {
  let owner: string;
  let app: string;
  beforeAll(async () => {
    for (const service of ['postgres', 'temporal-postgres'] as const) {
      await servers.start(service);
      await servers.makeDatabases(service);
    }
    owner = servers.address('postgres', 'huiying_owner', 'huiying');
    app = servers.address('postgres', 'huiying_app', 'huiying');
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
    await expect(ask(servers.address('postgres', 'huiying_app', 'postgres'), 'SELECT 1')).resolves.toHaveLength(1);
    await expect(ask(servers.address('temporal-postgres', 'huiying_app', 'temporal'), 'SELECT 1')).rejects.toThrow();
    const visibility = servers.address('temporal-postgres', 'temporal', 'temporal_visibility');
    expect(await ask(visibility, 'SELECT 1')).toHaveLength(1);
  });
});
