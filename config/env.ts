import { join } from 'node:path';
import { z } from 'zod';
import { isLoopback } from './loopback.js';
import { withSecretsFromFiles } from './secret-files.js';
import { inShape, settings, SETTINGS, type ValuesOf } from './settings.js';

/** What the environment says, once read. */
export type Env = Omit<ValuesOf<typeof SETTINGS>, 'databasePassword' | 'auditDir' | 'filesDir' | 's3' | 'relay'> & {
  readonly auditDir: string;
  /** Absent: files are in the bucket alone. With one, the folder from which they move into it. */
  readonly filesDir: string | undefined;
  readonly bucket: BucketEnv | undefined;
  readonly relay: RelayEnv | undefined;
  /** Where the ring was read, and is read again; absent: it was given as a value, or there is none. */
  readonly keyRingFile: string | undefined;
};
export type TemporalEnv = Env['temporal'];

/** Where a bucket is, and what opens it. */
export type BucketEnv = { readonly [K in keyof S3Values]-?: NonNullable<S3Values[K]> };
type S3Values = ValuesOf<typeof SETTINGS>['s3'];
/** Where the telephone platform is, and what signs what it is asked. */
export type RelayEnv = { readonly [K in keyof RelayValues]-?: NonNullable<RelayValues[K]> };
type RelayValues = ValuesOf<typeof SETTINGS>['relay'];
const OF_A_RELAY = ['HUIYING_RELAY_URL', 'HUIYING_RELAY_SECRET'] as const;
const OF_A_BUCKET = ['HUIYING_S3_BUCKET', 'HUIYING_S3_ENDPOINT', 'HUIYING_S3_KEY_ID', 'HUIYING_S3_SECRET'] as const;

/** Each may be given as `<NAME>_FILE` instead. */
export const secretSettings: readonly string[] = settings.filter(({ secret }) => secret).map(({ name }) => name);

const expected = new Map(settings.map((row) => [row.name, row.expected]));
const schema = z
  .object(Object.fromEntries(settings.map(({ name, value }) => [name, value])))
  .refine((env) => (env['TEMPORAL_TLS_CERT'] === undefined) === (env['TEMPORAL_TLS_KEY'] === undefined), {
    path: ['TEMPORAL_TLS_KEY'],
  })
  .superRefine((env, context) => {
    for (const together of [OF_A_BUCKET, OF_A_RELAY]) {
      const missing = together.filter((name) => env[name] === undefined);
      if (missing.length === together.length) continue;
      for (const name of missing) context.addIssue({ code: 'custom', path: [name] });
    }
  })
  .refine(isShownHereOnly, { path: ['HUIYING_DEMO_SIGN_IN'] });

/** Without passwords for whoever reaches it: so nobody but this machine may. */
function isShownHereOnly(env: Readonly<Record<string, unknown>>): boolean {
  if (env['HUIYING_DEMO_SIGN_IN'] !== true) return true;
  const address = env['HUIYING_PUBLIC_URL'];
  return isLoopback(env['HUIYING_HOST']) && (address === undefined || isLoopback(new URL(String(address)).hostname));
}

/** Thrown when the environment cannot be used; the message names every bad key and what it should be. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly keys: readonly string[];

  constructor(keys: readonly string[]) {
    const lines = keys.map(
      (key) =>
        `${key}: expected ${expected.get(key) ?? 'a file that can be read, without the setting of the same name beside it'}`,
    );
    super(`The environment has ${keys.length === 1 ? 'a value' : 'values'} that cannot be used. ${lines.join('; ')}.`);
    this.keys = keys;
  }
}

/**
 * Reads the environment once, at start-up. An empty value counts as absent. Values are never echoed: some are secrets.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const { given, unusable } = withSecretsFromFiles(source, secretSettings);
  if (unusable.length > 0) throw new EnvError(unusable);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    throw new EnvError([...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))]);
  }
  const { databasePassword, auditDir, filesDir, s3, relay, ...env } = inShape(SETTINGS, parsed.data);
  const bucket = isBucket(s3) ? s3 : undefined;
  return {
    ...env,
    keyRingFile: env.keyRing && source['HUIYING_KEY_RING_FILE'],
    auditDir: auditDir ?? join(env.dataDir, 'audit'),
    filesDir: filesDir ?? (bucket ? undefined : join(env.dataDir, 'files')),
    bucket,
    relay: isRelay(relay) ? relay : undefined,
    databaseUrl: withPassword(env.databaseUrl, databasePassword),
  };
}

const isRelay = (relay: RelayValues): relay is RelayEnv => relay.url !== undefined;
const isBucket = (s3: S3Values): s3 is BucketEnv => s3.bucket !== undefined;

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
