import type pg from 'pg';
import type { DueTogether } from '../../domain/ticket/dating.js';
import { bigint, instant, int, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/**
 * How long counts are believed. What this process dated since is counted besides; what others did shows a little later.
 */
const BELIEVED_FOR_MS = 30_000;
/** Fewer than this need no place of their own in any pack. */
const CROWD = 5;

const CROWDS = statement(
  `SELECT key, due_at, count(*)::int AS together FROM ticket_clock
   WHERE state IN ('running', 'paused', 'held') AND due_at > $1
   GROUP BY key, due_at HAVING count(*) >= $2`,
  { takes: [instant, bigint], gives: { key: text, due_at: instant, together: int } },
);

/**
 * How many clocks of a kind end at one instant: those shown when the table was last counted, and those that were asked
 * about here since. Nobody waits for the count: while it is read, or where it cannot be, the last one holds. `clock` is
 * in milliseconds.
 */
export function createDueCrowd(pool: pg.Pool, clock: () => number): DueTogether {
  let counted = new Map<string, number>();
  let since = new Map<string, number>();
  let readAt = -Infinity;
  let reading = false;

  async function read(): Promise<void> {
    reading = true;
    try {
      since = new Map();
      const rows = await CROWDS.rows(pool, [new Date(clock()), String(CROWD)]);
      counted = new Map(rows.map(({ key, due_at, together }) => [nameOf(key, due_at.toISOString()), together]));
    } catch {
      // Whoever needs the database now says that it is away; a count is no reason to fail.
    } finally {
      reading = false;
    }
  }

  return (key, dueAt) => {
    if (!reading && clock() - readAt >= BELIEVED_FOR_MS) {
      readAt = clock();
      void read();
    }
    const name = nameOf(key, dueAt);
    const own = since.get(name) ?? 0;
    since.set(name, own + 1);
    return (counted.get(name) ?? 0) + own;
  };
}

function nameOf(key: string, dueAt: string): string {
  return `${key} ${dueAt}`;
}
