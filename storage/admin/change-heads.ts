import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Keys } from '../../config/key-ring.js';
import { namesIn } from '../folder-names.js';
import { createHashWord } from '../secrets/signature.js';

/** How far the trail of what administrators changed was, as the second place tells. */
export interface ChangeHead {
  readonly number: string;
  /** Of the change with this number; in hexadecimal digits. */
  readonly tag: string;
  readonly at: string;
}

export interface ChangeHeads {
  /** Adds one line, and has it on the disk. */
  write(head: ChangeHead): Promise<void>;
  /** In the order in which they were written. A folder that is not there holds none. `bad`: lines that were changed. */
  read(): Promise<{
    readonly heads: readonly ChangeHead[];
    readonly bad: readonly { readonly file: string; readonly line: number }[];
  }>;
}

/** One a month, so that none grows without end. */
const NAME = /^changes-\d{4}-\d{2}\.jsonl$/;

/** The second place, signed under a key that the database does not know: it tells of what was cut off there. */
export function createChangeHeads(folder: string, keys: Keys): ChangeHeads {
  const signed = createHashWord(keys, 'admin-changes:heads');
  const signatureOf = ({ number, tag, at }: ChangeHead, like?: string): string =>
    signed(JSON.stringify([number, tag, at]), like);
  return {
    async write(head) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const line = `${JSON.stringify({ ...head, signature: signatureOf(head) })}\n`;
      await appendFile(join(folder, `changes-${head.at.slice(0, 7)}.jsonl`), line, { mode: 0o600, flush: true });
    },

    async read() {
      const names = await namesIn(folder);
      const heads: ChangeHead[] = [];
      const bad: { file: string; line: number }[] = [];
      for (const file of names.filter((name) => NAME.test(name)).toSorted()) {
        const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
        for (const [index, line] of lines.entries()) {
          if (line === '') continue;
          const { signature, ...head } = headIn(line) ?? { signature: null };
          if (signature !== null && 'number' in head && signature === signatureOf(head, signature)) heads.push(head);
          else bad.push({ file, line: index + 1 });
        }
      }
      return { heads, bad };
    },
  };
}

function headIn(line: string): (ChangeHead & { readonly signature: string }) | null {
  try {
    const { number, tag, at, signature } = JSON.parse(line) as Partial<Record<string, unknown>>;
    if (typeof number !== 'string' || typeof tag !== 'string') return null;
    if (typeof at !== 'string' || typeof signature !== 'string') return null;
    return { number, tag, at, signature };
  } catch {
    return null;
  }
}
