import { appendFile, mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Keys } from '../../config/key-ring.js';
import { namesIn } from '../folder-names.js';
import { createHashWord } from '../secrets/signature.js';

/** One line of the list: this ticket was erased then. */
export interface ListedErasure {
  readonly ticket: string;
  readonly at: string;
  readonly basis: string;
}

/** A line that this system did not write, or that was changed. */
export interface BadErasureLine {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

export interface ErasureList {
  /** Adds them at the end, and has them on the disk. What is on the list already is not added again. */
  add(erasures: readonly ListedErasure[]): Promise<number>;
  /** A folder that is not there holds none. */
  read(): Promise<{ readonly erasures: readonly ListedErasure[]; readonly bad: readonly BadErasureLine[] }>;
}

/** One a month, so that none grows without end. */
const NAME = /^erasures-\d{4}-\d{2}\.jsonl$/;

/** By the key that made `like`, or the current one. */
export type ErasureSeal = (erasure: ListedErasure, like?: string) => string;

/** Signs a line under a key that the database does not know. In hexadecimal digits. */
export function createErasureSeal(keys: Keys): ErasureSeal {
  const signed = createHashWord(keys, 'erasures:list');
  return ({ ticket, at, basis }, like) => signed(JSON.stringify([ticket, at, basis]), like);
}

/** The second place: a folder, in which a backup of the database changes nothing. */
export function createErasureList(folder: string, signatureOf: ErasureSeal): ErasureList {
  let known: { readonly as: string; readonly read: Awaited<ReturnType<ErasureList['read']>> } | null = null;

  async function names(): Promise<string[]> {
    const all = await namesIn(folder);
    return all.filter((name) => NAME.test(name)).toSorted();
  }

  async function read(): ReturnType<ErasureList['read']> {
    const files = await names();
    const sizes = await Promise.all(files.map(async (name) => (await stat(join(folder, name))).size));
    const as = JSON.stringify([files, sizes]);
    // Only ever added to: what has not grown is what it was.
    if (known?.as === as) return known.read;
    const erasures: ListedErasure[] = [];
    const bad: BadErasureLine[] = [];
    for (const file of files) {
      const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
      for (const [index, line] of lines.entries()) {
        if (line === '') continue;
        const erasure = erasureIn(line);
        if (erasure && erasure.signature === signatureOf(erasure, erasure.signature)) erasures.push(erasure);
        else bad.push({ file, line: index + 1 });
      }
    }
    known = { as, read: { erasures, bad } };
    return known.read;
  }

  return {
    read,

    async add(erasures) {
      const there = new Set((await read()).erasures.map(({ ticket }) => ticket));
      const fresh = erasures.filter(({ ticket }) => !there.has(ticket));
      if (fresh.length === 0) return 0;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      for (const month of new Set(fresh.map(monthOf))) {
        const some = fresh.filter((one) => monthOf(one) === month);
        const lines = some.map((one) => `${JSON.stringify({ ...one, signature: signatureOf(one) })}\n`);
        await appendFile(join(folder, `erasures-${month}.jsonl`), lines.join(''), { mode: 0o600, flush: true });
      }
      return fresh.length;
    },
  };
}

const monthOf = ({ at }: ListedErasure): string => at.slice(0, 7);

function erasureIn(line: string): (ListedErasure & { readonly signature: string }) | null {
  try {
    const { ticket, at, basis, signature } = JSON.parse(line) as Partial<Record<string, unknown>>;
    if (typeof ticket !== 'string' || typeof at !== 'string') return null;
    if (typeof basis !== 'string' || typeof signature !== 'string') return null;
    return { ticket, at, basis, signature };
  } catch {
    return null;
  }
}
