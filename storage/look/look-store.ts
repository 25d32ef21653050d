import { setTimeout as later } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import type pg from 'pg';
import { VIEW_SPANS, type Views } from '../../domain/look/brake.js';
import type { Look } from '../../domain/look/look.js';
import type { JournalPart, LookJournal } from './look-journal.js';
import {
  asWritten,
  isOurs,
  listLooks,
  writtenIn,
  type KeptLook,
  type LookQuestion,
  type Written,
} from './look-rows.js';
import type { LookSeals } from './look-seals.js';
import { IN_THE_TABLE, KEEP, KEEP_AND_COUNT, STILL_THERE } from './look-statements.js';

export interface Recorded {
  /** Of each who has looked at protected content; a promise where the rows come a moment later. */
  readonly views: ReadonlyMap<string, Views> | Promise<ReadonlyMap<string, Views>>;
}

export interface LookStore {
  /**
   * They are on record once it resolves: in the journal if there is one, and then in the table a moment later; else in
   * the table. Rejects when they may not be on record, or when those of the journal wait for too long to be rows.
   */
  record(looks: readonly Look[]): Promise<Recorded>;
  /**
   * Keeps them, in one statement with those of others that came while the last one was under way. Resolves once they
   * are kept, with the views of each who has looked at protected content; rejects when they may not have been.
   * The disk is not waited for: see `makeSure`.
   */
  keep(looks: readonly Look[]): Promise<ReadonlyMap<string, Views>>;
  /**
   * Writes again what PostgreSQL forgot in a crash, of what this process kept and no block has linked yet; tells how
   * many. A block waits for the disk, and what it links was written before it.
   */
  makeSure(): Promise<number>;
  /** Makes rows of what processes that are gone left in the journal. A line that none of us wrote is refused. */
  takeOver(): Promise<{ readonly written: number; readonly refused: number }>;
  /** Newest first. */
  list(question: LookQuestion): Promise<KeptLook[]>;
  /** What waits is written, if PostgreSQL takes it; what it does not take stays in the journal. */
  close(): Promise<void>;
}

interface Options {
  /** Absent: an answer waits for its row. */
  readonly journal?: LookJournal | undefined;
  /** What is in the journal could not be made rows; it is tried again. */
  readonly onLate?: (error: unknown) => void;
}

interface Waiting {
  readonly looks: readonly Look[];
  readonly written: readonly Written[];
  /** Where they stand until a block has linked them. */
  readonly part: JournalPart | null;
  readonly since: number;
  readonly kept: (views: ReadonlyMap<string, Views>) => void;
  readonly failed: (error: unknown) => void;
}

interface Placed {
  readonly row: Written;
  readonly part: JournalPart | null;
}

/** So many rows go in one statement. */
const MOST_AT_ONCE = 2_000;
/** What is in the journal goes into the table so much later, with what comes meanwhile: nobody waits for it. */
const TOGETHER_MS = 200;
const AGAIN_AFTER_MS = 500;
/** Nobody is shown more while something stands in the journal for so long that should be a row. */
const LONGEST_IN_JOURNAL_MS = 10_000;
const LONGEST_AT_CLOSE_MS = 5_000;

export function createLookStore(pool: pg.Pool, seals: LookSeals, { journal, onLate }: Options = {}): LookStore {
  let waiting: Waiting[] = [];
  let writing: Promise<void> | null = null;
  let closing = false;
  let soon: NodeJS.Timeout | null = null;
  /** By tag: rows that no block has linked yet, as far as is known here. */
  const unlinked = new Map<string, { readonly id: string; readonly row: Written; readonly part: JournalPart | null }>();

  function write(): Promise<void> {
    writing ??= writeAll();
    return writing;
  }

  async function writeAll(): Promise<void> {
    // Whoever asks at this moment comes along; and it is known to be under way before it can be over.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = taken();
      try {
        const views = await insert(batch);
        for (const { kept } of batch) kept(views);
      } catch (error) {
        for (const { part, failed } of batch) if (!part || closing) failed(error);
        if (closing) continue;
        const inJournal = batch.filter(({ part }) => part !== null);
        if (inJournal.length === 0) continue;
        onLate?.(error);
        waiting = [...inJournal, ...waiting];
        await setTimeout(AGAIN_AFTER_MS);
      }
    }
    writing = null;
  }

  function taken(): Waiting[] {
    let rows = 0;
    const most = waiting.findIndex(({ looks }) => (rows += looks.length) > MOST_AT_ONCE);
    const batch = most === -1 ? waiting : waiting.slice(0, Math.max(1, most));
    waiting = waiting.slice(batch.length);
    return batch;
  }

  async function insert(batch: readonly Waiting[]): Promise<Map<string, Views>> {
    const looks = batch.flatMap((one) => one.looks);
    const newest = Math.max(...looks.map(({ at }) => Date.parse(at)));
    const counted = [...new Set(looks.filter(({ weight }) => weight > 0).map(({ actor }) => actor.id))];
    const rows = await put(
      batch.flatMap(({ written, part }) => written.map((row) => ({ row, part }))),
      counted,
      newest,
    );
    const before = new Map(rows.map((row) => [row.actor_id, row]));
    // The statement does not see the rows that it writes.
    const viewsOf = (id: string): Views => {
      const row = before.get(id);
      const own = looks.reduce((sum, { actor, weight }) => sum + (actor.id === id ? weight : 0), 0);
      const counting = (views: number, since: Date | null) => ({
        views: views + own,
        since: since?.getTime() ?? newest,
      });
      return {
        tenMinutes: counting(row?.lately ?? 0, row?.lately_since ?? null),
        hour: counting(row?.in_all ?? 0, row?.in_all_since ?? null),
      };
    };
    return new Map(counted.map((id) => [id, viewsOf(id)]));
  }

  async function put(written: readonly Placed[], counted: string[], newest: number) {
    const looks = JSON.stringify(written.map(({ row }) => row));
    if (counted.length === 0) {
      noteUnlinked(written, await KEEP.rows(pool, [looks]));
      return [];
    }
    const rows = await KEEP_AND_COUNT.rows(pool, [
      ...([looks, counted] as const),
      ...([new Date(newest - VIEW_SPANS.tenMinutes), new Date(newest - VIEW_SPANS.hour)] as const),
    ]);
    noteUnlinked(written, rows);
    return rows;
  }

  /** Ids are handed out in the order in which the looks were given. */
  function noteUnlinked(written: readonly Placed[], rows: readonly { readonly ids: readonly string[] | null }[]): void {
    const ids = rows.find((row) => row.ids !== null)?.ids ?? [];
    for (const [nth, id] of ids.entries()) {
      const placed = written[nth];
      if (placed) unlinked.set(placed.row.tag, { ...placed, id });
    }
  }

  function linkedNow(tag: string): void {
    unlinked.get(tag)?.part?.settle(1);
    unlinked.delete(tag);
  }

  async function notInTheTable(rows: readonly Written[]): Promise<Written[]> {
    const times = rows.map(({ at }) => at).sort();
    const there = await IN_THE_TABLE.rows(pool, [
      [...new Set(rows.map(({ actor }) => actor))],
      ...([times[0] ?? '', times.at(-1) ?? ''] as const),
      rows.map(({ tag }) => tag),
    ]);
    const known = new Set(there.map(({ tag }) => tag));
    return rows.filter(({ tag }) => !known.has(tag));
  }

  /** None: there is no journal, or it could not be written, and then the row is waited for. */
  function inJournal(written: readonly Written[]): JournalPart | null {
    try {
      return journal?.add(written.map((row) => JSON.stringify(row))) ?? null;
    } catch (error) {
      onLate?.(error);
      return null;
    }
  }

  function queued(looks: readonly Look[], written: readonly Written[], part: JournalPart | null) {
    return new Promise<ReadonlyMap<string, Views>>((kept, failed) => {
      waiting.push({ looks, written, part, since: performance.now(), kept, failed });
      if (!part) void write();
      else soon ??= later(() => ((soon = null), void write()), TOGETHER_MS);
    });
  }

  const keep = (looks: readonly Look[]) =>
    queued(
      looks,
      looks.map((look) => asWritten(look, seals)),
      null,
    );

  return {
    async record(looks) {
      const [oldest] = waiting;
      if (oldest?.part && performance.now() - oldest.since > LONGEST_IN_JOURNAL_MS)
        throw new Error('Looks stand in the journal and cannot be made rows.');
      const written = looks.map((look) => asWritten(look, seals));
      const part = inJournal(written);
      const views = queued(looks, written, part);
      // Who asks no more need not hear that it stayed in the journal.
      views.catch(() => undefined);
      return { views: part ? views : await views };
    },

    async takeOver() {
      const found = { written: 0, refused: 0 };
      for (const { lines, done } of (await journal?.leftBehind()) ?? []) {
        const rows = lines.map(writtenIn).filter((row) => row !== null && isOurs(row, seals)) as Written[];
        found.refused += lines.length - rows.length;
        const lost = rows.length === 0 ? [] : await notInTheTable(rows);
        if (lost.length > 0)
          await put(
            lost.map((row) => ({ row, part: null })),
            [],
            0,
          );
        found.written += lost.length;
        await done();
      }
      return found;
    },

    async close() {
      closing = true;
      if (soon) clearTimeout(soon);
      await Promise.race([write(), setTimeout(LONGEST_AT_CLOSE_MS, undefined, { ref: false })]);
      journal?.close();
    },

    async makeSure() {
      if (unlinked.size === 0) return 0;
      const rows = await STILL_THERE.rows(pool, [JSON.stringify([...unlinked].map(([tag, { id }]) => ({ id, tag })))]);
      const lost = rows.flatMap(({ tag, here }) => (here ? [] : (unlinked.get(tag) ?? [])));
      if (lost.length > 0) await put(lost, [], 0);
      for (const { tag, linked, here } of rows) if (linked && here) linkedNow(tag);
      return lost.length;
    },

    keep,

    async list(question) {
      // What this process has in its journal is a part of the trail.
      if (waiting.length > 0) await Promise.race([write(), setTimeout(AGAIN_AFTER_MS, undefined, { ref: false })]);
      return listLooks(pool, question);
    },
  };
}
