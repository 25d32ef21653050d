import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../../config/env.js';
import { isLoopback } from '../../config/loopback.js';
import { projectRoot } from '../../config/paths.js';
import { searchAttributes } from '../../config/search-attributes.js';
import { temporalConnectionOptions } from '../../config/temporal-connection.js';
import { CliFailure, messageOf } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { demoAccountsFileIn, logFileIn, postgresDirIn } from './data-dir.js';
import { dataKeys } from './data-keys.js';
import { apiAddresses, reachedHost } from './addresses.js';
import { nodeService, type NodeEnvironment, type NodeServicePlan } from './node-service.js';
import { defaultPorts, insistOnPort, keepPortsIn, portFrom, type Keep, type PortName } from './ports.js';
import { apiAnswers, postgresAnswers, temporalAnswers } from './questions.js';
import { runOwnCommand } from './own-command.js';
import { pause } from './processes.js';
import { runtimeFileIn, type RuntimeNotes } from './runtime-file.js';
import type { Supervisor } from './supervisor.js';

export type BringUpPlan = Readonly<{
  env: Env;
  demo: boolean;
  terminal: Terminal;
  supervisor: Supervisor;
  notes: RuntimeNotes;
  signal: AbortSignal;
}>;

export type RunningStack = Readonly<{
  dataDir: string;
  apiUrl: string;
  publicUrl: string;
  docsUrl: string;
  temporalUiUrl: string | undefined;
  metricsUrls: readonly string[];
  demoAccountsFile: string | undefined;
  /** Where the data is and with which keys, for commands that are run beside it. */
  dataEnv: NodeEnvironment;
}>;

const databaseName = 'huiying';
const retentionDays = 30;
const readyTimeoutMs = 60_000;

type Ports = Readonly<Record<PortName, number>>;

/** Brings everything up, step by step, and answers when the API says that it is ready. */
export async function bringUp(plan: BringUpPlan): Promise<RunningStack> {
  const { env, terminal, signal } = plan;
  const { dataDir } = env;
  const keep = keepPortsIn(join(env.cacheDir, 'ports'));
  const ports = await choosePorts(env, terminal, keep);
  const keys = await dataKeys(env, 'make');
  if (keys.made) terminal.line(`  a key ring was made: keep a copy of ${keys.file ?? ''} apart from the data`);

  const databaseUrl = await database(plan, ports);
  signal.throwIfAborted();
  const temporal = await workflowServer(plan, ports);
  signal.throwIfAborted();

  const reached = reachedHost(env.host);
  const { apiUrl, publicUrl } = apiAddresses(env, ports.api);
  const metrics = { api: ports.metrics, worker: ports.workerMetrics };
  const metricsUrls = (): string[] => [metrics.api, metrics.worker].map((port) => `http://${reached}:${port}/metrics`);
  const describe = async (): Promise<void> => {
    const { address: temporalAddress, uiUrl: temporalUiUrl } = temporal;
    plan.notes.describe({
      apiUrl,
      publicUrl,
      temporalAddress,
      temporalUiUrl,
      databaseUrl,
      metricsUrls: metricsUrls(),
    });
    await plan.notes.setPids(plan.supervisor.pids());
  };
  await describe();

  const dataEnv = {
    DATABASE_URL: databaseUrl,
    HUIYING_DATA_DIR: dataDir,
    HUIYING_MASTER_KEY: keys.master?.key.toString('base64'),
    HUIYING_MASTER_KEY_ID: env.masterKeyId,
    // A ring that the environment names is inherited.
    ...(env.keyRing === undefined && { HUIYING_KEY_RING_FILE: keys.file }),
  };
  await terminal.step('Database schema', async () => {
    const { applied } = await runOwnCommand('The database could not be brought up to date', ['migrate'], dataEnv);
    return Array.isArray(applied) && applied.length > 0 ? `applied ${applied.join(', ')}` : 'up to date';
  });
  signal.throwIfAborted();
  await terminal.step('Reference data', async () => {
    const { summary } = await runOwnCommand(
      'The reference data could not be filled in',
      plan.demo ? ['seed', '--demo'] : ['seed'],
      dataEnv,
    );
    return String(summary);
  });
  signal.throwIfAborted();

  await terminal.step('Erasure list', async () => {
    const { erasedAgain } = await runOwnCommand('The erasure list could not be followed', ['erase', 'replay'], dataEnv);
    const back = Array.isArray(erasedAgain) ? erasedAgain.length : 0;
    return back === 0 ? 'nothing that was erased is back' : `${back} tickets of a backup were erased again`;
  });
  signal.throwIfAborted();

  const childEnv = {
    ...dataEnv,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: env.temporal.namespace,
    HUIYING_TASK_QUEUE: env.temporal.taskQueue,
    HUIYING_HOST: env.host,
    HUIYING_PORT: String(ports.api),
    HUIYING_PUBLIC_URL: publicUrl,
    HUIYING_RUNTIME_FILE: runtimeFileIn(dataDir),
    HUIYING_TEMPORAL_UI_URL: env.temporalUiUrl ?? temporal.uiUrl,
    HUIYING_DEMO_SIGN_IN: String(plan.demo && isLoopback(env.host) && isLoopback(new URL(publicUrl).hostname)),
    ...(env.lookJournalDir === undefined && { HUIYING_LOOK_JOURNAL_DIR: join(dataDir, 'looks') }),
    // No balancer stands before it, which would have to hear that it stops.
    HUIYING_DRAIN_SECONDS: '0',
    HUIYING_CITIZEN_REPORTS: (env.citizenReports ?? plan.demo) ? 'on' : 'off',
    LOG_LEVEL: env.logLevel,
  };
  /** A port that was free before may be taken by now; figures are no reason not to start. */
  const withMetrics = async (name: 'worker' | 'api'): Promise<NodeEnvironment> => {
    const wanted = metrics[name];
    const taken = new Set(Object.values(ports).filter((port) => port !== wanted));
    metrics[name] = await portFrom(wanted, { taken, host: env.host, keep });
    if (metrics[name] !== wanted) {
      terminal.warn(`the metrics port ${wanted} of the ${name} is taken: ${metrics[name]} is used instead`);
      await describe();
    }
    return {
      ...childEnv,
      HUIYING_METRICS_PORT: String(metrics.api),
      HUIYING_WORKER_METRICS_PORT: String(metrics.worker),
    };
  };
  await terminal.step('Worker', () => startNode(plan, { name: 'worker', env: () => withMetrics('worker') }));
  signal.throwIfAborted();
  await terminal.step('API', async () => {
    const ask = (asked: AbortSignal): Promise<void> => apiAnswers(apiUrl, asked);
    const started = await startNode(plan, { name: 'api', env: () => withMetrics('api'), ask });
    await untilReady(apiUrl, signal);
    return `${started}, listening on ${env.host}:${ports.api}`;
  });
  const accounts = demoAccountsFileIn(dataDir);
  return {
    dataDir,
    apiUrl,
    publicUrl,
    docsUrl: `${publicUrl}/docs`,
    temporalUiUrl: temporal.uiUrl,
    metricsUrls: metricsUrls(),
    demoAccountsFile: existsSync(accounts) ? accounts : undefined,
    dataEnv,
  };
}

async function choosePorts(env: Env, terminal: Terminal, keep: Keep): Promise<Ports> {
  const taken = new Set<number>();
  const choose = async (name: PortName, host: string) => {
    const port = await portFrom(defaultPorts[name], { taken, host, keep });
    taken.add(port);
    if (port !== defaultPorts[name]) terminal.line(`  port ${defaultPorts[name]} is busy: ${port} is used instead`);
    return port;
  };
  const chooseUnless = async (given: number | undefined, name: PortName) => {
    if (given === undefined) return choose(name, env.host);
    const port = await insistOnPort(given, env.host);
    await keep(port);
    taken.add(port);
    return port;
  };
  const api = await chooseUnless(env.port, 'api');
  const own = '127.0.0.1';
  return {
    api,
    postgres: env.databaseUrl === undefined ? await choose('postgres', own) : 0,
    temporal: env.temporal.address === undefined ? await choose('temporal', own) : 0,
    temporalUi: env.temporal.address === undefined ? await choose('temporalUi', own) : 0,
    metrics: await chooseUnless(env.metricsPort, 'metrics'),
    workerMetrics: await chooseUnless(env.workerMetricsPort, 'workerMetrics'),
  };
}

async function database(plan: BringUpPlan, ports: Ports): Promise<string> {
  const { env, supervisor, terminal } = plan;
  if (env.databaseUrl !== undefined) {
    const url = env.databaseUrl;
    await terminal.step('PostgreSQL', async () => {
      const { probeDatabase } = await import('./postgres-probe.js');
      const { version } = await probeDatabase(url);
      return `${version} at ${new URL(url).host}, which is yours`;
    });
    return url;
  }
  const { startEmbeddedPostgres } = await import('./embedded-postgres.js');
  const { ensureDatabase } = await import('./application-database.js');
  let url = '';
  await terminal.step('PostgreSQL', async (report) => {
    report('starting it; the first time also makes the cluster');
    await supervisor.start({
      name: 'postgres',
      start: async () => {
        const postgres = await startEmbeddedPostgres({
          dataDir: postgresDirIn(env.dataDir),
          port: ports.postgres,
          logFile: logFileIn(env.dataDir, 'postgres'),
        });
        url = await ensureDatabase(postgres, databaseName);
        return postgres;
      },
      ask: (_running, asked) => postgresAnswers(url, asked),
    });
    return `listening on 127.0.0.1:${ports.postgres}`;
  });
  return url;
}

async function workflowServer(
  plan: BringUpPlan,
  ports: Ports,
): Promise<{ address: string; uiUrl: string | undefined }> {
  const { env, supervisor, terminal, signal } = plan;
  const { namespace } = env.temporal;
  const address = env.temporal.address ?? `127.0.0.1:${ports.temporal}`;
  let uiUrl: string | undefined;
  if (env.temporal.address === undefined) {
    const { obtainTemporalBinary, startTemporal, temporalCliVersion } = await import('./temporal-server.js');
    let binary = '';
    await terminal.step('Temporal server program', async (report) => {
      const found = await obtainTemporalBinary({ cacheDir: env.cacheDir, report, signal });
      binary = found.path;
      const origin = { path: 'found on PATH', cache: 'from the cache', download: 'downloaded', go: 'built with Go' }[
        found.origin
      ];
      return `${temporalCliVersion}, ${origin}`;
    });
    await terminal.step('Temporal server', async () => {
      await supervisor.start({
        name: 'temporal',
        start: async () => {
          const server = await startTemporal({
            binary,
            namespace,
            port: ports.temporal,
            uiPort: ports.temporalUi,
            dbFile: join(env.dataDir, 'temporal', 'temporal.db'),
            logFile: logFileIn(env.dataDir, 'temporal'),
          });
          uiUrl = server.uiUrl;
          return server;
        },
        ask: (_running, asked) => temporalAnswers(address, namespace, asked),
      });
      return `listening on ${address}`;
    });
  }
  await terminal.step('Temporal namespace', async () => {
    const { prepareNamespace } = await import('./temporal-namespace.js');
    const connection = await temporalConnectionOptions(env.temporal, address);
    const { changed } = await prepareNamespace({
      connection,
      namespace,
      retentionDays,
      searchAttributes,
      patienceMs: 15_000,
    });
    return changed.length === 0 ? `${namespace} is as it should be` : `${namespace}: ${changed.join('; ')}`;
  });
  return { address, uiUrl };
}

async function startNode(
  plan: BringUpPlan,
  service: Pick<NodeServicePlan, 'env' | 'ask'> & { readonly name: 'worker' | 'api' },
): Promise<string> {
  const { name } = service;
  const logFile = logFileIn(plan.env.dataDir, name);
  // The workflow sandbox builds a stack trace at each step; two lines of it are enough and cost far less.
  const nodeArgs = name === 'worker' ? ['--stack-trace-limit=2'] : [];
  const script = join(projectRoot(), 'dist', name, 'main.js');
  await plan.supervisor.start(nodeService({ ...service, script, nodeArgs, logFile }));
  return `process ${plan.supervisor.pids()[name]}`;
}

async function untilReady(apiUrl: string, signal: AbortSignal): Promise<void> {
  const until = Date.now() + readyTimeoutMs;
  let last = '';
  while (Date.now() < until) {
    signal.throwIfAborted();
    try {
      const response = await fetch(`${apiUrl}/readyz`, { signal: AbortSignal.timeout(3_000) });
      if (response.ok) return;
      last = `HTTP ${response.status}: ${(await response.text()).slice(0, 200)}`;
    } catch (error) {
      last = messageOf(error);
    }
    await pause(100, signal);
  }
  throw new CliFailure(
    'The API did not become ready',
    `${apiUrl}/readyz last said ${last}`,
    'See api.log and worker.log in the logs folder.',
  );
}
