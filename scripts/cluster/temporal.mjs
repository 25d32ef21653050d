import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { stringify } from 'yaml';

const run = promisify(execFile);
const SERVICES = ['frontend', 'history', 'matching', 'worker'];
const SHARDS = 8;
const NAMESPACE = 'huiying';
const READY_MS = 90_000;
const STORES = { temporal: 'temporal', visibility: 'temporal_visibility' };

/**
 * The real Temporal server, four services in one process on loopback, on a PostgreSQL of somebody else.
 * @param {{ programs: { server: string, sqlTool: string }, postgres: { port: number, user: string, password: string },
 *   folder: string }} plan
 */
export async function prepareTemporal(product, plan) {
  const { programs, postgres, folder } = plan;
  await mkdir(join(folder, 'config'), { recursive: true });
  for (const [store, database] of Object.entries(STORES)) {
    const shared = ['--plugin', 'postgres12_pgx', '--endpoint', '127.0.0.1', '--port', String(postgres.port)];
    const account = ['--user', postgres.user, '--password', postgres.password, '--database', database];
    const schema = `postgresql/v12/${store}`;
    await run(programs.sqlTool, [...shared, ...account, 'setup-schema', '--version', '0.0']);
    await run(programs.sqlTool, [...shared, ...account, 'update-schema', '--schema-name', schema]);
  }
  const ports = {};
  for (const service of SERVICES) ports[service] = [await product.freePort(), await product.freePort()];
  await writeFile(join(folder, 'dynamic.yaml'), '{}\n');
  const config = join(folder, 'config', 'development.yaml');
  await writeFile(config, stringify(configuration(postgres, ports, join(folder, 'dynamic.yaml'))), { mode: 0o600 });
  const address = `127.0.0.1:${ports.frontend[0]}`;

  return {
    address,
    namespace: NAMESPACE,
    async start() {
      const child = await product.startChild({
        command: programs.server,
        args: ['--root', folder, '--config', 'config', '--env', 'development', '--allow-no-auth', 'start'],
        env: product.childEnvironment(),
        cwd: folder,
        logFile: join(folder, '..', 'temporal.log'),
        stopSignal: 'SIGTERM',
        stopGraceMs: 30_000,
      });
      await untilAnswering(product, ports.frontend[0], child);
      return child;
    },
    /** Once, after the first start. */
    prepare: () =>
      product.prepareNamespace({
        connection: { address },
        namespace: NAMESPACE,
        retentionDays: 30,
        searchAttributes: product.searchAttributes,
        patienceMs: READY_MS,
      }),
  };
}

async function untilAnswering(product, port, child) {
  let ended = false;
  void child.exited.then(() => (ended = true));
  const until = Date.now() + READY_MS;
  while (!(await product.portAnswers(port))) {
    if (ended) throw new Error('The Temporal server ended while starting; see temporal.log.');
    if (Date.now() > until) throw new Error(`The Temporal server did not listen within ${READY_MS / 1000} s.`);
    await pause(100);
  }
}

function configuration(postgres, ports, dynamicConfig) {
  const store = (databaseName, connections) => ({
    sql: {
      pluginName: 'postgres12_pgx',
      databaseName,
      connectAddr: `127.0.0.1:${postgres.port}`,
      connectProtocol: 'tcp',
      user: postgres.user,
      password: postgres.password,
      maxConns: connections,
      maxIdleConns: connections,
      maxConnLifetime: '1h',
    },
  });
  const [frontend] = ports.frontend;
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: SHARDS,
      datastores: { default: store(STORES.temporal, 20), visibility: store(STORES.visibility, 10) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(
      SERVICES.map((service) => [
        service,
        { rpc: { grpcPort: ports[service][0], membershipPort: ports[service][1], bindOnLocalHost: true } },
      ]),
    ),
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: { enabled: true, initialFailoverVersion: 1, rpcName: 'frontend', rpcAddress: `127.0.0.1:${frontend}` },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicConfig, pollInterval: '10s' },
  };
}
