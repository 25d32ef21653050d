import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { startMark } from './processes.js';

export type LockHolder = Readonly<{ pid: number; mark: string; note: string }>;

export type FileLock = Readonly<{
  /** Tells others more about the holder, such as where it can be reached. */
  describe(note: string): Promise<void>;
  release(): Promise<void>;
}>;

export type LockAttempt = Readonly<{ lock: FileLock }> | Readonly<{ heldBy: LockHolder }>;

async function readHolder(file: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as LockHolder;
  } catch {
    // Absent, or from a machine that went down while writing: either way nobody holds it.
    return undefined;
  }
}

async function isStillThere(holder: LockHolder): Promise<boolean> {
  return (await startMark(holder.pid)) === holder.mark;
}

/**
 * Takes a lock that lives exactly as long as this process: a lock whose holder has ended, however it ended, is free.
 */
export async function tryLock(file: string, note = ''): Promise<LockAttempt> {
  await mkdir(dirname(file), { recursive: true });
  const own: LockHolder = { pid: process.pid, mark: (await startMark(process.pid)) ?? '', note };
  const draft = `${file}.${process.pid}`;
  const write = (text: string) => writeFile(draft, JSON.stringify({ ...own, note: text }), { mode: 0o600 });
  await write(note);
  for (;;) {
    try {
      await link(draft, file);
      await rm(draft);
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = await readHolder(file);
    if (holder !== undefined && (await isStillThere(holder))) {
      await rm(draft, { force: true });
      return { heldBy: holder };
    }
    await removeStale(file, holder);
  }
  return {
    lock: {
      describe: async (text) => {
        await write(text);
        await rename(draft, file);
      },
      release: () => rm(file, { force: true }),
    },
  };
}

/** Moves the lock aside before removing it, so that a lock taken by somebody else in this very moment is put back. */
async function removeStale(file: string, seen: LockHolder | undefined): Promise<void> {
  const aside = `${file}.stale.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readHolder(aside);
  if (moved !== undefined && (moved.pid !== seen?.pid || moved.mark !== seen.mark)) {
    await link(aside, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  await rm(aside, { force: true });
}
