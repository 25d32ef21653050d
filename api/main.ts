import { startCalendarKeeper } from './calendar/calendar-keeper.js';
import { createCalendarRevisions } from '../storage/reference/calendar-revisions.js';
import { ticketsDatedInto } from '../storage/reference/calendar-store.js';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { sealedClient } from '../codec/data-converter.js';
import { readEnv } from '../config/env.js';
import { keysOfEnv, liveKeyRing } from '../config/live-key-ring.js';
import { temporalConnectionOptions } from '../config/temporal-connection.js';
import { failureName } from '../pacing/failure-name.js';
import { serveMetrics } from '../metrics/metrics-server.js';
import { createLookChain } from '../storage/look/look-chain.js';
import { createHeadBringing } from '../storage/admin/bring-head.js';
import { createChangeHeads } from '../storage/admin/change-heads.js';
import { createLookHeads } from '../storage/look/look-heads.js';
import { createLookSeals } from '../storage/look/look-seals.js';
import { openDatabase } from '../storage/postgres/database.js';
import { startRingReader } from '../storage/secrets/ring-reader.js';
import { createAnchors } from './anchor/anchors.js';
import { startAnchorKeeper } from './anchor/anchor-keeper.js';
import { startChangeHeadKeeper } from './anchor/change-head-keeper.js';
import { startAttachmentKeeper } from './attachment/attachment-keeper.js';
import { createApp } from './app.js';
import { createApiServer } from './api-server.js';
import { startExportKeeper } from './export/export-keeper.js';
import { startErasureKeeper } from './erasure/erasure-keeper.js';
import { createTemporalTicketGateway } from './gateway/temporal-ticket-gateway.js';
import { createTemporalWebhookGateway } from './webhook/temporal-webhook-gateway.js';
import { startLookKeeper } from './look/look-keeper.js';
import { createAnchorMetrics } from './metrics/anchor-metrics.js';
import { createServices } from './services.js';
import { startSweeper } from './ticket/sweeper.js';
import { startSplitSweeper } from './ticket/split-sweeper.js';
import { startDeskSweeper } from './desk/desk-sweeper.js';
import { startWebhookSweeper } from './webhook/webhook-sweeper.js';

const DEFAULT_PORT = 12_345;
const CONNECTIONS = 16;
/** Longer than a command may wait for the engine, so that it is answered even then. */
const DRAIN_MS = 20_000;
/**
 * Beside this API may be one of the version before, which is asked again what this one answered, and does not unpack:
 * so long may an upgrade take.
 */
const PACKS_AFTER_MS = 3_600_000;
/** One line a request is a system call each; gathered, it is one for some twenty. An orderly end writes the rest. */
const LOG = { sync: false, minLength: 4_096, periodicFlush: 500 } as const;

/** Reads the configuration, builds what the API needs, and listens until it is told to stop. Nothing else. */
async function main(): Promise<void> {
  const env = readEnv();
  const log = pino({ name: 'api', level: env.logLevel }, pino.destination(LOG));
  const sources = keysOfEnv(env);
  if (!env.databaseUrl || !env.temporal.address || !sources) {
    throw new Error(
      'The API needs DATABASE_URL, TEMPORAL_ADDRESS and HUIYING_KEY_RING or HUIYING_MASTER_KEY. `npm start` sets them all.',
    );
  }
  const keys = liveKeyRing(sources);
  const database = openDatabase(env.databaseUrl, {
    connections: CONNECTIONS,
    onError: (error) => log.warn({ error: error.name }, 'A database connection was lost'),
  });
  // Lazy: tickets are accepted while the engine is away, so its absence must not keep us from starting.
  const connection = Connection.lazy(await temporalConnectionOptions(env.temporal, env.temporal.address));
  const client = new Client({
    connection,
    namespace: env.temporal.namespace,
    ...sealedClient(() => keys.keysFor('payloads')),
  });
  const engine = {
    tickets: createTemporalTicketGateway(client, env.temporal.taskQueue, Date.now),
    webhooks: createTemporalWebhookGateway(client, env.temporal.taskQueue, Date.now),
  };
  const registry = new Registry();
  const { databaseUrl } = env;
  const { services, answered, lookMetrics, erasureKeeping, close } = createServices(
    database,
    engine,
    { ...env, databaseUrl, keys },
    Date.now,
    {
      log,
      registry,
      confirmStarted: (ticketId) => sweeper.confirmStarted(ticketId),
      isDraining: () => front.isDraining(),
      packs: () => performance.now() > PACKS_AFTER_MS,
    },
  );
  const ringReader = startRingReader({
    ...{ pool: database.pool, keys, process: 'api' },
    onNews: (known) => log.info({ known }, 'The key ring was read: it holds other keys than before'),
    onFailure: (error) => log.warn({ error: failureName(error) }, 'The key ring could not be read, or not be reported'),
  });
  const sweeper = startSweeper({ store: services.store, gateway: engine.tickets, log, clock: Date.now });
  const splitSweeper = startSplitSweeper(services, log, Date.now);
  const webhookSweeper = startWebhookSweeper(services.webhooks, log, Date.now);
  const deskSweeper = startDeskSweeper(services, log, Date.now);
  const seals = createLookSeals(keys);
  const attachmentKeeper = startAttachmentKeeper({
    store: services.attachments,
    uploads: services.uploads,
    clock: Date.now,
    log,
  });
  const lookKeeper = startLookKeeper({
    chain: createLookChain(database.pool, seals, Date.now),
    store: services.lookStore,
    heads: createLookHeads(env.auditDir, seals),
    metrics: lookMetrics,
    log,
    clock: Date.now,
  });
  const { found } = createAnchorMetrics(registry);
  const anchorKeeper = startAnchorKeeper({
    ...createAnchors(database.pool, keys, env.auditDir),
    observe: found,
    log,
    now: services.now,
  });
  const changeHeads = createChangeHeads(env.auditDir, keys);
  const changeHeadKeeper = startChangeHeadKeeper({
    bring: createHeadBringing(database.pool, changeHeads, services.now),
    observe: found,
    log,
  });
  const erasureKeeper = startErasureKeeper(erasureKeeping, log);
  const exportKeeper = startExportKeeper(services.exportMaker, log);
  const calendarKeeper = startCalendarKeeper(
    {
      revisions: createCalendarRevisions(database.pool),
      datedInto: (year, after, limit) => ticketsDatedInto(database.pool, year, after, limit),
      reference: services.reference,
      gateway: engine.tickets,
      now: services.now,
    },
    log,
  );
  const app = createApp(services, {
    log,
    secure: env.publicUrl?.startsWith('https:') === true,
    trustedProxies: env.trustedProxies,
    answered,
  });
  const front = createApiServer(app, { noticeMs: env.drainMs, patienceMs: DRAIN_MS });
  const { port } = await listening(front.server, env.port ?? DEFAULT_PORT, env.host);
  const figures =
    env.metricsPort === undefined ? null : await serveMetrics(registry, { host: env.host, port: env.metricsPort });
  log.info({ host: env.host, port }, 'The API listens');
  process.send?.({ ready: true });

  await toldToStop();
  log.info('The API stops: open requests are finished first');
  services.listeners.close();
  await front.drain();
  await figures?.close();
  await splitSweeper.stop();
  await sweeper.stop();
  await webhookSweeper.stop();
  await deskSweeper.stop();
  await attachmentKeeper.stop();
  // What is in the journal is written before the last is linked.
  await services.lookStore.close();
  await lookKeeper.stop();
  await anchorKeeper.stop();
  await changeHeadKeeper.stop();
  await erasureKeeper.stop();
  await exportKeeper.stop();
  await calendarKeeper.stop();
  await ringReader.stop();
  await close();
  await connection.close();
  await database.close();
  log.info('The API has stopped');
}

function listening(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** By a signal, or because the supervisor is gone and nobody would ever stop us. */
function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`The API stopped: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
