import type pg from 'pg';
import { instant, listOf, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { createGatheredWrites } from '../ticket/gathered-writes.js';

export interface KeyUse {
  /** Notes that a key was used. Returns at once; the rows are written later, each at most once a minute. */
  note(keyId: string): void;
  close(): Promise<void>;
}

/** One statement for all keys that were used in the last second. */
const NOTE = statement(
  `UPDATE api_key k SET last_used_at = x.at FROM unnest($1::uuid[], $2::timestamptz[]) AS x(id, at)
   WHERE k.id = x.id AND (k.last_used_at IS NULL OR k.last_used_at < x.at)`,
  { takes: [listOf(uuid), listOf(instant)] },
);

const EVERY_MS = 60_000;
const GATHER_MS = 1_000;

/**
 * When a key was last used is for people who tidy up: it may be a minute old, and no request waits for it.
 * `clock`: milliseconds since 1970.
 */
export function createKeyUse(pool: pg.Pool, clock: () => number, onError: (error: Error) => void): KeyUse {
  const notedAt = new Map<string, number>();
  const waiting = new Map<string, Date>();
  const writes = createGatheredWrites({ waiting, write, gatherMs: GATHER_MS, onError });

  async function write(): Promise<void> {
    const batch = [...waiting];
    waiting.clear();
    try {
      await NOTE.run(pool, [batch.map(([id]) => id), batch.map(([, at]) => at)]);
    } catch (error) {
      // Not tried again: the next use of the key is noted like any other.
      for (const [id] of batch) notedAt.delete(id);
      throw error;
    }
  }

  return {
    note(keyId) {
      const now = clock();
      if (now - (notedAt.get(keyId) ?? -Infinity) < EVERY_MS) return;
      notedAt.set(keyId, now);
      waiting.set(keyId, new Date(now));
      writes.soon();
    },
    close: () => writes.close(),
  };
}
