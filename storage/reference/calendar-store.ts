import type pg from 'pg';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { int, json, orNull, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

const DATED_INTO = statement(
  `SELECT t.id, t.snapshot FROM ticket t
   WHERE t.kind <> 'end' AND ($2::uuid IS NULL OR t.id > $2) AND EXISTS (
     SELECT 1 FROM ticket_clock c
     WHERE c.ticket_id = t.id AND c.state IN ('running', 'paused', 'held')
       AND c.due_at >= make_timestamptz($1, 1, 1, 0, 0, 0, 'Asia/Shanghai'))
   ORDER BY t.id LIMIT $3::int`,
  { takes: [int, orNull(uuid), int], gives: { id: uuid, snapshot: json<TicketState>() } },
);

/** Open tickets with a running date in or beyond the year, a page at a time in the order of their ids. */
export async function ticketsDatedInto(
  pool: pg.Pool,
  year: number,
  after: string | null,
  limit: number,
): Promise<TicketState[]> {
  const rows = await DATED_INTO.rows(pool, [year, after, limit]);
  return rows.map(({ snapshot }) => snapshot);
}
