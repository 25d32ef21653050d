import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import {
  budget,
  daysOrNone,
  databaseUrl,
  hostAndPort,
  keyRing,
  logLevels,
  masterKey,
  masterKeyBytes,
  megabytes,
  megapixels,
  minutesUpToADay,
  networks,
  onOrOff,
  port,
  smtpUrl,
  targets,
  text,
  upTo100,
  upTo1000000,
  upTo99Seconds,
  webhookSecret,
  webUrl,
  yesOrNo,
} from './setting-values.js';

export interface Setting<T = unknown> {
  /** In the environment, and in `docs/operations.md`. */
  readonly name: string;
  readonly value: z.ZodType<T>;
  /** Told to whoever wrote what cannot be used. */
  readonly expected: string;
  /** May be given as `<NAME>_FILE` instead: the path of a file that holds it, as containers are given secrets. */
  readonly secret: boolean;
}

const setting = <T>(name: string, value: z.ZodType<T>, expected: string): Setting<T> => ({
  name,
  value,
  expected,
  secret: false,
});
const secret = <T>(name: string, value: z.ZodType<T>, expected: string): Setting<T> => ({
  name,
  value,
  expected,
  secret: true,
});

const PORT = 'a whole number from 1 to 65535';
const MINUTES = 'a whole number of minutes from 1 to 1440';
const BUDGET = 'a whole number up to 9999999; 0 lifts the budget';

/** Every setting there is, as the program reads it: the shape of this table is that of `Env`. */
export const SETTINGS = {
  dataDir: setting(
    'HUIYING_DATA_DIR',
    text.default('.huiying').transform((value) => resolve(value)),
    'a folder',
  ),
  cacheDir: setting(
    'HUIYING_CACHE_DIR',
    text.optional().transform((value) => resolve(value ?? resolve(homedir(), '.cache', 'huiying'))),
    'a folder',
  ),
  runtimeFile: setting('HUIYING_RUNTIME_FILE', text.optional(), 'a file path'),
  /** Absent: `start` brings up a PostgreSQL of its own. */
  databaseUrl: secret(
    'DATABASE_URL',
    databaseUrl.optional(),
    'an address such as postgres://user:password@host:5432/huiying',
  ),
  /** Goes into `databaseUrl`, unless that has one. */
  databasePassword: secret('DATABASE_PASSWORD', text.optional(), 'the password of the account in DATABASE_URL'),
  temporal: {
    /** Absent: `start` brings up a server of its own. */
    address: setting(
      'TEMPORAL_ADDRESS',
      hostAndPort.optional(),
      'host:port, such as temporal.example.org:7233, without a scheme',
    ),
    namespace: setting(
      'TEMPORAL_NAMESPACE',
      text.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/).default('huiying'),
      'letters, digits, dots, dashes and underscores',
    ),
    taskQueue: setting('HUIYING_TASK_QUEUE', text.default('tickets'), 'the name of a task queue'),
    tlsCaFile: setting('TEMPORAL_TLS_CA', text.optional(), 'the path of a PEM file'),
    tlsCertFile: setting('TEMPORAL_TLS_CERT', text.optional(), 'the path of a PEM file'),
    tlsKeyFile: setting(
      'TEMPORAL_TLS_KEY',
      text.optional(),
      'the path of a PEM file, given together with TEMPORAL_TLS_CERT',
    ),
    apiKey: secret('TEMPORAL_API_KEY', text.optional(), 'the API key of the Temporal service'),
  },
  host: setting('HUIYING_HOST', text.default('127.0.0.1'), 'a host name or address to listen on'),
  /** Absent: the default port, or the next free one. */
  port: setting('HUIYING_PORT', port.optional(), PORT),
  publicUrl: setting(
    'HUIYING_PUBLIC_URL',
    webUrl.optional(),
    'the address citizens and staff use, such as https://hotline.example.org',
  ),
  /** Of the system that is there to be tried out; on that system its own. */
  open311TestUrl: setting(
    'HUIYING_OPEN311_TEST_URL',
    webUrl.optional(),
    'where the test system answers Open311, such as https://test.example.org/open311/v2',
  ),
  /** Separate keys for sealing, signing and payloads, with ids. */
  keyRing: secret('HUIYING_KEY_RING', keyRing.optional(), 'a key ring as `huiying keyring new` writes it'),
  /** The one key of an installation without a ring; with one, it opens what was sealed before. */
  masterKey: secret(
    'HUIYING_MASTER_KEY',
    masterKey.optional(),
    `${masterKeyBytes} random bytes in base64 (make one with: openssl rand -base64 32)`,
  ),
  masterKeyId: setting(
    'HUIYING_MASTER_KEY_ID',
    text.regex(/^[A-Za-z0-9._-]{1,64}$/).default('k1'),
    'up to 64 letters, digits, dots, dashes and underscores',
  ),
  logLevel: setting('LOG_LEVEL', z.enum(logLevels).default('info'), `one of ${logLevels.join(', ')}`),
  /** With which commands of the command line ask the API; absent: a demonstration account. */
  apiKey: secret('HUIYING_API_KEY', text.optional(), 'a key of this API'),
  /** Where administrators look at workflows; links are made with it. */
  temporalUiUrl: setting(
    'HUIYING_TEMPORAL_UI_URL',
    webUrl.optional(),
    'the address of the Temporal UI, such as https://temporal.example.org',
  ),
  /** Absent: no metrics are served. */
  metricsPort: setting('HUIYING_METRICS_PORT', port.optional(), PORT),
  workerMetricsPort: setting('HUIYING_WORKER_METRICS_PORT', port.optional(), PORT),
  /** Absent: no e-mail is sent, and notices by e-mail go to the inbox. */
  smtpUrl: secret(
    'HUIYING_SMTP_URL',
    smtpUrl.optional(),
    'an address such as smtp://user:password@mail.example.org:587 or smtps://…:465',
  ),
  mailFrom: setting(
    'HUIYING_MAIL_FROM',
    text.default('Huiying <hotline@localhost>'),
    'a sender such as Hotline <hotline@example.org>',
  ),
  /** Where the development provider writes text messages. Absent: none is sent. */
  smsOutbox: setting(
    'HUIYING_SMS_OUTBOX',
    text.optional().transform((value) => (value === undefined ? undefined : resolve(value))),
    'a file path',
  ),
  /** What webhooks may reach besides public addresses on ordinary ports. */
  allowedTargets: setting(
    'HUIYING_ALLOWED_TARGETS',
    targets,
    'addresses, networks or names, with or without a port, such as 10.1.0.0/16,intranet.example.org:8080',
  ),
  /** Whose `X-Forwarded-For` is believed. Empty: the address of the connection counts. */
  trustedProxies: setting('HUIYING_TRUSTED_PROXIES', networks, 'addresses and networks, such as 10.1.0.7,10.2.0.0/16'),
  /** Of each API process. */
  requestsPerMinute: {
    key: setting('HUIYING_KEY_REQUESTS_PER_MINUTE', budget.default(6_000), BUDGET),
    address: setting('HUIYING_ADDRESS_REQUESTS_PER_MINUTE', budget.default(600), BUDGET),
  },
  /** Of people who sign in. */
  sessions: {
    idleMs: setting('HUIYING_SESSION_IDLE_MINUTES', minutesUpToADay.default(30 * 60_000), MINUTES),
    absoluteMs: setting('HUIYING_SESSION_MINUTES', minutesUpToADay.default(720 * 60_000), MINUTES),
  },
  /** `start` says so for the demonstration city, to the machine that it runs on. */
  demoSignIn: setting(
    'HUIYING_DEMO_SIGN_IN',
    z
      .enum(['true', 'false'])
      .default('false')
      .transform((value) => value === 'true'),
    'true or false, and true only where HUIYING_HOST and HUIYING_PUBLIC_URL are those of this very machine',
  ),
  /** Whether `start` fills the demonstration city. Absent: where it brings up a PostgreSQL of its own. */
  demoTickets: setting('HUIYING_DEMO_TICKETS', onOrOff.optional(), 'on or off'),
  /** After the end of a ticket its citizen's links and query code open for so long. */
  linkTermMs: setting(
    'HUIYING_LINK_DAYS',
    daysOrNone.default(180 * 86_400_000),
    'a whole number of days up to 9999; 0: as long as the ticket is kept',
  ),
  /** Whether anybody may file a request on the citizens' pages. Absent: in the demonstration. */
  citizenReports: setting('HUIYING_CITIZEN_REPORTS', onOrOff.optional(), 'on or off'),
  /** Views of protected content that one person has in ten minutes, and in an hour. */
  looks: {
    tenMinutes: setting('HUIYING_LOOKS_PER_TEN_MINUTES', budget.default(50), BUDGET),
    hour: setting('HUIYING_LOOKS_PER_HOUR', budget.default(200), BUDGET),
  },
  /** Of files that are sent. */
  attachments: {
    mostBytes: setting(
      'HUIYING_ATTACHMENT_MEGABYTES',
      megabytes.default(20 * 1_048_576),
      'a whole number from 1 to 100',
    ),
    mostPixels: setting(
      'HUIYING_ATTACHMENT_MEGAPIXELS',
      megapixels.default(40_000_000),
      'a whole number from 1 to 200, of millions of pixels',
    ),
    perTicket: setting('HUIYING_ATTACHMENTS_PER_TICKET', upTo100.default(40), 'a whole number from 1 to 100'),
  },
  /** No export has more rows. */
  exportRows: setting('HUIYING_EXPORT_ROWS', upTo1000000.default(50_000), 'a whole number from 1 to 1000000'),
  /** Where files are kept, sealed. Absent: in the bucket, or in `files` in the data folder. */
  filesDir: setting(
    'HUIYING_FILES_DIR',
    text.optional().transform((value) => (value === undefined ? undefined : resolve(value))),
    'a folder',
  ),
  /** A bucket of an object store that speaks S3, for files; with a folder beside it, files move from that into it. */
  s3: {
    bucket: setting(
      'HUIYING_S3_BUCKET',
      text.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/).optional(),
      'the name of a bucket, given together with HUIYING_S3_ENDPOINT, HUIYING_S3_KEY_ID and HUIYING_S3_SECRET',
    ),
    endpoint: setting(
      'HUIYING_S3_ENDPOINT',
      webUrl.optional(),
      'the address of the object store, such as https://s3.example.org, given together with HUIYING_S3_BUCKET',
    ),
    region: setting(
      'HUIYING_S3_REGION',
      text.regex(/^[A-Za-z0-9-]{1,60}$/).default('us-east-1'),
      'letters, digits and dashes, such as cn-north-1',
    ),
    pathStyle: setting('HUIYING_S3_PATH_STYLE', yesOrNo.default(true), 'yes or no'),
    keyId: secret(
      'HUIYING_S3_KEY_ID',
      text.optional(),
      'the id of the access key, given together with HUIYING_S3_BUCKET',
    ),
    secret: secret(
      'HUIYING_S3_SECRET',
      text.optional(),
      'the secret of the access key, given together with HUIYING_S3_BUCKET',
    ),
  },
  /** Absent: nobody scans files for viruses. */
  clamd: setting(
    'HUIYING_CLAMD',
    hostAndPort
      .transform((address) => {
        const at = address.lastIndexOf(':');
        return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
      })
      .optional(),
    'host:port of a ClamAV daemon, such as clamav.example.org:3310',
  ),
  /** The telephone platform that gives a number for a citizen's; absent: who is granted the number is shown it. */
  relay: {
    url: setting(
      'HUIYING_RELAY_URL',
      webUrl.optional(),
      'where the telephone platform is asked for numbers, such as https://relay.example.org/numbers, given together with HUIYING_RELAY_SECRET',
    ),
    secret: secret(
      'HUIYING_RELAY_SECRET',
      webhookSecret.optional(),
      'whsec_ and at least 24 random bytes in base64, given together with HUIYING_RELAY_URL',
    ),
  },
  /** Where the heads of the trail of looks are written besides the database. Absent: `audit` in the data folder. */
  auditDir: setting(
    'HUIYING_AUDIT_DIR',
    text.optional().transform((value) => (value === undefined ? undefined : resolve(value))),
    'a folder',
  ),
  /** Where looks are written down until they are rows, so that nobody waits for those. Absent: each answer waits. */
  lookJournalDir: setting(
    'HUIYING_LOOK_JOURNAL_DIR',
    text.optional().transform((value) => (value === undefined ? undefined : resolve(value))),
    'a folder',
  ),
  /** For so long an API that was told to stop goes on taking connections while it says so to whoever probes. */
  drainMs: setting('HUIYING_DRAIN_SECONDS', upTo99Seconds.default(5_000), 'a whole number from 0 to 99'),
} as const;

/** What a table of settings holds once it is read. */
export type ValuesOf<T> = { readonly [K in keyof T]: T[K] extends Setting<infer V> ? V : ValuesOf<T[K]> };

interface Table {
  readonly [key: string]: Setting | Table;
}

const isSetting = (node: Setting | Table): node is Setting => node['value'] instanceof z.ZodType;

function rowsOf(table: Table): Setting[] {
  return Object.values(table).flatMap((node) => (isSetting(node) ? [node] : rowsOf(node)));
}

/** The table, row by row. */
export const settings: readonly Setting[] = rowsOf(SETTINGS);

/** The values by the names of their settings, in the shape of the table. */
export function inShape<T extends Table>(table: T, values: Readonly<Record<string, unknown>>): ValuesOf<T> {
  return Object.fromEntries(
    Object.entries(table).map(([key, node]) => [key, isSetting(node) ? values[node.name] : inShape(node, values)]),
  ) as ValuesOf<T>;
}
