import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { namesIn } from '../folder-names.js';
import type { AnchorSeals } from './anchor-seals.js';

/** How far a ticket's chain was, and what was around it. */
export interface Anchor {
  readonly ticket: string;
  readonly seq: number;
  readonly hash: string;
  readonly around: string;
  /** Of an ended ticket, what is kept of it. */
  readonly shown?: string;
}

/** The end of a file: up to which place of the feed all events are in this file or an earlier one. */
export interface AnchorEnd {
  readonly upTo: { readonly xid: string; readonly id: string };
  /** More events wait already: the next file need not wait for another day. */
  readonly more: boolean;
  readonly at: string;
}

export interface AnchorFiles {
  /** All or nothing. Answers with the name of the file. */
  write(anchors: readonly Anchor[], end: AnchorEnd): Promise<string>;
  /** The end of the newest file; `null` before the first. Throws when that was changed. */
  newest(): Promise<AnchorEnd | null>;
  /** Of each ticket the newest anchor, in all files. */
  read(): Promise<Anchored>;
  /** Those of one file, another each time. `chance` is from 0 to 1. */
  readOne(chance: number): Promise<Anchored>;
}

export interface Anchored {
  readonly anchors: ReadonlyMap<string, Anchor>;
  readonly files: number;
  /** The files that are not as they were written. */
  readonly bad: readonly string[];
}

const NAME = /^chains-\d{8}T\d{9}Z\.jsonl$/;

/** The second place: a folder, one file for each time that chains were anchored, one line of JSON for each ticket. */
export function createAnchorFiles(folder: string, seals: AnchorSeals): AnchorFiles {
  async function names(): Promise<string[]> {
    const all = await namesIn(folder);
    return all.filter((name) => NAME.test(name)).toSorted();
  }

  /** `null`: it is not as it was written. */
  async function opened(name: string): Promise<{ anchors: Anchor[]; end: AnchorEnd } | null> {
    const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
    const last = lines.pop() ?? '';
    try {
      const { signature, ...end } = JSON.parse(last) as AnchorEnd & { signature?: unknown };
      if (typeof signature !== 'string' || signature !== signatureOf(lines, end, signature)) return null;
      return { anchors: lines.map((line) => JSON.parse(line) as Anchor), end };
    } catch {
      return null;
    }
  }

  function signatureOf(lines: readonly string[], { upTo, more, at }: AnchorEnd, like?: string): string {
    const content = createHash('sha256').update(lines.join('\n')).digest('hex');
    return seals.signature(JSON.stringify([content, lines.length, upTo.xid, upTo.id, more, at]), like);
  }

  return {
    async write(anchors, end) {
      const lines = anchors.map((anchor) => JSON.stringify(anchor));
      const words = [...lines, JSON.stringify({ ...end, signature: signatureOf(lines, end) }), ''].join('\n');
      const name = `chains-${end.at.replaceAll(/[-:.]/g, '')}.jsonl`;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const made = join(folder, `.${name}.${process.pid}`);
      const file = await open(made, 'w', 0o600);
      try {
        await file.writeFile(words);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(made, join(folder, name));
      return name;
    },

    async newest() {
      const name = (await names()).at(-1);
      if (name === undefined) return null;
      const found = await opened(name);
      if (!found) throw new Error(`${name} is not as it was written. See what \`huiying audit verify\` says.`);
      return found.end;
    },

    read: async () => readAll(await names()),

    async readOne(chance) {
      const all = await names();
      return readAll(all.slice(Math.floor(chance * all.length)).slice(0, 1));
    },
  };

  async function readAll(files: readonly string[]): Promise<Anchored> {
    const anchors = new Map<string, Anchor>();
    const bad: string[] = [];
    for (const name of files) {
      const found = await opened(name);
      if (!found) bad.push(name);
      for (const anchor of found?.anchors ?? []) anchors.set(anchor.ticket, anchor);
    }
    return { anchors, files: files.length, bad };
  }
}
