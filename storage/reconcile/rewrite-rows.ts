import type { TicketState } from '../../domain/ticket/ticket.js';
import { instant, int, json, jsonb, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import { CLOCK_ROWS, clockRow, TICKET_ASSIGNMENTS, TICKET_RECORD, ticketRow } from '../ticket/step-rows.js';

const rewrite = (name: string, guard: string) =>
  statement(
    `
WITH shown AS (
  UPDATE ticket t SET ${TICKET_ASSIGNMENTS}
  FROM ${TICKET_RECORD('$2::json')}
  WHERE t.id = $1 AND t.wrapped_key IS NOT NULL${guard}
  RETURNING t.id
), gone AS (
  DELETE FROM ticket_clock c USING shown WHERE c.ticket_id = shown.id AND NOT c.id = ANY($4::text[])
), timed AS (${CLOCK_ROWS('shown.id', '$3::jsonb', 'shown, ')}
  ON CONFLICT (ticket_id, id) DO UPDATE SET key = excluded.key, ref = excluded.ref, unit_id = excluded.unit_id,
    unit_path = excluded.unit_path, state = excluded.state, round = excluded.round, started_at = excluded.started_at,
    due_at = excluded.due_at, satisfied_at = excluded.satisfied_at, overdue_at = excluded.overdue_at,
    provisional = excluded.provisional
)
SELECT count(*)::int AS shown FROM shown`,
    { name, takes: [uuid, json(), jsonb(), listOf(text)], gives: { shown: int } },
  );

const REWRITES = {
  always: rewrite('rewrite-ticket', ''),
  'unless further': rewrite('rewrite-ticket-unless-further', ' AND t.version <= x.version'),
} as const;

const TIMES = statement(
  `SELECT max(at) AS written, max(at) FILTER (WHERE actor_role <> 'clock') AS acted
   FROM ticket_event WHERE ticket_id = $1 AND seq <= $2`,
  { name: 'times-of-ticket', takes: [uuid, int], gives: { written: orNull(instant), acted: orNull(instant) } },
);

/**
 * Writes row and clocks anew from a state; when something last happened is read from the events up to it. `false`:
 * there is no such row, or it was left alone because it shows a later version, or was erased.
 */
export async function rewriteRows(
  database: Queryable,
  ticket: TicketState,
  when: keyof typeof REWRITES,
): Promise<boolean> {
  const [times] = await TIMES.rows(database, [ticket.id, ticket.version]);
  const at = times?.written?.toISOString() ?? ticket.stateSince;
  const [row] = await REWRITES[when].rows(database, [
    ticket.id,
    JSON.stringify(ticketRow(ticket, at, times?.acted?.toISOString() ?? null)),
    JSON.stringify(ticket.clocks.map((clock) => clockRow(ticket, clock))),
    ticket.clocks.map(({ id }) => id),
  ]);
  return row?.shown === 1;
}
