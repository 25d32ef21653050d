import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { allowedTargets } from '../outbound/allowed-targets.js';
import { createGuardedFetch } from '../outbound/guarded-fetch.js';
import { createCitizenPages } from './citizen/pages/citizen-pages.js';
import { createClamd } from '../files/scanner.js';
import { createKeptFiles } from '../files/kept-files.js';
import { createPictures } from '../files/pictures.js';
import { systemResolve } from '../outbound/guarded-post.js';
import { createPostTo } from '../outbound/post-to.js';
import { createRelay } from '../outbound/relay.js';
import { createTargetGuard } from '../outbound/target-guard.js';
import { createAdminDesk } from '../storage/admin/admin-desk.js';
import { createChangeSeals } from '../storage/admin/change-seals.js';
import { createNounStores } from '../storage/admin/nouns.js';
import { createAttachmentStore } from '../storage/attachment/attachment-store.js';
import { createProgressLinks, createQueryCodes, createRatingLinks } from '../storage/access/citizen-links.js';
import { createLinkWithdrawals } from '../storage/access/link-withdrawals.js';
import { listenForKeys } from '../storage/access/key-news.js';
import { createKeyStore } from '../storage/access/key-store.js';
import { readCommonPasswords } from '../storage/access/common-passwords.js';
import { createDemoPeople } from '../storage/access/demo-people.js';
import { createIdentityProviderStore } from '../storage/access/identity-provider-store.js';
import { createPersonIdentities } from '../storage/access/person-identities.js';
import { createProviderVisits } from '../storage/access/provider-visits.js';
import { createFactorStore } from '../storage/access/factor-store.js';
import { createPasswordStore } from '../storage/access/password-store.js';
import { createSessionStore } from '../storage/access/session-store.js';
import { createSignInFailures } from '../storage/access/sign-in-failures.js';
import { createPersonStore } from '../storage/access/person-store.js';
import { createKeyUse } from '../storage/access/key-use.js';
import { createBacklogViews } from '../storage/board/backlog-views.js';
import { createStageViews } from '../storage/board/board-views-stages.js';
import { createBoardViews } from '../storage/board/board-views.js';
import { createSeriesViews } from '../storage/board/series-views.js';
import { createUnitBoardViews } from '../storage/board/unit-board-views.js';
import { createOutlineStore } from '../storage/reference/outline-store.js';
import { createWaitingDecisions } from '../storage/decision/waiting-decisions.js';
import { createDisclosureStore } from '../storage/disclosure/disclosure-store.js';
import { createErasedTickets } from '../storage/erasure/erased-tickets.js';
import { createErasing } from '../storage/erasure/erase-ticket.js';
import { createErasureList, createErasureSeal } from '../storage/erasure/erasure-list.js';
import { createErasureStore } from '../storage/erasure/erasure-store.js';
import { createRetentionStore } from '../storage/erasure/retention-store.js';
import { broughtBack, createErasureListing } from '../storage/erasure/listing.js';
import { createEventFeed } from '../storage/event/event-feed.js';
import { createAnswerLedger } from '../storage/idempotency/answer-ledger.js';
import { createHandOuts } from '../storage/idempotency/hand-outs.js';
import { createCitizenMessages } from '../storage/notice/citizen-messages.js';
import { createLookAlerts } from '../storage/look/look-alerts.js';
import { createLookSeals } from '../storage/look/look-seals.js';
import { failureName } from '../pacing/failure-name.js';
import { createLookJournal } from '../storage/look/look-journal.js';
import { createLookStore } from '../storage/look/look-store.js';
import { readNoticeTemplates } from '../storage/notice/notice-templates.js';
import { createOpen311Updates } from '../storage/open311/open311-updates.js';
import { createOpen311Views } from '../storage/open311/open311-views.js';
import { pingDatabase, type Database } from '../storage/postgres/database.js';
import { missingMigrations } from '../storage/postgres/migration-check.js';
import { createDataRequestStore } from '../storage/data-request/data-request-store.js';
import { createContactStore } from '../storage/reference/contact-store.js';
import { createReferenceData, type ReferenceData } from '../storage/reference/reference-data.js';
import { createSealing } from '../storage/secrets/sealing.js';
import { createHeldTickets } from '../storage/ticket/held-tickets.js';
import { createDueCrowd } from '../storage/ticket/due-crowd.js';
import { createKeyedWords } from '../storage/ticket/keyed-words.js';
import { createWaitingForPack } from '../storage/ticket/waiting-for-pack.js';
import { createTicketStore } from '../storage/ticket/ticket-store.js';
import { createTicketViews } from '../storage/ticket/ticket-views.js';
import { createWebhookLog } from '../storage/webhook/webhook-log.js';
import { createWebhookStore } from '../storage/webhook/webhook-store.js';
import { createDeskServices } from './desk-services.js';
import type { ApiEnv } from './api-env.js';
import { createAccounts } from './access/accounts.js';
import { createOidcClient } from './access/oidc-client.js';
import { createPasswords, type Passwords } from './access/passwords.js';
import { createSecondFactors } from './access/second-factor.js';
import type { Site } from './access/session-cookie.js';
import { createSessions } from './access/sessions.js';
import { createBudgets } from './access/budgets.js';
import { createRelaying } from './disclosure/relaying.js';
import { createErasingService } from './erasure/erasing.js';
import { createRestoreGate } from './erasure/restore-gate.js';
import { createExporting } from './export/exporting.js';
import { createFeedCursors } from './event/feed-cursors.js';
import { createListeners } from './event/listeners.js';
import { createTail } from './event/tail.js';
import type { TicketGateway } from './gateway/ticket-gateway.js';
import { createReadiness } from './health/readiness.js';
import { createSignedCursors } from './http/signed-cursors.js';
import { createLookTrail } from './look/look-trail.js';
import { createApiMetrics } from './metrics/api-metrics.js';
import { createLookMetrics } from './metrics/look-metrics.js';
import { createUploads } from './attachment/uploads.js';
import { createLookedLately } from './look/looked-lately.js';
import { observedGateway } from './metrics/observed-gateway.js';
import type { Open311 } from './open311/open311.js';
import { createRequestTokens } from './open311/tokens.js';
import { createTicketCursors } from './ticket/cursors.js';
import { createWorkflowLink } from './ticket/workflow-link.js';
import type { WebhookGateway } from './webhook/webhook-gateway.js';
import type { Webhooks } from './webhook/webhooks.js';

/** What commands tickets and webhooks: Temporal, or what stands in for it in this process. */
export interface Engine {
  readonly tickets: TicketGateway;
  readonly webhooks: WebhookGateway;
}

/** Milliseconds for which an answer serves all who ask; `tail`: between two looks at the feed. */
export interface Freshness {
  /** Scrapes come every few seconds, from whoever looks; the database is asked once for all of them. */
  readonly backlog: number;
  readonly stages: number;
  /** Strangers may ask, too. */
  readonly ready: number;
  readonly tail?: number;
}
/** Longest for what a day's figures are kept. */
const SERIES_FRESH_MS = 60_000;
const FRESH_FOR_MS: Freshness = { backlog: 5_000, stages: 300_000, ready: 1_000 };

export interface ProcessParts {
  readonly log: Logger;
  readonly registry: Registry;
  /** The engine has taken this ticket; noted on the ticket a little later, together with others. */
  readonly confirmStarted: (ticketId: string) => void;
  /** Whether the process was told to stop. */
  readonly isDraining: () => boolean;
  /** Shared with an engine in this process; absent: the API's own. */
  readonly reference?: ReferenceData;
  /** Absent: as slow as it should be. */
  readonly passwords?: Passwords;
  /** Whether stored responses are packed; absent: yes. */
  readonly packs?: () => boolean;
  readonly freshForMs?: Freshness;
}

/**
 * The one place where all that routes work with is put together, for the process and for tests. `clock`: milliseconds
 * since 1970.
 */
export function createServices(
  { pool }: Pick<Database, 'pool'>,
  engine: Engine,
  env: ApiEnv,
  clock: () => number,
  { log, registry, confirmStarted, isDraining, freshForMs = FRESH_FOR_MS, ...given }: ProcessParts,
) {
  const { keys: ring, publicUrl } = env;
  const warnOf = (what: string) => (error: Error) => log.warn({ error: error.name }, what);
  const now = (): Date => new Date(clock());
  const reference = given.reference ?? createReferenceData(pool, clock);
  const sealing = createSealing(ring, given);
  const keyedWords = createKeyedWords(ring);
  const answers = createAnswerLedger(pool, clock, warnOf('Answers wait to be kept'));
  const handOuts = createHandOuts(pool, clock, warnOf('To whom links of citizens were shown waits to be noted'));
  const keyNews = listenForKeys(env.databaseUrl, warnOf('Revoked keys are not heard of; every key is looked up anew'));
  const keyUse = createKeyUse(pool, clock, warnOf('The use of keys was not noted'));
  const keys = createKeyStore(pool);
  const people = createPersonStore(pool);
  const sessionStore = createSessionStore(pool, env.sessions);
  const site: Site = { publicUrl: publicUrl ?? null };
  const feed = createEventFeed(pool);
  const listeners = createListeners({
    async stillOpen(ids) {
      const open = await Promise.all([keys.stillOpen(ids), sessionStore.stillOpen(ids, now())]);
      return new Set(open.flatMap((some) => [...some]));
    },
  });
  const metrics = createApiMetrics(registry, createBacklogViews(pool, { freshForMs: freshForMs.backlog, clock }));
  const lookStore = createLookStore(pool, createLookSeals(ring), {
    journal: env.lookJournalDir === undefined ? undefined : createLookJournal(env.lookJournalDir, clock),
    onLate: (error) =>
      log.warn({ error: failureName(error) }, 'Looks cannot be written now; what is in the journal waits'),
  });
  const lookMetrics = createLookMetrics(registry, clock);
  const identityProviders = createIdentityProviderStore(pool, sealing);
  const open311: Open311 = {
    views: createOpen311Views(pool, sealing),
    updates: createOpen311Updates(pool),
    tokens: createRequestTokens(ring),
    publicUrl,
    testUrl: env.open311TestUrl,
  };
  const webhooks: Webhooks = {
    store: createWebhookStore(pool, sealing),
    log: createWebhookLog(pool),
    gateway: engine.webhooks,
    guard: createTargetGuard(allowedTargets(env.allowedTargets), systemResolve),
    pages: createSignedCursors(ring, 'deliveries'),
  };
  const erased = createErasedTickets(pool);
  const erasureList = createErasureList(env.auditDir, createErasureSeal(ring));
  const listing = createErasureListing(erased, erasureList);
  const gate = createRestoreGate(() => broughtBack(erased, erasureList), clock);
  const files = createKeptFiles(env);
  const attachments = createAttachmentStore(pool, sealing, files);
  const views = createTicketViews(pool, sealing, keyedWords);
  const services = {
    /** What is kept of files, and to which ticket they belong. */
    attachments,
    files,
    uploads: createUploads({
      ...{ files, reference, log, now },
      store: attachments,
      pictures: createPictures(env.attachments),
      scanner: env.clamd ? createClamd(env.clamd) : null,
      limits: env.attachments,
    }),
    lookedLately: createLookedLately(clock),
    ...{ views, keyedWords },
    boards: createBoardViews(pool),
    stages: createStageViews(pool, { freshForMs: freshForMs.stages }),
    unitBoards: createUnitBoardViews(pool),
    outlines: createOutlineStore(pool),
    series: createSeriesViews(pool, { freshForMs: Math.min(freshForMs.stages, SERIES_FRESH_MS) }),
    store: createTicketStore(pool),
    dueTogether: createDueCrowd(pool, clock),
    ...{ answers, reference, sealing },
    gateway: observedGateway(engine.tickets, metrics),
    accounts: createAccounts(pool, reference, clock, { news: keyNews, use: keyUse }),
    budgets: createBudgets(env.requestsPerMinute),
    ...{ keys, people, sessionStore },
    passwordStore: createPasswordStore(pool),
    sessions: createSessions(sessionStore, reference, now),
    passwords: given.passwords ?? createPasswords(),
    commonPasswords: readCommonPasswords(),
    secondFactors: createSecondFactors(createFactorStore(pool, sealing)),
    signInFailures: createSignInFailures(pool),
    /** `null`: this is no demonstration. */
    demoPeople: env.demoSignIn ? createDemoPeople(pool) : null,
    identityProviders,
    personIdentities: createPersonIdentities(pool),
    heldTickets: createHeldTickets(pool),
    providerVisits: createProviderVisits(pool),
    oidcClient: createOidcClient(createGuardedFetch(webhooks.guard), identityProviders.secretOf, clock),
    /** Where browsers find us. */
    site,
    /** Who is shown what is written down before the answer goes out. */
    looks: createLookTrail({
      store: lookStore,
      alerts: createLookAlerts(pool, async () => (await reference.current()).contacts),
      limits: env.looks,
      metrics: lookMetrics,
      log,
      clock,
    }),
    lookStore,
    disclosures: createDisclosureStore(pool),
    relaying: createRelaying(env.relay ? createRelay(env.relay, createPostTo(env.relay.url, clock), now) : null, log),
    dataRequests: createDataRequestStore(pool),
    waitingDecisions: createWaitingDecisions(pool),
    ...createExporting({ pool, sealing, views, reference, files, exportRows: env.exportRows, log, clock }),
    erasures: createErasureStore(pool),
    retention: createRetentionStore(pool),
    erasing: createErasingService(createErasing(pool), listing, attachments, log),
    /** Shut while a backup has brought back what was erased. */
    gate,
    lookCursors: createSignedCursors(ring, 'looks'),
    ...createDeskServices(pool, { sealing, keyedWords, keys: ring }, now, log),
    feed,
    feedCursors: createFeedCursors(ring),
    tail: createTail(feed, {
      onError: () => log.warn('The feed could not be read'),
      ...(freshForMs.tail !== undefined && { everyMs: freshForMs.tail }),
    }),
    listeners,
    cursors: createTicketCursors(ring),
    /** Of one ticket's events. */
    eventCursors: createSignedCursors(ring, 'ticket-events'),
    ratingLinks: createRatingLinks(ring, publicUrl),
    progressLinks: createProgressLinks(ring, publicUrl),
    queryCodes: createQueryCodes(ring),
    citizenPages: createCitizenPages(ring, now, env.citizenReports ?? false),
    linkWithdrawals: createLinkWithdrawals(pool),
    linkTermMs: env.linkTermMs,
    citizenMessages: createCitizenMessages(pool),
    contacts: createContactStore(pool, sealing),
    admin: createAdminDesk(pool, { seals: createChangeSeals(ring), sealing }, now),
    nouns: createNounStores(sealing),
    waitingForPack: createWaitingForPack(pool),
    previewCursors: createSignedCursors(ring, 'policy-preview'),
    changeCursors: createSignedCursors(ring, 'admin-changes'),
    noticeTemplates: readNoticeTemplates(),
    open311,
    webhooks,
    /** `null`: nobody said where the Temporal UI is. */
    workflowLink: createWorkflowLink(env.temporalUiUrl, env.temporal.namespace),
    /** To whom was shown by what a citizen proves to be the one. */
    handOuts,
    confirmStarted,
    readiness: createReadiness({
      pingDatabase: () => pingDatabase(pool),
      missingMigrations: () => missingMigrations(pool),
      gateway: engine.tickets,
      reference,
      ...{ broughtBack: () => gate.known(), filesAt: () => files.check() },
      now,
      freshForMs: freshForMs.ready,
    }),
    isDraining,
    now,
  } as const;
  return {
    services,
    /** Told of every request that was answered. */
    answered: metrics.request,
    lookMetrics,
    /** Brings what was erased to the second place, and looks whether it is erased here. */
    erasureKeeping: { bring: () => listing.bring(), look: () => gate.look() },
    /** Once nobody asks any more: what waits to be written is written. */
    async close(): Promise<void> {
      for (const one of [answers, keyUse, handOuts, keyNews, lookStore]) await one.close();
    },
  };
}

/** All that routes work with; each takes the part that it needs. */
export type Services = ReturnType<typeof createServices>['services'];
