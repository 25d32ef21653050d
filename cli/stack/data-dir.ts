import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CliFailure, messageOf } from '../failure.js';
import { tryLock, type FileLock } from './file-lock.js';
import { removeSharedData } from './postgres-account.js';

const lockName = 'start.lock';
const markName = 'format';

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
