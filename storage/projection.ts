import type pg from 'pg';
import { unitsInSight } from '../domain/ticket/changes.js';
import type { NoticeRow } from '../domain/notices/notice-rows.js';
import { citizenDueAt, unitDueAt } from '../domain/ticket/dating.js';
import { deciders, notDeciders } from '../domain/ticket/rules/requests.js';
import type { Clock, TicketEvent, TicketState } from '../domain/ticket/ticket.js';
import { STATE_KIND } from '../domain/ticket/vocabulary.js';
import { NOTICE_ROWS, noticesAsJson } from './notice-rows.js';

export interface Projection {
  /**
   * Shows one step: ticket row, event rows, clock rows and notices in one statement. Writing the same step again changes nothing;
   * writing another step with the same version replaces the former, which was never durable.
   */
  write(
    ticket: TicketState,
    events: readonly (TicketEvent & { readonly hash: string })[],
    clocks: readonly Clock[],
    at: string,
    /** Units that could see the ticket before the step: who loses it must still learn of that. */
    unitsBefore?: readonly string[],
    notices?: readonly NoticeRow[],
  ): Promise<void>;
}

/** The columns that a step writes, with their types: the one list for writing, registering and rebuilding. */
export const TICKET_COLUMNS = {
  version: 'int',
  state: 'text',
  kind: 'text',
  type: 'text',
  urgency: 'text',
  class_code: 'text',
  lead_unit: 'text',
  lead_path: 'text[]',
  handler: 'text',
  task_units: 'text[]',
  accused_unit: 'text',
  level: 'int',
  overdue: 'bool',
  unit_due_at: 'timestamptz',
  citizen_due_at: 'timestamptz',
  closing_code: 'text',
  hop: 'int',
  disputes: 'int',
  returns: 'int',
  redos: 'int',
  solved: 'text',
  satisfied: 'int',
  open_request: 'text',
  deciders: 'text[]',
  not_deciders: 'text[]',
  requested_at: 'timestamptz',
  last_act_at: 'timestamptz',
  snapshot: 'json',
  updated_at: 'timestamptz',
} as const;
type TicketColumn = keyof typeof TICKET_COLUMNS;
const COLUMN_NAMES = Object.keys(TICKET_COLUMNS) as TicketColumn[];

export const TICKET_COLUMN_LIST = COLUMN_NAMES.join(', ');
export const TICKET_VALUE_LIST = COLUMN_NAMES.map((name) => `x.${name}`).join(', ');
/**
 * A ticket's row, from the JSON that `ticketRow` makes, as the table `x`. As `json`, the snapshot passes through as the text it is,
 * instead of being taken apart and put together again.
 */
export const TICKET_RECORD = (json: string): string =>
  `json_to_record(${json}) AS x(${COLUMN_NAMES.map((name) => `${name} ${TICKET_COLUMNS[name]}`).join(', ')})`;
/**
 * A step of the clock leaves it as it was, when somebody last did something. What distress has taken from the public view once it never
 * gives back.
 */
export const TICKET_ASSIGNMENTS = [
  ...COLUMN_NAMES.map((name) =>
    name === 'last_act_at' ? 'last_act_at = COALESCE(x.last_act_at, t.last_act_at)' : `${name} = x.${name}`,
  ),
  "publishable = t.publishable AND json_array_length(x.snapshot->'protectedMatters') = 0",
].join(', ');

export const EVENT_ROWS = (ticketId: string, json: string, units: string): string => `
  INSERT INTO ticket_event (ticket_id, seq, type, at, actor_id, actor_role, actor_unit, from_state, to_state, data, text_sealed, hash,
    changes, units)
  SELECT ${ticketId}, x.seq, x.type, x.at, x.actor->>'id', x.actor->>'role', x.actor->>'unit', x."from", x."to", x.data,
         decode(x.sealed, 'base64'), x.hash, x.changes, ${units}
  FROM jsonb_to_recordset(${json}) AS x(seq int, type text, at timestamptz, actor jsonb, "from" text, "to" text, data jsonb,
    sealed text, hash text, changes jsonb)`;

export const CLOCK_ROWS = (ticketId: string, json: string): string => `
  INSERT INTO ticket_clock (ticket_id, id, key, ref, unit_id, unit_path, state, round, started_at, due_at, satisfied_at, overdue_at,
    provisional)
  SELECT ${ticketId}, x.id, x.key, x.ref, x."unitId", x."unitPath", x.state, x.round, x."startedAt", x."dueAt", x."satisfiedAt",
    x."overdueAt", x.provisional
  FROM jsonb_to_recordset(${json}) AS x(id text, key text, ref text, "unitId" text, "unitPath" text[], state text, round int,
    "startedAt" timestamptz, "dueAt" timestamptz, "satisfiedAt" timestamptz, "overdueAt" timestamptz, provisional boolean)`;

/** A step written again changes nothing; another step in its place is news, and so moves to the end of the feed. */
const writeStep = (more: string): string => `
WITH shown AS (
  UPDATE ticket t SET ${TICKET_ASSIGNMENTS}
  FROM ${TICKET_RECORD('$2::json')}
  WHERE t.id = $1 AND t.version <= x.version
  RETURNING t.id
), happened AS (${EVENT_ROWS('$1', '$3::jsonb', '$5::text[]')}
  ON CONFLICT (ticket_id, seq) DO UPDATE SET type = excluded.type, at = excluded.at, actor_id = excluded.actor_id,
    actor_role = excluded.actor_role, actor_unit = excluded.actor_unit, from_state = excluded.from_state,
    to_state = excluded.to_state, data = excluded.data, text_sealed = excluded.text_sealed, hash = excluded.hash,
    changes = excluded.changes, units = excluded.units, feed_xid = excluded.feed_xid, feed_id = excluded.feed_id
  WHERE ticket_event.hash <> excluded.hash
), timed AS (${CLOCK_ROWS('$1', '$4::jsonb')}
  ON CONFLICT (ticket_id, id) DO UPDATE SET state = excluded.state, due_at = excluded.due_at, satisfied_at = excluded.satisfied_at,
    overdue_at = excluded.overdue_at, provisional = excluded.provisional, unit_id = excluded.unit_id, unit_path = excluded.unit_path
)${more}
SELECT count(*)::int AS shown FROM shown`;
/** Most steps tell nobody, and for those the statement does not even look at the table. */
const WRITE_STEP = writeStep('');
const WRITE_STEP_AND_TELL =
  writeStep(`, told AS (${NOTICE_ROWS('$1', '$6::jsonb', '(SELECT citizen_told FROM ticket WHERE id = $1)')}
)`);

export function createProjection(pool: pg.Pool): Projection {
  return {
    async write(ticket, events, clocks, at, unitsBefore = [], notices = []) {
      await pool.query({
        name: notices.length === 0 ? 'write-step' : 'write-step-and-tell',
        text: notices.length === 0 ? WRITE_STEP : WRITE_STEP_AND_TELL,
        values: [
          ticket.id,
          JSON.stringify(ticketRow(ticket, at, lastAct(events))),
          JSON.stringify(events),
          JSON.stringify(clocks.map((clock) => clockRow(ticket, clock))),
          [...new Set([...unitsBefore, ...unitsInSight(ticket)])],
          ...(notices.length === 0 ? [] : [noticesAsJson(notices)]),
        ],
      });
    },
  };
}

/** When somebody other than the clock last acted in these events; `null`: nobody did. */
function lastAct(events: readonly TicketEvent[]): string | null {
  return events.findLast(({ actor }) => actor.role !== 'clock')?.at ?? null;
}

/** One row of the table `ticket`, but for what registration alone writes. */
export function ticketRow(ticket: TicketState, at: string, lastActAt: string | null): Record<TicketColumn, unknown> {
  const holders = ticket.tasks.filter((task) => task.status !== 'cancelled').map((task) => task.unit);
  const request = ticket.requests.find(({ status }) => status === 'open');
  return {
    version: ticket.version,
    state: ticket.state,
    kind: STATE_KIND[ticket.state],
    type: ticket.type,
    urgency: ticket.urgency,
    class_code: ticket.classCode,
    lead_unit: ticket.lead?.id ?? null,
    lead_path: ticket.lead?.path ?? [],
    handler: ticket.handler,
    task_units: [...new Set(holders)],
    accused_unit: ticket.accusedUnit,
    level: ticket.level,
    overdue: ticket.overdue,
    unit_due_at: unitDueAt(ticket),
    citizen_due_at: citizenDueAt(ticket),
    closing_code: ticket.closingCode,
    hop: ticket.hop,
    disputes: ticket.disputes,
    returns: ticket.requests.filter(({ kind, status }) => kind === 'return' && status === 'granted').length,
    redos: ticket.redos,
    solved: ticket.solved,
    satisfied: ticket.satisfied,
    open_request: request?.kind ?? null,
    deciders: request ? deciders(ticket, request) : [],
    not_deciders: request ? notDeciders(ticket, request) : [],
    requested_at: request?.at ?? null,
    last_act_at: lastActAt,
    snapshot: ticket,
    updated_at: at,
  };
}

/** Whose time it is that runs, or ran when the clock ended: the holder's of a task, else the lead's. */
function owner(
  ticket: TicketState,
  { key, ref, state, endedWith }: Clock,
): { unitId: string | null; unitPath: readonly string[] } {
  if (key === 'task' || key === 'reportIn') {
    const unit = ticket.tasks.find(({ id }) => id === ref)?.unit ?? null;
    return { unitId: unit, unitPath: unit === null ? [] : [unit] };
  }
  const runs = state === 'running' || state === 'paused' || state === 'held';
  const unit = runs ? ticket.lead : endedWith;
  return { unitId: unit?.id ?? null, unitPath: unit?.path ?? [] };
}

export function clockRow(ticket: TicketState, clock: Clock): object {
  const { id, key, ref, state, round, startedAt, dueAt, satisfiedAt, overdueAt, provisional } = clock;
  const row = { id, key, ref, state, round, startedAt, dueAt, satisfiedAt, overdueAt, provisional };
  return { ...row, ...owner(ticket, clock) };
}
