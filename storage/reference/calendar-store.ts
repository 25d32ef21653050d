import type pg from 'pg';
import type { CalendarYear } from '../../domain/calendar/types.js';
import type { TicketState } from '../../domain/ticket/ticket.js';

/** Puts a year in the place of the one that was there. */
export async function saveCalendarYear(pool: pg.Pool, year: CalendarYear): Promise<void> {
  await pool.query(
    `INSERT INTO calendar_year (year, status, source, data) VALUES ($1, $2, $3, $4)
     ON CONFLICT (year) DO UPDATE SET status = excluded.status, source = excluded.source, data = excluded.data`,
    [year.year, year.status, year.source, JSON.stringify(year)],
  );
}

/** Open tickets with a running date in or beyond the year, a page at a time in the order of their ids. */
export async function ticketsDatedInto(
  pool: pg.Pool,
  year: number,
  after: string | null,
  limit: number,
): Promise<TicketState[]> {
  const { rows } = await pool.query<{ snapshot: TicketState }>(
    `SELECT t.snapshot FROM ticket t
     WHERE t.kind <> 'end' AND ($2::uuid IS NULL OR t.id > $2) AND EXISTS (
       SELECT 1 FROM ticket_clock c
       WHERE c.ticket_id = t.id AND c.state IN ('running', 'paused', 'held') AND c.due_at >= make_timestamptz($1, 1, 1, 0, 0, 0, 'Asia/Shanghai'))
     ORDER BY t.id LIMIT $3`,
    [year, after, limit],
  );
  return rows.map(({ snapshot }) => snapshot);
}
