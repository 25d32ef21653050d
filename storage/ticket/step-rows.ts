import { citizenDueAt, unitDueAt } from '../../domain/ticket/dating.js';
import { knowsProtection, protectionOf } from '../../domain/ticket/protection.js';
import { openTasks } from '../../domain/ticket/relations.js';
import { deciders, notDeciders } from '../../domain/ticket/rules/requests.js';
import { unreleasedSince } from '../../domain/ticket/said-later.js';
import type { Clock, TicketState } from '../../domain/ticket/ticket.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';

/** The columns that a step writes, with their types: the one list for writing, registering and rebuilding. */
export const TICKET_COLUMNS = {
  version: 'int',
  turn: 'int',
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
  protection: 'text',
  redaction_seq: 'int',
  address_seq: 'int',
  unreleased_since: 'timestamptz',
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
 * A ticket's row, from the JSON that `ticketRow` makes, as the table `x`. As `json`, the snapshot passes through as the
 * text it is, instead of being taken apart and put together again.
 */
export const TICKET_RECORD = (json: string): string =>
  `json_to_record(${json}) AS x(${COLUMN_NAMES.map((name) => `${name} ${TICKET_COLUMNS[name]}`).join(', ')})`;
/**
 * A step of the clock leaves it as it was, when somebody last did something. What distress or protection has taken from
 * the public view once it never gives back.
 */
export const TICKET_ASSIGNMENTS = [
  ...COLUMN_NAMES.map((name) =>
    name === 'last_act_at' ? 'last_act_at = COALESCE(x.last_act_at, t.last_act_at)' : `${name} = x.${name}`,
  ),
  `publishable = t.publishable AND json_array_length(x.snapshot->'protectedMatters') = 0 AND x.type <> 'report'
    AND COALESCE(x.protection = 'open', TRUE)`,
  `area_path = CASE WHEN x.snapshot->'areaPath' IS NULL THEN t.area_path
    ELSE ARRAY(SELECT json_array_elements_text(x.snapshot->'areaPath')) END`,
].join(', ');

/** `from` names what the ticket's id comes from, with its comma; nothing when it is a parameter. */
export const EVENT_ROWS = (ticketId: string, json: string, units: string, from = ''): string => `
  INSERT INTO ticket_event (ticket_id, seq, type, at, actor_id, actor_role, actor_unit, from_state, to_state, data, text_sealed, hash,
    changes, units)
  SELECT ${ticketId}, x.seq, x.type, x.at, x.actor->>'id', x.actor->>'role', x.actor->>'unit', x."from", x."to", x.data,
         decode(x.sealed, 'base64'), x.hash, x.changes, ${units}
  FROM ${from}jsonb_to_recordset(${json}) AS x(seq int, type text, at timestamptz, actor jsonb, "from" text, "to" text, data jsonb,
    sealed text, hash text, changes jsonb)`;

/** What a step may change of a clock that is there. */
export const CLOCK_ASSIGNMENTS = [
  'state',
  'due_at',
  'satisfied_at',
  'overdue_at',
  'provisional',
  'unit_id',
  'unit_path',
]
  .map((column) => `${column} = excluded.${column}`)
  .join(', ');

export const CLOCK_ROWS = (ticketId: string, json: string, from = ''): string => `
  INSERT INTO ticket_clock (ticket_id, id, key, ref, unit_id, unit_path, state, round, started_at, due_at, satisfied_at, overdue_at,
    provisional)
  SELECT ${ticketId}, x.id, x.key, x.ref, x."unitId", x."unitPath", x.state, x.round, x."startedAt", x."dueAt", x."satisfiedAt",
    x."overdueAt", x.provisional
  FROM ${from}jsonb_to_recordset(${json}) AS x(id text, key text, ref text, "unitId" text, "unitPath" text[], state text, round int,
    "startedAt" timestamptz, "dueAt" timestamptz, "satisfiedAt" timestamptz, "overdueAt" timestamptz, provisional boolean)`;

/** One row of the table `ticket`, but for what registration alone writes. */
export function ticketRow(ticket: TicketState, at: string, lastActAt: string | null): Record<TicketColumn, unknown> {
  const holders = openTasks(ticket).map((task) => task.unit);
  const request = ticket.requests.find(({ status }) => status === 'open');
  return {
    version: ticket.version,
    turn: ticket.turn ?? 0,
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
    protection: knowsProtection(ticket) ? protectionOf(ticket) : null,
    redaction_seq: ticket.redactionSeq ?? null,
    address_seq: ticket.addressSeq ?? null,
    unreleased_since: unreleasedSince(ticket),
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
