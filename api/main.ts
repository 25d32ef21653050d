import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, Connection } from '@temporalio/client';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { sealedClient } from '../codec/data-converter.js';
import { readEnv } from '../config/env.js';
import { temporalConnectionOptions } from '../config/temporal-connection.js';
import { allowedTargets } from '../outbound/allowed-targets.js';
import { systemResolve } from '../outbound/guarded-post.js';
import { createTargetGuard } from '../outbound/target-guard.js';
import { serveMetrics } from '../metrics/metrics-server.js';
import { createAnswerLedger } from '../storage/idempotency/answer-ledger.js';
import { createStageViews } from '../storage/board/board-views-stages.js';
import { createBoardViews } from '../storage/board/board-views.js';
import { createBacklogViews } from '../storage/board/backlog-views.js';
import { openDatabase } from '../storage/postgres/database.js';
import { createOpen311Updates } from '../storage/open311/open311-updates.js';
import { createOpen311Views } from '../storage/open311/open311-views.js';
import { missingMigrations } from '../storage/postgres/migration-check.js';
import { createEventFeed } from '../storage/event/event-feed.js';
import { createHandOuts } from '../storage/idempotency/hand-outs.js';
import { createWorklistViews } from '../storage/list/worklist-views.js';
import { listenForKeys } from '../storage/access/key-news.js';
import { createKeyStore } from '../storage/access/key-store.js';
import { createKeyUse } from '../storage/access/key-use.js';
import { createCityStore } from '../storage/reference/city-store.js';
import { createContactStore } from '../storage/reference/contact-store.js';
import { createNoticeInboxes } from '../storage/notice/notice-inboxes.js';
import { readNoticeTemplates } from '../storage/notice/notice-templates.js';
import { createReferenceData } from '../storage/reference/reference-data.js';
import { createWebhookLog } from '../storage/webhook/webhook-log.js';
import { createWebhookStore } from '../storage/webhook/webhook-store.js';
import { createSealing } from '../storage/secrets/sealing.js';
import { createTicketStore } from '../storage/ticket/ticket-store.js';
import { createTicketViews } from '../storage/ticket/ticket-views.js';
import { createApp } from './app.js';
import { createApiServer } from './api-server.js';
import { createFeedCursors } from './event/feed-cursors.js';
import { createListeners } from './event/listeners.js';
import { createTail } from './event/tail.js';
import { createTemporalTicketGateway } from './gateway/temporal-ticket-gateway.js';
import { createTemporalWebhookGateway } from './webhook/temporal-webhook-gateway.js';
import { createReadiness } from './health/readiness.js';
import { createAccounts } from './access/accounts.js';
import { createBudgets } from './access/budgets.js';
import { createRequestTokens } from './open311/tokens.js';
import { createWorklistCursors } from './list/worklist-cursors.js';
import { createProgressLinks, createQueryCodes, createRatingLinks } from '../storage/access/citizen-links.js';
import { createApiMetrics } from './metrics/api-metrics.js';
import { observedGateway } from './metrics/observed-gateway.js';
import type { Services } from './services.js';
import { startSweeper } from './ticket/sweeper.js';
import { createTicketCursors } from './ticket/cursors.js';
import { createSignedCursors } from './http/signed-cursors.js';
import { startWebhookSweeper } from './webhook/webhook-sweeper.js';
import type { Webhooks } from './webhook/webhooks.js';
import { createWorkflowLink } from './ticket/workflow-link.js';

const DEFAULT_PORT = 12_345;
const CONNECTIONS = 16;
/** Longer than a command may wait for the engine, so that it is answered even then. */
const DRAIN_MS = 20_000;
/** Beside this API may be one of the version before, which is asked again what this one answered, and does not unpack: so long may an upgrade take. */
const PACKS_AFTER_MS = 3_600_000;
/** Scrapes come every few seconds, from whoever looks; the database is asked once for all of them. */
const BACKLOG_FRESH_FOR_MS = 5_000;
const STAGES_FRESH_FOR_MS = 300_000;
const READY_FRESH_FOR_MS = 1_000;
/** One line a request is a system call each; gathered, it is one for some twenty. An orderly end writes the rest. */
const LOG = { sync: false, minLength: 4_096, periodicFlush: 500 } as const;

/** Reads the configuration, builds what the API needs, and listens until it is told to stop. Nothing else. */
async function main(): Promise<void> {
  const env = readEnv();
  const log = pino({ name: 'api', level: env.logLevel }, pino.destination(LOG));
  if (!env.databaseUrl || !env.temporal.address || !env.masterKey) {
    throw new Error('The API needs DATABASE_URL, TEMPORAL_ADDRESS and HUIYING_MASTER_KEY. `npm start` sets them all.');
  }
  const database = openDatabase(env.databaseUrl, {
    connections: CONNECTIONS,
    onError: (error) => log.warn({ error: error.name }, 'A database connection was lost'),
  });
  const { pool } = database;
  // Lazy: tickets are accepted while the engine is away, so its absence must not keep us from starting.
  const connection = Connection.lazy(await temporalConnectionOptions(env.temporal, env.temporal.address));
  const client = new Client({
    connection,
    namespace: env.temporal.namespace,
    ...sealedClient({ id: env.masterKeyId, key: env.masterKey }),
  });
  const reference = createReferenceData(pool, Date.now);
  const sealing = createSealing(env.masterKey, { packs: () => performance.now() > PACKS_AFTER_MS });
  const store = createTicketStore(pool);
  const answers = createAnswerLedger(pool, Date.now, (error) =>
    log.warn({ error: error.name }, 'Answers wait to be kept'),
  );
  const keyNews = listenForKeys(env.databaseUrl, (error) =>
    log.warn({ error: error.name }, 'Revoked keys are not heard of; every key is looked up anew'),
  );
  const keyUse = createKeyUse(pool, Date.now, (error) =>
    log.warn({ error: error.name }, 'The use of keys was not noted'),
  );
  const handOuts = createHandOuts(pool, Date.now, (error) =>
    log.warn({ error: error.name }, 'To whom links of citizens were shown waits to be noted'),
  );
  const keys = createKeyStore(pool);
  const feed = createEventFeed(pool);
  const listeners = createListeners(keys);
  const registry = new Registry();
  const metrics = createApiMetrics(
    registry,
    createBacklogViews(pool, { freshForMs: BACKLOG_FRESH_FOR_MS, clock: Date.now }),
  );
  const gateway = createTemporalTicketGateway(client, env.temporal.taskQueue, Date.now);
  const sweeper = startSweeper({ store, gateway, log, clock: Date.now });
  const webhooks: Webhooks = {
    store: createWebhookStore(pool, sealing),
    log: createWebhookLog(pool),
    gateway: createTemporalWebhookGateway(client, env.temporal.taskQueue, Date.now),
    guard: createTargetGuard(allowedTargets(env.allowedTargets), systemResolve),
    pages: createSignedCursors(env.masterKey, 'deliveries'),
  };
  const webhookSweeper = startWebhookSweeper(webhooks, log, Date.now);
  const now = (): Date => new Date();
  const readiness = createReadiness({
    pingDatabase: () => pool.query('SELECT 1'),
    missingMigrations: () => missingMigrations(pool),
    gateway,
    reference,
    now,
    freshForMs: READY_FRESH_FOR_MS,
  });
  const services: Services = {
    views: createTicketViews(pool, sealing),
    boards: createBoardViews(pool),
    stages: createStageViews(pool, { freshForMs: STAGES_FRESH_FOR_MS }),
    store,
    answers,
    reference,
    sealing,
    gateway: observedGateway(gateway, metrics),
    accounts: createAccounts(pool, reference, Date.now, { news: keyNews, use: keyUse }),
    budgets: createBudgets(env.requestsPerMinute),
    keys,
    worklist: createWorklistViews(pool, sealing),
    worklistCursors: createWorklistCursors(env.masterKey),
    feed,
    feedCursors: createFeedCursors(env.masterKey),
    tail: createTail(feed, { onError: () => log.warn('The feed could not be read') }),
    listeners,
    cursors: createTicketCursors(env.masterKey),
    eventCursors: createSignedCursors(env.masterKey, 'ticket-events'),
    ratingLinks: createRatingLinks(env.masterKey, env.publicUrl),
    progressLinks: createProgressLinks(env.masterKey, env.publicUrl),
    queryCodes: createQueryCodes(env.masterKey),
    contacts: createContactStore(pool, sealing),
    city: createCityStore(pool),
    notices: createNoticeInboxes(pool),
    noticeCursors: createSignedCursors(env.masterKey, 'notices'),
    noticeTemplates: readNoticeTemplates(),
    open311: {
      views: createOpen311Views(pool, sealing),
      updates: createOpen311Updates(pool),
      tokens: createRequestTokens(env.masterKey),
      publicUrl: env.publicUrl,
      testUrl: env.open311TestUrl,
    },
    webhooks,
    workflowLink: createWorkflowLink(env.temporalUiUrl, env.temporal.namespace),
    handOuts,
    confirmStarted: (ticketId) => sweeper.confirmStarted(ticketId),
    readiness,
    isDraining: () => front.isDraining(),
    now,
  };
  const app = createApp(services, {
    log,
    secure: env.publicUrl?.startsWith('https:') === true,
    trustedProxies: env.trustedProxies,
    answered: metrics.request,
  });
  const front = createApiServer(app, { noticeMs: env.drainMs, patienceMs: DRAIN_MS });
  const { port } = await listening(front.server, env.port ?? DEFAULT_PORT, env.host);
  const figures =
    env.metricsPort === undefined ? null : await serveMetrics(registry, { host: env.host, port: env.metricsPort });
  log.info({ host: env.host, port }, 'The API listens');
  process.send?.({ ready: true });

  await toldToStop();
  log.info('The API stops: open requests are finished first');
  listeners.close();
  await front.drain();
  await figures?.close();
  await sweeper.stop();
  await webhookSweeper.stop();
  await answers.close();
  await keyUse.close();
  await handOuts.close();
  await keyNews.close();
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
