import type pg from 'pg';
import { citizenDueAt, unitDueAt } from '../domain/ticket/dating.js';
import type { Clock, TicketEvent, TicketState } from '../domain/ticket/ticket.js';
import { STATE_KIND } from '../domain/ticket/vocabulary.js';

export interface Projection {
  /**
   * Shows one step: ticket row, event rows and clock rows in one statement. Writing the same step again changes nothing;
   * writing another step with the same version replaces the former, which was never durable.
   */
  write(
    ticket: TicketState,
    events: readonly (TicketEvent & { readonly hash: string })[],
    clocks: readonly Clock[],
    at: string,
  ): Promise<void>;
}

export const TICKET_COLUMNS = `version, state, kind, type, urgency, class_code, lead_unit, lead_path, task_units, accused_unit,
  level, overdue, unit_due_at, citizen_due_at, closing_code, snapshot, updated_at`;

export const EVENT_ROWS = (ticketId: string, json: string): string => `
  INSERT INTO ticket_event (ticket_id, seq, type, at, actor_id, actor_role, actor_unit, from_state, to_state, data, text_sealed, hash)
  SELECT ${ticketId}, x.seq, x.type, x.at, x.actor->>'id', x.actor->>'role', x.actor->>'unit', x."from", x."to", x.data,
         decode(x.sealed, 'base64'), x.hash
  FROM jsonb_to_recordset(${json}) AS x(seq int, type text, at timestamptz, actor jsonb, "from" text, "to" text, data jsonb, sealed text, hash text)`;

export const CLOCK_ROWS = (ticketId: string, json: string): string => `
  INSERT INTO ticket_clock (ticket_id, id, key, state, round, started_at, due_at, satisfied_at, overdue_at, provisional)
  SELECT ${ticketId}, x.id, x.key, x.state, x.round, x."startedAt", x."dueAt", x."satisfiedAt", x."overdueAt", x.provisional
  FROM jsonb_to_recordset(${json}) AS x(id text, key text, state text, round int, "startedAt" timestamptz, "dueAt" timestamptz,
    "satisfiedAt" timestamptz, "overdueAt" timestamptz, provisional boolean)`;

const WRITE_STEP = `
WITH shown AS (
  UPDATE ticket SET (${TICKET_COLUMNS}) =
    ROW ($2, $3, $4, $5, $6, $7, $8, $9::text[], $10::text[], $11, $12, $13, $14::timestamptz, $15::timestamptz, $16, $17::jsonb, $18::timestamptz)
  WHERE id = $1 AND version <= $2
  RETURNING id
), happened AS (${EVENT_ROWS('$1', '$19::jsonb')}
  ON CONFLICT (ticket_id, seq) DO UPDATE SET type = excluded.type, at = excluded.at, actor_id = excluded.actor_id,
    actor_role = excluded.actor_role, actor_unit = excluded.actor_unit, from_state = excluded.from_state,
    to_state = excluded.to_state, data = excluded.data, text_sealed = excluded.text_sealed, hash = excluded.hash
), timed AS (${CLOCK_ROWS('$1', '$20::jsonb')}
  ON CONFLICT (ticket_id, id) DO UPDATE SET state = excluded.state, due_at = excluded.due_at, satisfied_at = excluded.satisfied_at,
    overdue_at = excluded.overdue_at, provisional = excluded.provisional
)
SELECT count(*)::int AS shown FROM shown`;

export function createProjection(pool: pg.Pool): Projection {
  return {
    async write(ticket, events, clocks, at) {
      await pool.query({
        name: 'write-step',
        text: WRITE_STEP,
        values: [ticket.id, ...ticketValues(ticket, at), JSON.stringify(events), JSON.stringify(clocks.map(clockRow))],
      });
    },
  };
}

/** The values of `TICKET_COLUMNS`, in their order. */
export function ticketValues(ticket: TicketState, at: string): unknown[] {
  const open = ticket.tasks.filter((task) => task.status !== 'cancelled').map((task) => task.unit);
  return [
    ticket.version,
    ticket.state,
    STATE_KIND[ticket.state],
    ticket.type,
    ticket.urgency,
    ticket.classCode,
    ticket.lead?.id ?? null,
    ticket.lead?.path ?? [],
    [...new Set(open)],
    ticket.accusedUnit,
    ticket.level,
    ticket.overdue,
    unitDueAt(ticket),
    citizenDueAt(ticket),
    ticket.closingCode,
    JSON.stringify(ticket),
    at,
  ];
}

export function clockRow({
  id,
  key,
  state,
  round,
  startedAt,
  dueAt,
  satisfiedAt,
  overdueAt,
  provisional,
}: Clock): object {
  return { id, key, state, round, startedAt, dueAt, satisfiedAt, overdueAt, provisional };
}
