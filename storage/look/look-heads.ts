import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../folder-names.js';
import type { LookSeals, HeadWords } from './look-seals.js';

/** A head as it stands in the second place. */
export interface Head extends HeadWords {
  readonly signature: string;
}

/** A line that is no head of ours, or was changed. */
export interface BadLine {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

export interface LookHeads {
  /** Adds one line to the file of its day. */
  write(words: HeadWords): Promise<void>;
  /** All of them, or those of one day. A folder that is not there holds none. */
  read(day?: string): Promise<{ readonly heads: readonly Head[]; readonly bad: readonly BadLine[] }>;
}

const NAME = /^looks-(\d{4}-\d{2}-\d{2})\.jsonl$/;

/** The second place: a folder with one file a day, one line of JSON a head. */
export function createLookHeads(folder: string, seals: LookSeals): LookHeads {
  return {
    async write(words) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const line = `${JSON.stringify({ ...words, signature: seals.signatureOf(words) })}\n`;
      await appendFile(join(folder, `looks-${words.day}.jsonl`), line, { mode: 0o600, flush: true });
    },

    async read(day) {
      const names = await namesIn(folder);
      const heads: Head[] = [];
      const bad: BadLine[] = [];
      for (const file of names.toSorted()) {
        const [, ofDay] = NAME.exec(file) ?? [];
        if (ofDay === undefined || (day !== undefined && day !== ofDay)) continue;
        const lines = (await readFile(join(folder, file), 'utf8')).split('\n');
        for (const [index, line] of lines.entries()) {
          if (line === '') continue;
          const head = headIn(line);
          if (head?.day === ofDay && seals.isSignatureOf(head, head.signature)) heads.push(head);
          else bad.push({ file, line: index + 1 });
        }
      }
      return { heads, bad };
    },
  };
}

function headIn(line: string): Head | null {
  try {
    const given = JSON.parse(line) as Partial<Record<keyof Head, unknown>>;
    const { day, number, head, last, at, signature } = given;
    if (typeof day !== 'string' || typeof number !== 'number' || typeof head !== 'string') return null;
    if (typeof last !== 'boolean' || typeof at !== 'string' || typeof signature !== 'string') return null;
    return { day, number, head, last, at, signature };
  } catch {
    return null;
  }
}
