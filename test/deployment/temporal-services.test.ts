import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../cli/failure.js';
import { describeTemporal } from '../../cli/stack/temporal-namespace.js';
import { startTemporal, type TemporalServer } from '../../cli/stack/temporal-server.js';
import { readEnv } from '../../config/env.js';
import { searchAttributes } from '../../config/search-attributes.js';
import { majorOf, readCompose, runScript } from '../support/compose.js';
import { ask, composeServers, type ComposeServers } from '../support/compose-servers.js';
import { eventually } from '../support/eventually.js';
import { describeUnlessMissing, type Missing } from '../support/skip.js';
import { temporalBinary } from '../support/stack/temporal.js';

const { services, configs } = readCompose({ HUIYING_PUBLIC_URL: 'https://hotline.example.org' });

let servers: ComposeServers;
let folder: string;
beforeAll(async () => {
  servers = await composeServers();
  ({ folder } = servers);
});
afterAll(() => servers.end());

const cli = await temporalBinary().then(
  (path) => ({ path, missing: undefined }),
  (error: unknown) => ({ path: '', missing: messageOf(error) }),
);
const namespaceJob = (address: string, retention: string): Promise<string> => {
  const { environment = {}, command = [] } = services['temporal-namespace'] ?? {};
  return runScript(
    command.join(' '),
    // What the commands ignore must not be what they need.
    { ...environment, TEMPORAL_ADDRESS: address, RETENTION: retention, HOME: folder },
    { path: [dirname(cli.path)] },
  );
};
const described = (address: string, namespace: string): ReturnType<typeof describeTemporal> =>
  describeTemporal({ address }, namespace, 'tickets', searchAttributes);

/** The programs of the version that the images have, as scripts/cluster-run.mjs builds them. */
function programs(): { folder: string; missing: Missing } {
  const [, version = ''] = /:([\d.]+)@/.exec(services['temporal']?.image ?? '') ?? [];
  const built = join(readEnv().cacheDir, 'temporal-server', version);
  const missing = `Temporal ${version} as a server is not in the cache; scripts/cluster-run.mjs builds it`;
  return { folder: built, missing: existsSync(join(built, 'server')) ? undefined : missing };
}

const psql = await majorOf('psql');
const { folder: built, missing } = programs();
describeUnlessMissing(typeof psql === 'string' ? psql : missing, 'the version of Temporal that the images have', () => {
  let server: ChildProcess | undefined;
  let address: string;
  beforeAll(async () => {
    await servers.start('temporal-postgres');
    await servers.makeDatabases('temporal-postgres');
  });
  afterAll(async () => {
    if (!server || server.exitCode !== null) return;
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill();
    await ended;
  });

  it('gets both schemas by the job temporal-schema, which does nothing the second time', async () => {
    const bin = await mkdtemp(join(folder, 'bin-'));
    await symlink(join(built, 'sql'), join(bin, 'temporal-sql-tool'));
    const { environment = {}, command = [] } = services['temporal-schema'] ?? {};
    const { hostname, port } = new URL(servers.running('temporal-postgres').url('temporal'));
    const env = { ...environment, SQL_HOST: hostname, SQL_PORT: port, SQL_PASSWORD_FILE: servers.secret('temporal') };
    const versions = (): Promise<unknown[]> =>
      Promise.all(
        ['temporal', 'temporal_visibility'].map((database) =>
          ask(servers.address('temporal-postgres', 'temporal', database), 'SELECT curr_version FROM schema_version'),
        ),
      );
    await runScript(command.join(' '), env, { path: [bin] });
    const first = await versions();
    expect(JSON.stringify(first)).toMatch(/1\.\d+.*1\.\d+/);
    await runScript(command.join(' '), env, { path: [bin] });
    expect(await versions()).toEqual(first);
  });

  it('comes up with the settings of the file and nothing else, and is given its namespace', async () => {
    const bin = await mkdtemp(join(folder, 'bin-'));
    await symlink(join(built, 'server'), join(bin, 'temporal-server'));
    const limits = join(bin, 'limits.yaml');
    await writeFile(limits, configs['temporal_limits']?.content ?? '');
    // As the image's own, whose address is the container's: here one of this machine's own that nobody else has.
    const ip = ['127', 77 + (process.pid >> 16), (process.pid >> 8) & 255, process.pid & 255].join('.');
    const entrypoint = join(bin, 'entrypoint.sh');
    await writeFile(entrypoint, `#!/bin/sh\nset -eu\nBIND_ON_IP=${ip} exec temporal-server start\n`);
    await chmod(entrypoint, 0o755);
    const { environment = {}, command = [] } = services['temporal'] ?? {};
    const postgres = new URL(servers.running('temporal-postgres').url('temporal'));
    let said = '';
    server = spawn('sh', ['-euc', command.join(' ').replace('/etc/temporal/entrypoint.sh', entrypoint)], {
      // An image has no other settings than these.
      env: {
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        ...environment,
        POSTGRES_SEEDS: postgres.hostname,
        DB_PORT: postgres.port,
        POSTGRES_PWD_FILE: servers.secret('temporal'),
        DYNAMIC_CONFIG_FILE_PATH: limits,
        // What takes 512 of them the longest is to come up.
        NUM_HISTORY_SHARDS: '4',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [server.stdout, server.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-4_000)));
    address = `${ip}:7233`;
    let ended = false;
    server.once('exit', () => (ended = true));
    await eventually(() => (ended ? undefined : namespaceJob(address, '30d').then(() => undefined)));
    expect(ended ? said : 'it runs').toBe('it runs');
    expect(await described(address, 'huiying')).toMatchObject({
      ...{ exists: true, retentionDays: 30, missingSearchAttributes: [] },
      serverVersion: services['temporal']?.image.split(/[:@]/)[1],
    });
  });
});

describeUnlessMissing(cli.missing, 'the job temporal-namespace', () => {
  let server: TemporalServer;
  beforeAll(async () => {
    server = await startTemporal({ binary: cli.path, namespace: 'another' });
  });
  afterAll(() => server.stop());

  it('makes the namespace of the tickets with what they write, and leaves others alone', async () => {
    const before = await described(server.address, 'default');
    await namespaceJob(server.address, '30d');
    expect(await described(server.address, 'huiying')).toMatchObject({
      ...{ exists: true, retentionDays: 30, missingSearchAttributes: [] },
    });
    expect(await described(server.address, 'default')).toEqual(before);
  });

  it('may be run again, and follows the retention that is asked for', async () => {
    await namespaceJob(server.address, '45d');
    await namespaceJob(server.address, '45d');
    expect(await described(server.address, 'huiying')).toMatchObject({
      ...{ exists: true, retentionDays: 45, missingSearchAttributes: [] },
    });
  });
});
