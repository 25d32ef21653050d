import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { root } from './product.mjs';

const NAMESPACE = 'huiying';
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const READY_MS = 60_000;
const SHORT_STACKS = '--stack-trace-limit=2';
export const BARE_TASK_QUEUE = 'bare';

/**
 * The product as `npm start` runs it, in a folder of its own, plus the worker of the bare workflows on the same server.
 * Durable settings are left as they are: a benchmark without fsync measures something else.
 * @param {{ profileDir?: string, env?: Record<string, string>, before?: object }} options with a folder, API and worker
 *   write their CPU profiles there when they stop; `env` is added to their settings; `before` is the product of another
 *   checkout, which gets a PostgreSQL, a namespace, a worker and an API of its own beside it; `limits` are added to the
 *   server's dynamic configuration
 */
export async function startStack(product, options = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'huiying-bench-'));
  const undo = [() => rm(dataDir, { recursive: true, force: true })];
  const interrupted = () => void stop().finally(() => process.exit(130));
  const stop = async () => {
    for (const signal of SIGNALS) process.off(signal, interrupted);
    while (undo.length > 0) await undo.pop()();
  };
  for (const signal of SIGNALS) process.once(signal, interrupted);
  try {
    return { ...(await bringUp(product, { ...options, dataDir, undo })), dataDir, undo, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bringUp(product, { dataDir, undo, profileDir, env = {}, limits, before }) {
  const cacheDir = product.readEnv().cacheDir;
  const { path: binary } = await product.obtainTemporalBinary({ cacheDir, report: (line) => console.log(`  ${line}`) });
  const dbFile = join(dataDir, 'temporal', 'temporal.db');
  const server = {
    binary,
    namespace: NAMESPACE,
    dbFile,
    logFile: join(dataDir, 'temporal.log'),
    ...(limits && { limits }),
  };
  let temporal = await product.startTemporal(server);
  undo.push(() => temporal.stop());
  const connection = await Connection.connect({ address: temporal.address });
  undo.push(() => connection.close());

  const shared = { temporal, connection, undo, profileDir, settings: env };
  const now = await startProduct(product, { ...shared, dataDir, namespace: NAMESPACE });
  const bareWorker = await now.startNode('bare-worker', join(root, 'bench/bare-worker.mjs'), [SHORT_STACKS], {
    BARE_TASK_QUEUE,
  });
  const boundPids = { server: temporal.pid, worker: bareWorker.pid };
  const earlier =
    before && (await startProduct(before, { ...shared, dataDir: join(dataDir, 'before'), namespace: 'before' }));
  return {
    ...now,
    temporalFile: dbFile,
    pids: { bound: boundPids, product: now.pids },
    before: earlier,
    /** Takes the server away, calls `meanwhile`, and brings it back at the same address with what it had kept. */
    async withoutEngine(meanwhile) {
      const port = Number(temporal.address.split(':').at(-1));
      await temporal.stop();
      try {
        await meanwhile();
      } finally {
        temporal = await product.startTemporal({ ...server, port });
        boundPids.server = now.pids.server = temporal.pid;
      }
    },
  };
}

/** One product on the Temporal server that is there: its own PostgreSQL, worker and API. */
async function startProduct(product, { temporal, connection, undo, profileDir, settings, dataDir, namespace }) {
  const postgresDir = join(dataDir, 'postgres');
  undo.push(() => product.removeSharedData(postgresDir));
  const postgres = await product.startEmbeddedPostgres({
    dataDir: postgresDir,
    logFile: join(dataDir, 'postgres.log'),
  });
  undo.push(() => postgres.stop());
  // A version before came as the superuser, and was answered nothing.
  const databaseUrl = (await product.ensureDatabase(postgres, 'huiying')) ?? postgres.url('huiying');
  await product.prepareNamespace({
    connection: { address: temporal.address },
    namespace,
    retentionDays: 30,
    searchAttributes: product.searchAttributes,
    patienceMs: 15_000,
  });

  const masterKey = randomBytes(32);
  await product.migrate(databaseUrl);
  await product.seed(databaseUrl, { demo: true, dataDir, masterKey });
  const apiPort = await product.freePort();
  const env = {
    DATABASE_URL: databaseUrl,
    HUIYING_DATA_DIR: dataDir,
    // As `start` has it.
    HUIYING_LOOK_JOURNAL_DIR: join(dataDir, 'looks'),
    HUIYING_MASTER_KEY: masterKey.toString('base64'),
    HUIYING_MASTER_KEY_ID: 'k1',
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: namespace,
    HUIYING_TASK_QUEUE: 'tickets',
    HUIYING_HOST: '127.0.0.1',
    HUIYING_PORT: String(apiPort),
    HUIYING_PUBLIC_URL: `http://127.0.0.1:${apiPort}`,
    // Counted like everywhere, and never spent.
    HUIYING_KEY_REQUESTS_PER_MINUTE: '9999999',
    LOG_LEVEL: 'info',
    ...settings,
  };
  const profiling = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  const startNode = async (name, script, nodeArgs, more = {}) => {
    const service = product.nodeService({
      name,
      script,
      nodeArgs,
      env: { ...env, ...more },
      logFile: join(dataDir, `${name}.log`),
    });
    const running = await service.start(new AbortController().signal);
    undo.push(() => running.stop());
    return running;
  };
  const main = (name) => join(product.folder, 'dist', name, 'main.js');
  const begin = {
    worker: () => startNode('worker', main('worker'), [SHORT_STACKS, ...profiling]),
    api: () => startNode('api', main('api'), profiling),
  };
  const running = { worker: await begin.worker(), api: await begin.api() };
  await untilReady(`http://127.0.0.1:${apiPort}/readyz`);

  const database = product.openDatabase(databaseUrl, {
    connections: 8,
    onError: (error) => console.error(error.message),
  });
  undo.push(() => database.close());
  const clientWith = (more) => new Client({ connection, namespace, ...more });
  return {
    apiPort,
    masterKey,
    databaseUrl,
    /** Of the account that owns the database. */
    ownerUrl: postgres.url('huiying'),
    temporalAddress: temporal.address,
    pool: database.pool,
    accounts: JSON.parse(await readFile(join(dataDir, 'demo-accounts.json'), 'utf8')),
    /** Speaks to the bare workflows: nothing is sealed. */
    bareClient: clientWith({}),
    /** Speaks to tickets as the API of that version does. */
    ticketClient: clientWith(
      product.sealedClient?.({ id: 'k1', key: masterKey }) ?? {
        dataConverter: product.dataConverter({ id: 'k1', key: masterKey }),
      },
    ),
    startNode,
    pids: {
      server: temporal.pid,
      get worker() {
        return running.worker.pid;
      },
      get api() {
        return running.api.pid;
      },
      postgres: postgres.pid,
    },
    /** Ends worker and API as a power cut would, both at once, and begins them again at once. */
    async killAll() {
      for (const one of Object.values(running)) one.kill();
      await Promise.all(Object.values(running).map((one) => one.exited));
      for (const name of Object.keys(begin)) running[name] = await begin[name]();
    },
  };
}

/** Waits until an API says that it can work. */
export async function untilReady(url) {
  const until = Date.now() + READY_MS;
  let last = '';
  while (Date.now() < until) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
      if (response.ok) return;
      last = `HTTP ${response.status}`;
    } catch (error) {
      last = error.cause?.message ?? error.message;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`The API was not ready after ${READY_MS / 1000} s; ${url} last said ${last}.`);
}

/** Waits until no workflow of the type runs any more. The server is asked seldom enough not to be measured itself. */
export async function untilNoneRuns(client, workflowType, patienceMs = 120_000) {
  const until = Date.now() + patienceMs;
  for (;;) {
    const { count } = await client.workflow.count(`WorkflowType = '${workflowType}' AND ExecutionStatus = 'Running'`);
    if (count === 0) return;
    if (Date.now() > until) throw new Error(`${count} workflows of type ${workflowType} had not ended in time.`);
    await new Promise((done) => setTimeout(done, 500));
  }
}
