import { randomUUID } from 'node:crypto';
import { closeSync, futimesSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../folder-names.js';

const SUFFIX = '.looks';
/** A file that has grown so far is followed by another, and goes when the last of its lines is settled. */
const LARGEST_BYTES = 256_000;
const SIGN_OF_LIFE_MS = 5_000;
/** Who stood still for so long writes a new file, for another process may have the old one. */
const STOOD_STILL_MS = 20_000;
/** A file without a sign of life for so long is what a process left that is gone. */
const LEFT_AFTER_MS = 60_000;

/** Some lines of one file. */
export interface JournalPart {
  /** So many of them are needed no more. */
  settle(lines: number): void;
}

export interface LeftBehind {
  readonly lines: readonly string[];
  /** They are needed no more. */
  done(): Promise<void>;
}

/**
 * Lines on the disk of this machine, until what they say is safe elsewhere. They outlive the process; they are not
 * forced to the disk, so a power cut takes those of the last seconds.
 */
export interface LookJournal {
  /** When it returns they are written; throws when that could not be done, and then none of them counts. */
  add(lines: readonly string[]): JournalPart;
  /** What processes wrote into the same folder that are gone since. Of several that ask, one gets it. */
  leftBehind(): Promise<LeftBehind[]>;
  /** Nothing is added any more; what is settled afterwards goes all the same. */
  close(): void;
}

interface Part extends JournalPart {
  readonly path: string;
  readonly fd: number;
  bytes: number;
  open: number;
}

/** @param clock milliseconds since 1970 */
export function createLookJournal(folder: string, clock: () => number): LookJournal {
  const own = randomUUID();
  const parts = new Set<Part>();
  const taken = new Set<string>();
  let current: Part | null = null;
  let made = 0;
  let aliveAt = clock();
  let closed = false;

  const signs = setInterval(() => {
    const now = clock();
    if (now - aliveAt > STOOD_STILL_MS) current = null;
    for (const { fd } of parts) futimesSync(fd, now / 1_000, now / 1_000);
    aliveAt = now;
  }, SIGN_OF_LIFE_MS).unref();

  function begun(): Part {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `${own}-${(made += 1)}${SUFFIX}`);
    const part: Part = {
      path,
      fd: openSync(path, 'ax', 0o600),
      bytes: 0,
      open: 0,
      settle(lines) {
        part.open -= lines;
        if (part.open === 0 && part !== current) finish(part);
      },
    };
    const now = clock();
    futimesSync(part.fd, now / 1_000, now / 1_000);
    parts.add(part);
    return part;
  }

  function finish(part: Part): void {
    if (!closed) closeSync(part.fd);
    parts.delete(part);
    rmSync(part.path, { force: true });
  }

  function next(): Part {
    const before = current;
    if (before && before.bytes < LARGEST_BYTES && clock() - aliveAt <= STOOD_STILL_MS) return before;
    current = null;
    if (before?.open === 0) finish(before);
    return (current = begun());
  }

  return {
    add(lines) {
      const part = next();
      const words = `${lines.join('\n')}\n`;
      try {
        const written = writeSync(part.fd, words);
        if (written < Buffer.byteLength(words)) throw new Error('The disk took only a part of it.');
      } catch (error) {
        // What follows in this file would stand behind half a line.
        current = null;
        if (part.open === 0) finish(part);
        throw error;
      }
      part.bytes += words.length;
      part.open += lines.length;
      return part;
    },

    async leftBehind() {
      const left: LeftBehind[] = [];
      for (const name of await namesIn(folder)) {
        const path = await mine(name);
        if (path === null) continue;
        // Half a line at the end was never answered for.
        const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
        left.push({
          lines,
          async done() {
            await rm(path, { force: true });
            taken.delete(path);
          },
        });
      }
      return left;
    },

    close() {
      if (closed) return;
      clearInterval(signs);
      current = null;
      for (const part of parts) {
        if (part.open === 0) finish(part);
        else closeSync(part.fd);
      }
      closed = true;
    },
  };

  /** Where the file is once it is ours; renaming tells who of several was first. */
  async function mine(name: string): Promise<string | null> {
    let path = join(folder, name);
    const now = clock();
    try {
      if (!taken.has(path)) {
        if (!name.endsWith(SUFFIX) || name.startsWith(own)) return null;
        if (now - (await stat(path)).mtimeMs < LEFT_AFTER_MS) return null;
        const ours = join(folder, `${own}-left-${(made += 1)}${SUFFIX}`);
        await rename(path, ours);
        taken.add(ours);
        path = ours;
      }
      await utimes(path, now / 1_000, now / 1_000);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}
