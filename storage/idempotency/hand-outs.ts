import type pg from 'pg';
import { int, instant, listOf, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { createGatheredWrites } from '../ticket/gathered-writes.js';

export interface HandOuts {
  /**
   * Notes that an account was shown by what a citizen proves to be the one. Returns at once: rows are written a second
   * later, and again later while the database is away; a process that is killed in between loses that second.
   */
  note(accountId: string, ticketId: string): void;
  close(): Promise<void>;
}

interface Noted {
  readonly accountId: string;
  readonly ticketId: string;
  firstAt: Date;
  lastAt: Date;
  times: number;
}

const GATHER_MS = 1_000;
const AGAIN_MS = 5_000;

const WRITE = statement(
  `
INSERT INTO hand_out AS h (account_id, ticket_id, first_at, last_at, times)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::int[])
ON CONFLICT (account_id, ticket_id) DO UPDATE SET last_at = greatest(h.last_at, excluded.last_at), times = h.times + excluded.times`,
  { takes: [listOf(text), listOf(uuid), listOf(instant), listOf(instant), listOf(int)] },
);

/** `clock`: milliseconds since 1970. */
export function createHandOuts(pool: pg.Pool, clock: () => number, onError: (error: Error) => void): HandOuts {
  const waiting = new Map<string, Noted>();
  const writes = createGatheredWrites({ waiting, write, gatherMs: GATHER_MS, againMs: AGAIN_MS, onError });

  async function write(): Promise<void> {
    const batch = [...waiting.values()];
    waiting.clear();
    try {
      await WRITE.run(pool, [
        batch.map(({ accountId }) => accountId),
        batch.map(({ ticketId }) => ticketId),
        batch.map(({ firstAt }) => firstAt),
        batch.map(({ lastAt }) => lastAt),
        batch.map(({ times }) => times),
      ]);
    } catch (error) {
      batch.forEach(add);
      throw error;
    }
  }

  function add(noted: Noted): void {
    const name = `${noted.accountId} ${noted.ticketId}`;
    const before = waiting.get(name);
    if (!before) {
      waiting.set(name, { ...noted });
      return;
    }
    before.firstAt = new Date(Math.min(before.firstAt.getTime(), noted.firstAt.getTime()));
    before.lastAt = new Date(Math.max(before.lastAt.getTime(), noted.lastAt.getTime()));
    before.times += noted.times;
  }

  return {
    note(accountId, ticketId) {
      const now = new Date(clock());
      add({ accountId, ticketId, firstAt: now, lastAt: now, times: 1 });
      writes.soon();
    },
    close: () => writes.close(),
  };
}
