import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import { Registry } from 'prom-client';
import type { z } from 'zod';
import { createApp } from '../../api/app.js';
import { createWorkerMetrics } from '../../worker/metrics.js';
import { createStepLog } from '../../worker/step-log.js';
import type { BudgetSizes } from '../../api/access/budgets.js';
import { createPasswords } from '../../api/access/passwords.js';
import { createServices, type Services } from '../../api/services.js';
import { readEnv, type BucketEnv, type Env } from '../../config/env.js';
import type { Keys } from '../../config/key-ring.js';
import { createToldWebhooks } from './told-webhooks.js';
import type { Problem } from '../../contracts/problem.js';
import type { Readiness } from '../../contracts/reference.js';
import type { ExplanationSchema } from '../../contracts/explanation.js';
import type { TicketSchema } from '../../contracts/ticket.js';
import type { ViewLimits } from '../../domain/look/brake.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { createReferenceData, type ReferenceData } from '../../storage/reference/reference-data.js';
import { createInProcessGateway, type InProcessGateway } from './in-process-gateway.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Json;
}
type Ticket = z.output<typeof TicketSchema>;
type Explanation = z.output<typeof ExplanationSchema>;

/**
 * A body as tests read it: whatever any route answers. The contracts check each answer on its way out, so tests need
 * not.
 */
export interface Json extends Ticket, Omit<Problem, keyof Ticket>, Omit<Explanation, keyof Ticket> {
  readonly items: Json[];
  readonly seq: number;
  readonly to: string;
  readonly nextCursor: string | null;
  readonly total: number;
  readonly source: string;
  readonly ageSeconds: number | null;
  readonly open: boolean;
  readonly ready: boolean;
  readonly checks: Readiness['checks'];
  readonly paths: Record<string, Record<string, { operationId: string }>>;
}

export interface Say {
  readonly body?: unknown;
  /** Sent as it is, for what is not JSON. */
  readonly raw?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ifMatch?: string;
  readonly key?: string;
}

/** The API over real PostgreSQL, its engine in this process, every answer checked against its contract. */
export interface ApiWorld {
  /** Where it listens, for what `send` cannot do. */
  readonly base: string;
  readonly database: TestDatabase;
  /** The second place. */
  readonly auditDir: string;
  readonly masterKey: Buffer;
  readonly services: Services;
  /** Where files are kept. */
  readonly filesDir: string;
  readonly gateway: InProcessGateway;
  readonly reference: ReferenceData;
  /** It is later than this everywhere, and the ticket's clock has done what it does until then. */
  timeGoesOn(id: string, until: string): Promise<void>;
  /** The same without a ticket: so much later than it was. */
  later(ms: number): void;
  readonly now: () => Date;
  readonly logged: () => string;
  /** What `/metrics` would say, of the API and of the steps that its engine recorded. */
  readonly metrics: () => Promise<string>;
  /** The key of an account with this role: the first of the demonstration city, or the n-th, or that of a unit. */
  key(role: Role, which?: string | number): string;
  send(method: string, path: string, apiKey: string | null, say?: Say): Promise<Reply>;
  get(path: string, apiKey: string | null, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  /** Registers a ticket; fails unless it is accepted. */
  register(changes?: object, say?: Say): Promise<Reply>;
  /** Gives a command at the ticket's present version. */
  act(id: string, command: string, apiKey: string, body?: unknown, say?: Say): Promise<Reply>;
  /** Of a ticket that protects who asked: a dispatcher says yes to what units will read of all that was said. */
  saysYes(id: string): Promise<void>;
  row(id: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export const TICKET = {
  channel: 'phone',
  type: 'help',
  urgency: 'P2',
  title: '小区井盖破损',
  text: '建设路十二号门口的井盖碎了，晚上有人摔倒。',
  replyWanted: true,
  citizen: { name: '王小明', phone: '13800001234' },
  address: { text: '建设路12号', lon: 113.2, lat: 23.1 },
} as const;

/** What outlives a world: another one may be opened over the same. */
export interface Place {
  readonly database: TestDatabase;
  readonly auditDir: string;
  readonly filesDir: string;
}

export async function createApiWorld(
  budgets: BudgetSizes = { key: null, address: null },
  looks: ViewLimits = { tenMinutes: null, hour: null },
  clamd?: { readonly host: string; readonly port: number },
  keysOf: (masterKey: Buffer) => Keys = (masterKey) => masterKey,
  place?: Place,
  bucket?: BucketEnv,
  settings: Partial<Pick<Env, 'citizenReports' | 'demoSignIn' | 'relay'>> = {},
): Promise<ApiWorld> {
  const database = place?.database ?? (await createTestDatabase());
  const lines: string[] = [];
  const log: Logger = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const registry = new Registry();
  const ofWorker = createWorkerMetrics(registry);
  const logStep = createStepLog(log.child({ name: 'worker' }));
  let aheadMs = 0;
  const clock = (): number => Date.now() + aheadMs;
  const reference = createReferenceData(database.pool, clock);
  const gateway = createInProcessGateway(
    database,
    reference,
    () => new Date(clock()),
    (facts) => {
      ofWorker.recorded(facts);
      logStep(facts);
    },
  );
  const filesDir = place?.filesDir ?? (await mkdtemp(join(tmpdir(), 'huiying-files-')));
  const masterKey = randomBytes(32);
  const keys = keysOf(masterKey);
  const auditDir = place?.auditDir ?? (await mkdtemp(join(tmpdir(), 'huiying-audit-')));
  const env = readEnv({
    HUIYING_ALLOWED_TARGETS: '203.0.113.0/24,localhost',
    HUIYING_TEMPORAL_UI_URL: 'https://temporal.example.org',
    TEMPORAL_NAMESPACE: 'default',
  });
  const { services, answered, close } = createServices(
    database,
    { tickets: gateway, webhooks: createToldWebhooks(gateway) },
    {
      ...env,
      auditDir,
      filesDir: bucket ? undefined : filesDir,
      bucket,
      clamd,
      databaseUrl: database.url,
      keys,
      requestsPerMinute: budgets,
      looks,
      ...settings,
    },
    clock,
    {
      log,
      registry,
      confirmStarted: () => undefined,
      isDraining: () => false,
      reference,
      passwords: createPasswords({ n: 8, r: 8, p: 1 }),
      freshForMs: { backlog: 0, stages: 0, ready: 0, tail: 50 },
    },
  );
  const server = createServer(createApp(services, { log, checkResponses: true, answered }));
  const base = await listen(server);

  const world: ApiWorld = {
    base,
    database,
    auditDir,
    masterKey,
    services,
    filesDir,
    gateway,
    reference,
    async timeGoesOn(id, until) {
      aheadMs = Math.max(aheadMs, Date.parse(until) + 1 - Date.now());
      await gateway.passTime(id, new Date(until).toISOString());
    },
    later: (ms) => void (aheadMs += ms),
    now: () => new Date(clock()),
    logged: () => lines.join(''),
    metrics: () => registry.metrics(),
    key(role, which = 0) {
      const of = database.accounts.filter((account) => account.role === role);
      const account = typeof which === 'number' ? of[which] : of.find(({ unit }) => unit === which);
      if (!account) throw new Error(`The demonstration city has no ${role} ${which}.`);
      return account.apiKey;
    },
    async send(method, path, apiKey, { body, raw, headers, ifMatch, key } = {}) {
      const response = await fetch(`${base}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(apiKey !== null && { Authorization: `Bearer ${apiKey}` }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
          ...(key !== undefined && { 'Idempotency-Key': key }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(raw !== undefined && { body: raw }),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') === true;
      return {
        status: response.status,
        headers: response.headers,
        text,
        body: (isJson ? JSON.parse(text) : {}) as Json,
      };
    },
    get: (path, apiKey, headers) => world.send('GET', path, apiKey, headers ? { headers } : {}),
    async register(changes = {}, say = {}) {
      const reply = await world.send('POST', '/api/v1/tickets', world.key('operator'), {
        body: { ...TICKET, ...changes },
        ...say,
      });
      if (reply.status !== 201) throw new Error(`Not registered: ${reply.status} ${reply.text}`);
      return reply;
    },
    act: (id, command, apiKey, body = {}, say = {}) =>
      world.send('POST', `/api/v1/tickets/${id}/actions/${command}`, apiKey, { body, ifMatch: '*', ...say }),
    async saysYes(id) {
      const { redaction } = (await world.get(`/api/v1/tickets/${id}`, world.key('dispatcher'))).body;
      if (redaction === null) return;
      const { title, text } = redaction;
      const { items } = (await world.get(`/api/v1/tickets/${id}/events`, world.key('dispatcher'))).body;
      const added = (items as unknown as { seq: number; redaction?: { text: string } }[]).flatMap(
        ({ seq, redaction: read }) => (read ? [{ event: seq, text: read.text }] : []),
      );
      const body = { title, text, ...(added.length > 0 && { added }) };
      const reply = await world.act(id, 'confirmRedaction', world.key('dispatcher'), body);
      if (reply.status !== 200) throw new Error(`Not confirmed: ${reply.status} ${reply.text}`);
    },
    async row(id) {
      const { rows } = await database.pool.query<Record<string, unknown>>(
        `SELECT t.*, (SELECT count(*)::int FROM ticket_event e WHERE e.ticket_id = t.id) AS events FROM ticket t WHERE id = $1`,
        [id],
      );
      return rows[0] ?? {};
    },
    async close() {
      services.listeners.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await close();
      await database.close();
      if (place) return;
      await rm(auditDir, { recursive: true, force: true });
      await rm(filesDir, { recursive: true, force: true });
    },
  };
  return world;
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}
