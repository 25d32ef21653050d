import type pg from 'pg';
import { bool } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import type { Queryable } from '../postgres/statement.js';
import { HELD_COLUMNS, SEALED_COLUMNS, type SealedColumn, type SealedRow } from './sealed-columns.js';
import type { Sealing } from './sealing.js';

/** What a key holds in a column; the id of the master key of before is empty. */
export interface Held {
  readonly key: string;
  readonly column: string;
  readonly rows: number;
}

export async function heldByKeys(database: Queryable): Promise<Held[]> {
  const held: Held[] = [];
  for (const column of HELD_COLUMNS) {
    const found = await column.count(database);
    held.push(...found.map(({ key, rows }) => ({ key, column: column.name, rows: Number(rows) })));
  }
  return held;
}

/** A row that no key of the ring opens. */
export interface Unopened {
  readonly column: string;
  readonly row: string;
}

export interface Resealing {
  readonly database: Queryable;
  readonly sealing: Pick<Sealing, 'resealed'>;
  /** The id of the key under which everything is to be. */
  readonly current: string;
  readonly portion: number;
  /** After each portion: how many were sealed anew so far. */
  readonly progress: (column: string, resealed: number) => void;
}

/** Between two looks at rows that somebody held. */
const AGAIN_MS = 200;
/** Whoever holds a row so long has forgotten it; it is left to the next time. */
const MOST_LOOKS = 50;

/**
 * Seals all that another key holds anew, under the current one, in portions and while everybody works. May be ended at
 * any place and begun again: each row says itself whether it is done.
 */
export async function resealAll(deps: Resealing): Promise<{ resealed: number; unopened: Unopened[] }> {
  const unopened = new Map<string, Unopened>();
  let resealed = 0;
  for (const column of SEALED_COLUMNS) {
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const { replaced, left } = await once(deps, column, unopened, (n) => deps.progress(column.name, resealed + n));
      resealed += replaced;
      if (left === 0) break;
      if (replaced === 0) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
  return { resealed, unopened: [...unopened.values()] };
}

/** From the first row to the last. `left`: rows that were held by somebody, or changed, and not looked at again. */
async function once(
  { database, sealing, current, portion }: Resealing,
  column: SealedColumn,
  unopened: Map<string, Unopened>,
  progress: (replaced: number) => void,
): Promise<{ replaced: number; left: number }> {
  let [replaced, left] = [0, 0];
  let after: readonly string[] | null = null;
  /** The portion before, on its way while this one is read and sealed: the server and this process work at once. */
  let written: Promise<{ readonly done: number; readonly of: number }> = Promise.resolve({ done: 0, of: 0 });
  for (;;) {
    const page: readonly SealedRow[] = await column.page(database, current, after, portion);
    const anew = page.flatMap((row) => {
      const name = `${column.name} ${row.of.join(' ')}`;
      try {
        const sealed = sealing.resealed(column.what, row.sealed, column.context(row.of));
        return sealed ? [{ ...row, anew: sealed }] : [];
      } catch {
        unopened.set(name, { column: column.name, row: row.of.join(' ') });
        return [];
      }
    });
    const before = await written;
    replaced += before.done;
    left += before.of - before.done;
    progress(replaced);
    const last = page.at(-1);
    if (!last) return { replaced, left };
    written = (anew.length === 0 ? Promise.resolve(0) : column.replace(database, anew)).then((done) => ({
      done,
      of: anew.length,
    }));
    // If the reading of the next one fails first, that is told.
    written.catch(() => undefined);
    after = last.of;
  }
}

const RING_LOCK = 4_711_003;
const LOCK = statement(`SELECT pg_try_advisory_lock(${RING_LOCK}) AS alone`, { gives: { alone: bool } });
const UNLOCK = statement(`SELECT pg_advisory_unlock(${RING_LOCK}) AS alone`, { gives: { alone: bool } });

/** One at a time changes the ring of an installation. `null`: somebody else is at it. */
export async function aloneAtTheRing<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  try {
    if ((await LOCK.rows(client, []))[0]?.alone !== true) return null;
    try {
      return await work();
    } finally {
      await UNLOCK.rows(client, []);
    }
  } finally {
    client.release();
  }
}
