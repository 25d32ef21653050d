import type pg from 'pg';
import { bigint, instant, int, listOf } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { FRESH_FOR_MS } from './reference-data.js';

/** Until no process dates by the calendar before, with room for the step that it was at. */
export const UNTIL_EVERYWHERE_MS = FRESH_FOR_MS + 2_000;

export interface CalendarRevisions {
  /** Those that every process knows and tickets were not told of: the first year that they concern, and their ids. */
  untold(now: Date): Promise<{ readonly fromYear: number; readonly ids: readonly string[] } | null>;
  told(ids: readonly string[], now: Date): Promise<void>;
}

const UNTOLD = statement(
  'SELECT id, from_year FROM calendar_revision WHERE told_at IS NULL AND made_at < $1::timestamptz',
  { name: 'calendar-revisions', takes: [instant], gives: { id: bigint, from_year: int } },
);
const TOLD = statement('UPDATE calendar_revision SET told_at = $2 WHERE id = ANY($1::bigint[])', {
  takes: [listOf(bigint), instant],
});

/** What became of the calendar, so that a process that dies before it has told everybody leaves that to the next. */
export function createCalendarRevisions(pool: pg.Pool): CalendarRevisions {
  return {
    // Asked every few seconds for as long as a process lives.
    async untold(now) {
      const rows = await UNTOLD.rows(pool, [new Date(now.getTime() - UNTIL_EVERYWHERE_MS)]);
      if (rows.length === 0) return null;
      return { fromYear: Math.min(...rows.map((row) => row.from_year)), ids: rows.map(({ id }) => id) };
    },
    async told(ids, now) {
      await TOLD.run(pool, [ids, now]);
    },
  };
}
