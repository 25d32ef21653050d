import { Client } from '@temporalio/client';
import { NativeConnection, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createTicketActivities } from '../activities/ticket/ticket-activities.js';
import { sealedClient } from '../codec/data-converter.js';
import { readEnv } from '../config/env.js';
import { keysOfEnv, liveKeyRing } from '../config/live-key-ring.js';
import { temporalConnectionOptions } from '../config/temporal-connection.js';
import { allowedTargets } from '../outbound/allowed-targets.js';
import { createGuardedPost, systemResolve } from '../outbound/guarded-post.js';
import { createTargetGuard } from '../outbound/target-guard.js';
import { serveMetrics } from '../metrics/metrics-server.js';
import { failureName } from '../pacing/failure-name.js';
import { createEntryLife } from '../storage/knowledge/entry-life.js';
import { openDatabase } from '../storage/postgres/database.js';
import { createSentinelNews } from '../storage/sentinel/sentinel-feed.js';
import { createDueCrowd } from '../storage/ticket/due-crowd.js';
import { createProjection } from '../storage/ticket/projection.js';
import { createWebhookNews } from '../storage/webhook/webhook-news.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { startRingReader } from '../storage/secrets/ring-reader.js';
import { createSealing } from '../storage/secrets/sealing.js';
import { SENTINEL_SHARD } from '../workflows/sentinel/sentinel-messages.js';
import { createOutboundWorker, createWebhooksWorker } from './create-outbound-worker.js';
import { createTicketWorker } from './create-worker.js';
import { createWorkerMetrics } from './metrics.js';
import { createErasingActivities } from './erasing.js';
import { createNotices } from './notices.js';
import { createKnowledge } from './knowledge.js';
import { startKnowledgeWaking } from './knowledge-waking.js';
import { createSentinel, startSentinelWaking } from './sentinel.js';
import { startWaking } from './waking.js';
import { createWebhookEngine } from './webhook-engine.js';
import { withoutWords } from './without-words.js';
import { createWebhooks } from './webhooks.js';
import { createReconciling } from './reconciling.js';
import { readSdkMetrics, sdkMetricsAddress } from './sdk-metrics.js';
import { ensureSchedules } from './schedules.js';
import { ensureSearchAttributes } from './search-attributes.js';
import { ensureSingletonWorkflows } from './singleton-workflows.js';
import { createStepLog } from './step-log.js';
import { createTellingFollowers } from './telling-followers.js';

const CONNECTIONS = 12;
/** What strangers' receivers cost must not keep a ticket's step from a connection. */
const WEBHOOK_CONNECTIONS = 4;
/** One line a step is a system call each; gathered, it is one for some twenty. An orderly end writes the rest. */
const LOG = { sync: false, minLength: 4_096, periodicFlush: 500 } as const;

/** Reads the configuration, builds what the worker needs, and runs it until it is told to stop. Nothing else. */
async function main(): Promise<void> {
  const env = readEnv();
  const log = pino({ name: 'worker', level: env.logLevel }, pino.destination(LOG));
  const sources = keysOfEnv(env);
  if (!env.databaseUrl || !env.temporal.address || !sources) {
    throw new Error(
      'The worker needs DATABASE_URL, TEMPORAL_ADDRESS and HUIYING_KEY_RING or HUIYING_MASTER_KEY. `npm start` sets them all.',
    );
  }
  const keys = liveKeyRing(sources);
  const sdkMetrics = env.workerMetricsPort === undefined ? null : await sdkMetricsAddress();
  Runtime.install({
    // The supervisor's signal reaches us too; the shutdown below is the one orderly way out.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      ...(sdkMetrics !== null && {
        metrics: { prometheus: { bindAddress: sdkMetrics, countersTotalSuffix: true, useSecondsForDurations: true } },
      }),
    },
    logger: {
      log: (level, message, meta) => {
        const named = levelOf(level);
        // Two lines for each step of a ticket are below the usual level.
        if (log.isLevelEnabled(named)) log[named]({ ...withoutWords(meta) }, message);
      },
      trace: (message) => log.trace(message),
      debug: (message) => log.debug(message),
      info: (message, meta) => log.info({ ...withoutWords(meta) }, message),
      warn: (message, meta) => log.warn({ ...withoutWords(meta) }, message),
      error: (message, meta) => log.error({ ...withoutWords(meta) }, message),
    },
  });
  const database = openDatabase(env.databaseUrl, {
    connections: CONNECTIONS,
    onError: (error) => log.warn({ error: error.message }, 'A database connection was lost'),
  });
  const forWebhooks = openDatabase(env.databaseUrl, {
    connections: WEBHOOK_CONNECTIONS,
    onError: (error) => log.warn({ error: error.message }, 'A database connection of webhooks was lost'),
  });
  const connection = await NativeConnection.connect({
    ...(await temporalConnectionOptions(env.temporal, env.temporal.address)),
    // Payloads are sealed, and what is sealed does not get smaller.
    grpcCompression: { codec: 'none' },
  });
  await ensureSearchAttributes(connection, env.temporal.namespace);
  const sealed = sealedClient(() => keys.keysFor('payloads'));
  const client = new Client({ connection, namespace: env.temporal.namespace, ...sealed });
  const registry = new Registry();
  const metrics = createWorkerMetrics(registry);
  const ringReader = startRingReader({
    ...{ pool: database.pool, keys, process: 'worker' },
    onNews: (known) => log.info({ known }, 'The key ring was read: it holds other keys than before'),
    onFailure: (error) => log.warn({ error: failureName(error) }, 'The key ring could not be read, or not be reported'),
  });
  const logStep = createStepLog(log);
  const reference = createReferenceData(database.pool, Date.now);
  const sealing = createSealing(keys);
  const guard = createTargetGuard(allowedTargets(env.allowedTargets), systemResolve);
  const post = createGuardedPost(guard, Date.now);
  const stopping = new AbortController();
  const notices = createNotices({
    stopping: stopping.signal,
    env,
    keys,
    pool: database.pool,
    sealing,
    reference,
    post,
    now: () => new Date(),
  });
  const worker = await createTicketWorker({
    connection,
    namespace: env.temporal.namespace,
    taskQueue: env.temporal.taskQueue,
    dataConverter: sealed.dataConverter,
    activities: createTicketActivities({
      reference,
      projection: createProjection(database.pool),
      together: createDueCrowd(database.pool, Date.now),
      observe: (facts) => {
        metrics.recorded(facts);
        logStep(facts);
      },
    }),
  });
  const { taskQueue } = env.temporal;
  const webhookEngine = createWebhookEngine(client, taskQueue, Date.now);
  const webhooks = createWebhooks({ pool: forWebhooks.pool, sealing, reference, post, publicUrl: env.publicUrl });
  const repair = createReconciling({
    client,
    taskQueue,
    pool: database.pool,
    sealing,
    reference,
    metrics,
    webhookEngine,
  });
  const erasing = createErasingActivities({ client, pool: database.pool, clock: Date.now });
  const entryLife = createEntryLife(database.pool);
  const knowledge = createKnowledge(entryLife, reference);
  const beside = { connection, namespace: env.temporal.namespace, taskQueue, dataConverter: sealed.dataConverter };
  const outbound = await createOutboundWorker({
    ...beside,
    // Subscriptions that began under an earlier version still ask here until their next turn.
    activities: {
      ...createTellingFollowers({ client }),
      ...notices.activities,
      ...repair,
      ...erasing,
      ...knowledge,
      ...createSentinel(database.pool, sealing, reference),
      ...webhooks,
    },
  });
  const posting = await createWebhooksWorker({ ...beside, activities: webhooks });
  const workers = [worker, outbound, posting];
  const stop = (): void => {
    stopping.abort();
    for (const one of workers) if (one.getState() === 'RUNNING') one.shutdown();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  // The supervisor is gone: nobody would ever stop us.
  process.once('disconnect', stop);
  const running = Promise.all(workers.map((one) => one.run()));
  await ensureSchedules(client, env.temporal.taskQueue).catch((error: unknown) =>
    log.warn(
      { error: failureName(error) },
      'The two stores are compared, and tickets erased, by hand only: a Schedule could not be made',
    ),
  );
  await ensureSingletonWorkflows(client, env.temporal.taskQueue);
  const waking = startWaking(createWebhookNews(forWebhooks.pool), webhookEngine.tellNews, log);
  const knowledgeWaking = startKnowledgeWaking({ client, taskQueue, life: entryLife, clock: Date.now, log });
  const sentinelWaking = startSentinelWaking({
    ...{ client, taskQueue, clock: Date.now, log },
    news: createSentinelNews(database.pool, SENTINEL_SHARD),
  });
  const figures =
    env.workerMetricsPort === undefined || sdkMetrics === null
      ? null
      : await serveMetrics(registry, {
          host: env.host,
          port: env.workerMetricsPort,
          more: () => readSdkMetrics(sdkMetrics),
          works: () => workers.every((one) => one.getState() === 'RUNNING'),
        });
  process.on('message', (message) => {
    if (typeof message === 'object' && message !== null && 'howAreYou' in message) process.send?.({ well: true });
  });
  // Being asked is no reason to go on.
  process.channel?.unref();
  process.send?.({ ready: true });
  log.info({ taskQueue: env.temporal.taskQueue }, 'The worker polls');
  await running;
  await waking.stop();
  await knowledgeWaking.stop();
  await sentinelWaking.stop();
  await ringReader.stop();
  notices.close();
  await figures?.close();
  await connection.close();
  await Promise.all([database.close(), forWebhooks.close()]);
  log.info('The worker has stopped');
}

function levelOf(level: string): 'trace' | 'debug' | 'info' | 'warn' | 'error' {
  const known = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  return known[level as keyof typeof known] ?? 'info';
}

main().catch((error: unknown) => {
  process.stderr.write(`The worker stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
