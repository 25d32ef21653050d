import { isIP } from 'node:net';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import { withSecretsFromFiles } from './secret-files.js';

export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

const masterKeyBytes = 32;

const text = z.string();
const port = z
  .string()
  .regex(/^\d+$/)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535);
const budget = z
  .string()
  .regex(/^\d{1,7}$/)
  .transform((value) => (Number(value) === 0 ? null : Number(value)));
const webUrl = z.string().refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol));
const databaseUrl = z
  .string()
  .refine((value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol));
const hostAndPort = z.string().regex(/^[^\s/]+:\d{1,5}$/);
const masterKey = z
  .string()
  .regex(/^[A-Za-z0-9+/]+={0,2}$/)
  .transform((value) => Buffer.from(value, 'base64'))
  .refine((value) => value.length === masterKeyBytes);

const smtpUrl = z.string().refine((value) => URL.canParse(value) && /^smtps?:$/.test(new URL(value).protocol));
/** `10.1.0.0/16`, `[fd00::]/8`, `intranet.example.org`, each with `:port` or without. */
const ALLOWED_TARGET = /^(\[[0-9a-fA-F:.]+\](\/\d{1,3})?|[A-Za-z0-9.-]+(\/\d{1,2})?)(:\d{1,5})?$/;

/** Commas or blanks stand between the members of a list. */
const listed = (value: string): string[] => value.split(/[\s,]+/).filter((one) => one !== '');

/** `10.1.0.7` or `10.1.0.0/16`, of either version. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return most > 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

const schema = z
  .object({
    HUIYING_DATA_DIR: text.default('.huiying').transform((value) => resolve(value)),
    HUIYING_CACHE_DIR: text.optional().transform((value) => resolve(value ?? resolve(homedir(), '.cache', 'huiying'))),
    HUIYING_RUNTIME_FILE: text.optional(),
    DATABASE_URL: databaseUrl.optional(),
    DATABASE_PASSWORD: text.optional(),
    TEMPORAL_ADDRESS: hostAndPort.optional(),
    TEMPORAL_NAMESPACE: text.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/).default('huiying'),
    TEMPORAL_TLS_CA: text.optional(),
    TEMPORAL_TLS_CERT: text.optional(),
    TEMPORAL_TLS_KEY: text.optional(),
    TEMPORAL_API_KEY: text.optional(),
    HUIYING_TASK_QUEUE: text.default('tickets'),
    HUIYING_HOST: text.default('127.0.0.1'),
    HUIYING_PORT: port.optional(),
    HUIYING_PUBLIC_URL: webUrl.optional(),
    HUIYING_OPEN311_TEST_URL: webUrl.optional(),
    HUIYING_MASTER_KEY: masterKey.optional(),
    HUIYING_MASTER_KEY_ID: text.regex(/^[A-Za-z0-9._-]{1,64}$/).default('k1'),
    HUIYING_API_KEY: text.optional(),
    HUIYING_TEMPORAL_UI_URL: webUrl.optional(),
    HUIYING_METRICS_PORT: port.optional(),
    HUIYING_WORKER_METRICS_PORT: port.optional(),
    HUIYING_SMTP_URL: smtpUrl.optional(),
    HUIYING_MAIL_FROM: text.default('Huiying <hotline@localhost>'),
    HUIYING_SMS_OUTBOX: text.optional().transform((value) => (value === undefined ? undefined : resolve(value))),
    HUIYING_ALLOWED_TARGETS: text
      .default('')
      .transform(listed)
      .refine((targets) => targets.every((target) => ALLOWED_TARGET.test(target))),
    HUIYING_TRUSTED_PROXIES: text
      .default('')
      .transform(listed)
      .refine((networks) => networks.every(isNetwork)),
    HUIYING_KEY_REQUESTS_PER_MINUTE: budget.default(6_000),
    HUIYING_ADDRESS_REQUESTS_PER_MINUTE: budget.default(600),
    HUIYING_DRAIN_SECONDS: text
      .regex(/^\d{1,2}$/)
      .transform(Number)
      .default(5),
    LOG_LEVEL: z.enum(logLevels).default('info'),
  })
  .refine((env) => (env.TEMPORAL_TLS_CERT === undefined) === (env.TEMPORAL_TLS_KEY === undefined), {
    path: ['TEMPORAL_TLS_KEY'],
  });

/** Each may be given as `<NAME>_FILE` instead: the path of a file that holds it, as containers are given secrets. */
export const secretSettings = [
  'DATABASE_URL',
  'DATABASE_PASSWORD',
  'TEMPORAL_API_KEY',
  'HUIYING_MASTER_KEY',
  'HUIYING_API_KEY',
  'HUIYING_SMTP_URL',
] as const satisfies readonly (keyof z.infer<typeof schema>)[];

type Key = keyof z.infer<typeof schema>;

const expected: Record<Key, string> = {
  HUIYING_DATA_DIR: 'a folder',
  HUIYING_CACHE_DIR: 'a folder',
  HUIYING_RUNTIME_FILE: 'a file path',
  DATABASE_URL: 'an address such as postgres://user:password@host:5432/huiying',
  DATABASE_PASSWORD: 'the password of the account in DATABASE_URL',
  TEMPORAL_ADDRESS: 'host:port, such as temporal.example.org:7233, without a scheme',
  TEMPORAL_NAMESPACE: 'letters, digits, dots, dashes and underscores',
  TEMPORAL_TLS_CA: 'the path of a PEM file',
  TEMPORAL_TLS_CERT: 'the path of a PEM file',
  TEMPORAL_TLS_KEY: 'the path of a PEM file, given together with TEMPORAL_TLS_CERT',
  TEMPORAL_API_KEY: 'the API key of the Temporal service',
  HUIYING_TASK_QUEUE: 'the name of a task queue',
  HUIYING_HOST: 'a host name or address to listen on',
  HUIYING_PORT: 'a whole number from 1 to 65535',
  HUIYING_OPEN311_TEST_URL: 'where the test system answers Open311, such as https://test.example.org/open311/v2',
  HUIYING_PUBLIC_URL: 'the address citizens and staff use, such as https://hotline.example.org',
  HUIYING_MASTER_KEY: `${masterKeyBytes} random bytes in base64 (make one with: openssl rand -base64 32)`,
  HUIYING_MASTER_KEY_ID: 'up to 64 letters, digits, dots, dashes and underscores',
  HUIYING_API_KEY: 'a key of this API',
  HUIYING_TEMPORAL_UI_URL: 'the address of the Temporal UI, such as https://temporal.example.org',
  HUIYING_METRICS_PORT: 'a whole number from 1 to 65535',
  HUIYING_WORKER_METRICS_PORT: 'a whole number from 1 to 65535',
  HUIYING_SMTP_URL: 'an address such as smtp://user:password@mail.example.org:587 or smtps://…:465',
  HUIYING_MAIL_FROM: 'a sender such as Hotline <hotline@example.org>',
  HUIYING_SMS_OUTBOX: 'a file path',
  HUIYING_ALLOWED_TARGETS:
    'addresses, networks or names, with or without a port, such as 10.1.0.0/16,intranet.example.org:8080',
  HUIYING_TRUSTED_PROXIES: 'addresses and networks, such as 10.1.0.7,10.2.0.0/16',
  HUIYING_KEY_REQUESTS_PER_MINUTE: 'a whole number up to 9999999; 0 lifts the budget',
  HUIYING_ADDRESS_REQUESTS_PER_MINUTE: 'a whole number up to 9999999; 0 lifts the budget',
  HUIYING_DRAIN_SECONDS: 'a whole number from 0 to 99',
  LOG_LEVEL: `one of ${logLevels.join(', ')}`,
};

export type TemporalEnv = Readonly<{
  /** Absent: `start` brings up a server of its own. */
  address: string | undefined;
  namespace: string;
  taskQueue: string;
  tlsCaFile: string | undefined;
  tlsCertFile: string | undefined;
  tlsKeyFile: string | undefined;
  apiKey: string | undefined;
}>;

export type Env = Readonly<{
  dataDir: string;
  cacheDir: string;
  runtimeFile: string | undefined;
  /** Absent: `start` brings up a PostgreSQL of its own. */
  databaseUrl: string | undefined;
  temporal: TemporalEnv;
  host: string;
  /** Absent: the default port, or the next free one. */
  port: number | undefined;
  publicUrl: string | undefined;
  /** Of the system that is there to be tried out; on that system its own. */
  open311TestUrl: string | undefined;
  /** Encrypts the payloads in Temporal and wraps the per-ticket keys. */
  masterKey: Buffer | undefined;
  masterKeyId: string;
  logLevel: LogLevel;
  /** With which commands of the command line ask the API; absent: a demonstration account. */
  apiKey: string | undefined;
  /** Where administrators look at workflows; links are made with it. */
  temporalUiUrl: string | undefined;
  /** Absent: no metrics are served. */
  metricsPort: number | undefined;
  workerMetricsPort: number | undefined;
  /** Absent: no e-mail is sent, and notices by e-mail go to the inbox. */
  smtpUrl: string | undefined;
  mailFrom: string;
  /** Where the development provider writes text messages. Absent: none is sent. */
  smsOutbox: string | undefined;
  /** What webhooks may reach besides public addresses on ordinary ports. */
  allowedTargets: readonly string[];
  /** Whose `X-Forwarded-For` is believed. Empty: the address of the connection counts. */
  trustedProxies: readonly string[];
  /** Of each API process; `null`: as many as they like. */
  requestsPerMinute: Readonly<{ key: number | null; address: number | null }>;
  /** For so long an API that was told to stop goes on taking connections while it says so to whoever probes. */
  drainMs: number;
}>;

/** Thrown when the environment cannot be used; the message names every bad key and what it should be. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    const lines = keys.map(
      (key) =>
        `${key}: expected ${expected[key as Key] ?? 'a file that can be read, without the setting of the same name beside it'}`,
    );
    super(`The environment has ${keys.length === 1 ? 'a value' : 'values'} that cannot be used. ${lines.join('; ')}.`);
    this.keys = keys;
  }
}

/** Reads the environment once, at start-up. An empty value counts as absent. Values are never echoed: some are secrets. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const { given, unusable } = withSecretsFromFiles(source, secretSettings);
  if (unusable.length > 0) throw new EnvError(unusable);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new EnvError([...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))]);
  }
  const env = parsed.data;
  return {
    dataDir: env.HUIYING_DATA_DIR,
    cacheDir: env.HUIYING_CACHE_DIR,
    runtimeFile: env.HUIYING_RUNTIME_FILE,
    databaseUrl: withPassword(env.DATABASE_URL, env.DATABASE_PASSWORD),
    temporal: {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      taskQueue: env.HUIYING_TASK_QUEUE,
      tlsCaFile: env.TEMPORAL_TLS_CA,
      tlsCertFile: env.TEMPORAL_TLS_CERT,
      tlsKeyFile: env.TEMPORAL_TLS_KEY,
      apiKey: env.TEMPORAL_API_KEY,
    },
    host: env.HUIYING_HOST,
    port: env.HUIYING_PORT,
    publicUrl: env.HUIYING_PUBLIC_URL,
    open311TestUrl: env.HUIYING_OPEN311_TEST_URL,
    masterKey: env.HUIYING_MASTER_KEY,
    masterKeyId: env.HUIYING_MASTER_KEY_ID,
    logLevel: env.LOG_LEVEL,
    apiKey: env.HUIYING_API_KEY,
    temporalUiUrl: env.HUIYING_TEMPORAL_UI_URL,
    metricsPort: env.HUIYING_METRICS_PORT,
    workerMetricsPort: env.HUIYING_WORKER_METRICS_PORT,
    smtpUrl: env.HUIYING_SMTP_URL,
    mailFrom: env.HUIYING_MAIL_FROM,
    smsOutbox: env.HUIYING_SMS_OUTBOX,
    allowedTargets: env.HUIYING_ALLOWED_TARGETS,
    trustedProxies: env.HUIYING_TRUSTED_PROXIES,
    requestsPerMinute: {
      key: env.HUIYING_KEY_REQUESTS_PER_MINUTE,
      address: env.HUIYING_ADDRESS_REQUESTS_PER_MINUTE,
    },
    drainMs: env.HUIYING_DRAIN_SECONDS * 1_000,
  };
}

/** An address that names a password keeps it: what started this process may have put it there. */
function withPassword(address: string | undefined, password: string | undefined): string | undefined {
  if (address === undefined || password === undefined) return address;
  const url = new URL(address);
  if (url.password === '') url.password = encodeURIComponent(password);
  return url.href;
}

/** What a child process inherits, with our own settings on top. A secret that it is given needs no file any more. */
export function childEnvironment(extra: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const merged = { ...process.env, ...extra };
  for (const name of secretSettings) if (extra[name] !== undefined) delete merged[`${name}_FILE`];
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Whether a package script started this process. Its shell does not hand signals on, so its end has to be noticed. */
export function startedByNpm(): boolean {
  return process.env['npm_lifecycle_event'] !== undefined;
}
