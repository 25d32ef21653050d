import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { childEnvironment } from '../../config/env.js';
import { CliFailure, messageOf } from '../failure.js';
import { lastWords, startChild, type Exit, type RunningChild } from './child.js';
import { postgresAccount, type PostgresAccount, type RootMethod } from './postgres-account.js';
import { postgresBinaries } from './postgres-binaries.js';
import { freePort } from './ports.js';
import { isAlive, pause, processesWorkingIn, processEvidence, sendSignal, waitUntilGone } from './processes.js';

const run = promisify(execFile);

const superuser = 'huiying';
const startTimeoutMs = 60_000;
const stopGraceMs = 20_000;

const defaultSettings: Readonly<Record<string, string>> = {
  shared_buffers: '128MB',
  synchronous_commit: 'on',
  // A page goes out whole once between two checkpoints, and whoever writes much has one each time this is full: with
  // 1 GB, as PostgreSQL has it, a rotation of the keys, which changes the index of words all over, writes three times.
  max_wal_size: '4GB',
  max_connections: '100',
  timezone: 'UTC',
};

// Nothing survives a power cut, which is all a test needs.
const throwAwaySettings: Readonly<Record<string, string>> = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_wal_size: '256MB',
};

export type EmbeddedPostgresOptions = Readonly<{
  /** Holds the cluster, its passwords and nothing else. Made when it does not exist. */
  dataDir: string;
  /** Default: any free one. */
  port?: number;
  /** Server settings on top of the defaults. */
  settings?: Readonly<Record<string, string>>;
  /** A cluster for tests: fast, and lost in a power cut. */
  throwAway?: boolean;
  /** Default: `postgres.log` in the data folder. */
  logFile?: string;
  /** Insists on one of the two ways of running under root, for tests. */
  rootMethod?: RootMethod;
}>;

export type EmbeddedPostgres = Readonly<{
  /** The connection address of a database of this cluster, as its superuser. */
  url(database: string): string;
  /** What the application, who is no superuser, says to come in. */
  applicationPassword: string;
  port: number;
  pid: number;
  exited: Promise<Exit>;
  /** A fast shutdown: sessions are ended, nothing committed is lost. */
  stop(): Promise<void>;
  kill(): void;
}>;

/** Makes the cluster on first use, starts it on 127.0.0.1 and waits until it answers. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const wanted = resolve(options.dataDir);
  await mkdir(wanted, { recursive: true, mode: 0o700 });
  const account = await postgresAccount(await postgresBinaries(), wanted, options.rootMethod);
  const password = await passwordIn(account, 'password');
  const applicationPassword = await passwordIn(account, 'application-password');
  const cluster = join(account.dataDir, 'cluster');
  if (existsSync(cluster)) await clearLeftovers(await realpath(cluster));
  else await initialise(account, cluster, options.throwAway === true);

  const port = options.port ?? (await freePort());
  const logFile = options.logFile ?? join(wanted, 'postgres.log');
  const child = await startServer(account, cluster, port, logFile, options);
  const url = (database: string) =>
    `postgres://${superuser}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`;
  try {
    await untilAnswering(url('postgres'), child, logFile);
  } catch (error) {
    child.kill();
    await child.exited;
    throw error;
  }
  const stop = async () => {
    await child.stop();
  };
  return { url, applicationPassword, port, pid: child.pid, exited: child.exited, stop, kill: child.kill };
}

async function passwordIn(account: PostgresAccount, name: string): Promise<string> {
  const file = join(account.dataDir, name);
  if (!existsSync(file)) {
    const fresh = `${file}.${process.pid}`;
    await writeFile(fresh, randomBytes(24).toString('base64url'), { mode: 0o600 });
    await rename(fresh, file);
  }
  await chmod(file, 0o600);
  await account.own(file);
  return (await readFile(file, 'utf8')).trim();
}

function quietEnvironment(): Record<string, string> {
  const { LANG: _lang, LANGUAGE: _language, ...rest } = childEnvironment();
  const kept = Object.entries(rest).filter(([key]) => !key.startsWith('LC_') && !key.startsWith('PG'));
  return { ...Object.fromEntries(kept), LANG: 'C' };
}

/**
 * The character classes that trigram search relies on come from the operating system's LC_CTYPE, not from the built-in
 * collation: under plain C a Chinese text has no trigrams at all. The names of UTF-8 locales differ between systems.
 */
const characterTypes = ['C.UTF-8', 'en_US.UTF-8', 'UTF-8'];

async function initialise(account: PostgresAccount, cluster: string, throwAway: boolean): Promise<void> {
  // Made aside and renamed, so that an interrupted start never leaves half a cluster.
  const fresh = `${cluster}.new`;
  const failures: string[] = [];
  for (const characterType of characterTypes) {
    await rm(fresh, { recursive: true, force: true });
    const { command, args } = account.command(join(account.native, 'bin', 'initdb'), [
      '--pgdata',
      fresh,
      '--username',
      superuser,
      '--pwfile',
      join(account.dataDir, 'password'),
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
      '--locale',
      'C',
      '--locale-provider',
      'builtin',
      '--builtin-locale',
      'C.UTF-8',
      '--lc-ctype',
      characterType,
      ...(throwAway ? ['--no-sync'] : []),
    ]);
    try {
      const ids = account.uid === undefined ? {} : { uid: account.uid, gid: account.gid };
      await run(command, args, { env: quietEnvironment(), cwd: account.dataDir, ...ids });
      await rename(fresh, cluster);
      return;
    } catch (error) {
      failures.push(messageOf(error).trim().split('\n').slice(1).join(' ') || messageOf(error));
      if (!/locale/i.test(failures.at(-1) ?? '')) break;
    }
  }
  await rm(fresh, { recursive: true, force: true });
  throw new CliFailure(
    'The PostgreSQL cluster could not be made',
    failures.at(-1) ?? 'initdb failed',
    'Check that the data folder is writable and the disk is not full, or set DATABASE_URL to another PostgreSQL.',
  );
}

/**
 * After a kill -9 a process id file remains, and sometimes processes too. Processes of this cluster are ended; an id
 * file whose number now belongs to a stranger is removed, since PostgreSQL would take the stranger for itself.
 */
async function clearLeftovers(cluster: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const recorded = Number((await readFile(pidFile, 'utf8').catch(() => '')).split('\n')[0]);
  const ours = new Set(await processesWorkingIn(cluster));
  if (recorded > 0 && isAlive(recorded)) {
    const evidence = await processEvidence(recorded);
    if (ours.has(recorded) || evidence.includes(cluster)) {
      sendSignal(recorded, 'SIGINT');
      if (!(await waitUntilGone(recorded, stopGraceMs))) sendSignal(recorded, 'SIGQUIT');
      await waitUntilGone(recorded, 5_000);
    } else if (process.platform === 'linux' && ours.size === 0) {
      await rm(pidFile, { force: true });
    }
  }
  // Server processes whose parent was killed notice it and end by themselves within moments.
  for (const pid of await processesWorkingIn(cluster)) {
    if (await waitUntilGone(pid, 5_000)) continue;
    sendSignal(pid, 'SIGQUIT');
    await waitUntilGone(pid, 5_000);
  }
}

async function startServer(
  account: PostgresAccount,
  cluster: string,
  port: number,
  logFile: string,
  options: EmbeddedPostgresOptions,
): Promise<RunningChild> {
  const settings = {
    ...defaultSettings,
    ...(options.throwAway === true ? throwAwaySettings : {}),
    ...options.settings,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  const { command, args } = account.command(join(account.native, 'bin', 'postgres'), [
    '-D',
    cluster,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`]),
  ]);
  return startChild({
    command,
    args,
    env: quietEnvironment(),
    cwd: account.dataDir,
    logFile,
    stopSignal: 'SIGINT',
    stopGraceMs,
    ...(account.uid === undefined || account.gid === undefined ? {} : { uid: account.uid, gid: account.gid }),
  });
}

async function untilAnswering(url: string, child: RunningChild, logFile: string): Promise<void> {
  let ended: Exit | undefined;
  void child.exited.then((exit) => (ended = exit));
  const until = Date.now() + startTimeoutMs;
  let last = '';
  while (Date.now() < until) {
    if (ended !== undefined) {
      const words = await lastWords(logFile);
      throw new CliFailure(
        'PostgreSQL ended while starting',
        words || `exit code ${ended.code ?? ended.signal}`,
        `The whole story is in ${logFile}.`,
      );
    }
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      last = messageOf(error);
      await client.end().catch(() => undefined);
      await pause(50);
    }
  }
  throw new CliFailure(
    'PostgreSQL did not answer',
    `waited ${startTimeoutMs / 1000} s; last error: ${last}`,
    `See ${logFile}.`,
  );
}
