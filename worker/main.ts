import { NativeConnection, Runtime, makeTelemetryFilterString } from '@temporalio/worker';
import { pino } from 'pino';
import { createTicketActivities } from '../activities/ticket-activities.js';
import { dataConverter } from '../codec/data-converter.js';
import { readEnv } from '../config/env.js';
import { temporalConnectionOptions } from '../config/temporal-connection.js';
import { openDatabase } from '../storage/database.js';
import { createProjection } from '../storage/projection.js';
import { createReferenceData } from '../storage/reference-data.js';
import { createEffectsWorker } from './create-effects-worker.js';
import { createTicketWorker } from './create-worker.js';
import { ensureSearchAttributes } from './search-attributes.js';

const CONNECTIONS = 12;

/** Reads the configuration, builds what the worker needs, and runs it until it is told to stop. Nothing else. */
async function main(): Promise<void> {
  const env = readEnv();
  const log = pino({ name: 'worker', level: env.logLevel });
  if (!env.databaseUrl || !env.temporal.address || !env.masterKey) {
    throw new Error(
      'The worker needs DATABASE_URL, TEMPORAL_ADDRESS and HUIYING_MASTER_KEY. `npm start` sets them all.',
    );
  }
  Runtime.install({
    // The supervisor's signal reaches us too; the shutdown below is the one orderly way out.
    shutdownSignals: [],
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} } },
    logger: {
      log: (level, message, meta) => log[levelOf(level)]({ ...withoutError(meta) }, message),
      trace: (message) => log.trace(message),
      debug: (message) => log.debug(message),
      info: (message, meta) => log.info({ ...withoutError(meta) }, message),
      warn: (message, meta) => log.warn({ ...withoutError(meta) }, message),
      error: (message, meta) => log.error({ ...withoutError(meta) }, message),
    },
  });
  const database = openDatabase(env.databaseUrl, {
    connections: CONNECTIONS,
    onError: (error) => log.warn({ error: error.message }, 'A database connection was lost'),
  });
  const connection = await NativeConnection.connect({
    ...(await temporalConnectionOptions(env.temporal, env.temporal.address)),
    // Payloads are sealed, and what is sealed does not get smaller.
    grpcCompression: { codec: 'none' },
  });
  await ensureSearchAttributes(connection, env.temporal.namespace);
  const converter = dataConverter({ id: env.masterKeyId, key: env.masterKey });
  const worker = await createTicketWorker({
    connection,
    namespace: env.temporal.namespace,
    taskQueue: env.temporal.taskQueue,
    dataConverter: converter,
    activities: createTicketActivities({
      reference: createReferenceData(database.pool, Date.now),
      projection: createProjection(database.pool),
    }),
  });
  const effectsActivities: Record<string, (...args: never[]) => Promise<unknown>> = {};
  const workers = [worker];
  if (Object.keys(effectsActivities).length > 0) {
    workers.push(
      await createEffectsWorker({
        connection,
        namespace: env.temporal.namespace,
        taskQueue: env.temporal.taskQueue,
        dataConverter: converter,
        activities: effectsActivities,
      }),
    );
  }
  const stop = (): void => {
    for (const one of workers) if (one.getState() === 'RUNNING') one.shutdown();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  // The supervisor is gone: nobody would ever stop us.
  process.once('disconnect', stop);
  const running = Promise.all(workers.map((one) => one.run()));
  process.send?.({ ready: true });
  log.info({ taskQueue: env.temporal.taskQueue }, 'The worker polls');
  await running;
  await connection.close();
  await database.close();
  log.info('The worker has stopped');
}

function levelOf(level: string): 'trace' | 'debug' | 'info' | 'warn' | 'error' {
  const known = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;
  return known[level as keyof typeof known] ?? 'info';
}

/** Errors may quote what people wrote; their class and place are enough for a log. */
function withoutError(meta: Record<string | symbol, unknown> | undefined): Record<string, unknown> {
  const { error, ...rest } = { ...meta };
  if (!(error instanceof Error)) return rest;
  return { ...rest, error: error.name, stack: error.stack?.split('\n').slice(1, 6) };
}

main().catch((error: unknown) => {
  process.stderr.write(`The worker stopped: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
