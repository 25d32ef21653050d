import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliFailure, messageOf } from '../failure.js';
import { tryLock, type FileLock } from './file-lock.js';
import { removeSharedData } from './postgres-account.js';

const lockName = 'start.lock';
const markName = 'format';
const keyName = 'master.key';
const keyBytes = 32;

export function postgresDirIn(dataDir: string): string {
  return join(dataDir, 'postgres');
}

export function logFileIn(dataDir: string, name: string): string {
  return join(dataDir, 'logs', `${name}.log`);
}

export function demoAccountsFileIn(dataDir: string): string {
  return join(dataDir, 'demo-accounts.json');
}

/** Makes the folder, private to its owner, and takes it for this process. */
export async function openDataDir(dataDir: string): Promise<FileLock> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    if ((await readdir(dataDir)).length === 0) {
      await chmod(dataDir, 0o700);
      await writeFile(join(dataDir, markName), '1\n');
    }
  } catch (error) {
    throw new CliFailure(
      `The data folder ${dataDir} cannot be used`,
      messageOf(error),
      'Choose another with --data-dir or HUIYING_DATA_DIR.',
    );
  }
  const attempt = await tryLock(join(dataDir, lockName));
  if ('lock' in attempt) return attempt.lock;
  const { pid, note } = attempt.heldBy;
  throw new CliFailure(
    'Huiying is already running on this data folder',
    `process ${pid} has ${dataDir}${note === '' ? ' and is still starting' : ` and serves ${note}`}`,
    'Use that one, stop it, or start another with its own --data-dir.',
  );
}

/** Whether there is anything that emptying the folder would lose. */
export async function holdsData(dataDir: string): Promise<boolean> {
  const names = await readdir(dataDir).catch(() => []);
  return names.some((name) => !name.startsWith(lockName) && name !== markName);
}

/** Empties the folder, but only one that was made by this program; the caller has the lock. */
export async function emptyDataDir(dataDir: string): Promise<void> {
  if (!existsSync(join(dataDir, markName))) {
    throw new CliFailure(
      `${dataDir} was not emptied`,
      'it was not made by Huiying, and may hold other things',
      'Name another folder with --data-dir, or empty this one by hand.',
    );
  }
  const names = (await readdir(dataDir)).filter((name) => name !== lockName && name !== markName);
  await Promise.all(names.map((name) => rm(join(dataDir, name), { recursive: true, force: true })));
  await removeSharedData(postgresDirIn(dataDir));
}

/**
 * The key that encrypts personal data. The one that was given, else the one in the data folder, which is made together
 * with an empty database. A database whose key is gone is not given a new one: nothing in it could be read.
 */
export async function masterKeyFor(
  dataDir: string,
  given: Buffer | undefined,
  ownDatabase: boolean,
): Promise<{ key: Buffer; made: boolean }> {
  if (given !== undefined) return { key: given, made: false };
  const file = join(dataDir, keyName);
  if (ownDatabase) {
    throw new CliFailure(
      'HUIYING_MASTER_KEY is missing',
      'with a database of your own the key must come from you, so that it can be kept apart from the data',
      'Make one with: openssl rand -base64 32, keep a copy in a safe place, and set HUIYING_MASTER_KEY to it.',
      { exitCode: 2 },
    );
  }
  if (!existsSync(file)) {
    if (existsSync(join(postgresDirIn(dataDir), 'cluster'))) {
      throw new CliFailure(
        'The master key is gone',
        `${file} does not exist, and without it the personal data in this database cannot be read`,
        'Put the file back from a copy, set HUIYING_MASTER_KEY, or begin anew with: huiying start --reset.',
      );
    }
    await writeFile(file, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    return { key: await readKey(file), made: true };
  }
  return { key: await readKey(file), made: false };
}

async function readKey(file: string): Promise<Buffer> {
  const key = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64');
  if (key.length === keyBytes) return key;
  throw new CliFailure(
    'The master key cannot be used',
    `${file} does not hold ${keyBytes} bytes in base64`,
    'Put the file back from a copy.',
  );
}
