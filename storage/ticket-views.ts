import type pg from 'pg';
import { bigrams } from '../domain/intake/bigrams.js';
import type { PlacedActor } from '../domain/ticket/permissions.js';
import type { EventData, TicketState } from '../domain/ticket/ticket.js';
import type { State } from '../domain/ticket/vocabulary.js';
import { scopeWhere } from './scope.js';
import type { Sealing } from './sealing.js';
import { openJson } from './sealing.js';
import type { KeptAnswer } from './ticket-store.js';
import { answerOf } from './ticket-store.js';

export interface Citizen {
  readonly name: string | null;
  readonly phone: string | null;
  /** How the citizen wants to be known: open, hidden from the units, or not at all. */
  readonly identity: 'open' | 'hidden' | 'anonymous';
}

export interface Content {
  readonly title: string;
  readonly text: string;
  readonly address: { readonly text: string; readonly lon?: number; readonly lat?: number; readonly area?: string };
  readonly occurredAt: string | null;
}

export interface StoredTicket {
  readonly state: TicketState;
  readonly updatedAt: Date;
  /** `null` once erased. */
  readonly dataKey: Buffer | null;
  readonly citizen: Citizen | null;
  readonly content: Content | null;
}

/** A ticket by name and place; its workflow knows the rest. */
export interface NamedTicket {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly state: State;
  /** `null` once erased. */
  readonly dataKey: Buffer | null;
}

export interface StoredEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: { readonly id: string; readonly role: string; readonly unit: string | null };
  readonly from: string;
  readonly to: string;
  readonly data: EventData;
  readonly text: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

export interface TicketFilter {
  readonly state?: readonly string[];
  readonly unit?: readonly string[];
  readonly type?: readonly string[];
  readonly urgency?: readonly string[];
  readonly overdue?: boolean;
  readonly dueFrom?: string;
  readonly dueTo?: string;
  readonly level?: readonly number[];
  readonly q?: string;
}

/** The last row of the page before: newest first, ties broken by id. */
export interface PageStart {
  readonly registeredAt: string;
  readonly id: string;
}

export interface TicketViews {
  /** By id or by number. Scope is the caller's to ask: see `can`. */
  find(idOrNumber: string): Promise<StoredTicket | null>;
  /**
   * As much of a ticket as a command needs before it is given, if the actor may see it, and in the same round trip the
   * answer already given under this key.
   */
  findForCommand(
    actor: PlacedActor,
    idOrNumber: string,
    key: string | null,
  ): Promise<{ ticket: NamedTicket; answer: KeptAnswer | null } | null>;
  list(actor: PlacedActor, filter: TicketFilter, after: PageStart | null, limit: number): Promise<StoredTicket[]>;
  count(actor: PlacedActor, filter: TicketFilter): Promise<number>;
  events(ticket: StoredTicket): Promise<StoredEvent[]>;
}

interface TicketRow {
  id: string;
  snapshot: TicketState;
  updated_at: Date;
  wrapped_key: Buffer | null;
  citizen_sealed: Buffer | null;
  content_sealed: Buffer | null;
}

interface NamedRow {
  id: string;
  number: string;
  version: number;
  state: State;
  wrapped_key: Buffer | null;
}

const COLUMNS = 't.id, t.snapshot, t.updated_at, t.wrapped_key, t.citizen_sealed, t.content_sealed';
const TICKET_NUMBER = /^\d{8}-\d{6,}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function createTicketViews(pool: pg.Pool, sealing: Sealing): TicketViews {
  function stored(row: TicketRow): StoredTicket {
    const dataKey = row.wrapped_key ? sealing.unwrap(row.id, row.wrapped_key) : null;
    const open = (sealed: Buffer | null, what: string): unknown =>
      dataKey && sealed ? openJson(dataKey, sealed, `${what}:${row.id}`) : null;
    return {
      state: row.snapshot,
      updatedAt: row.updated_at,
      dataKey,
      citizen: open(row.citizen_sealed, 'citizen') as Citizen | null,
      content: open(row.content_sealed, 'content') as Content | null,
    };
  }

  return {
    async find(idOrNumber) {
      const column = UUID.test(idOrNumber) ? 'id' : 'number';
      const { rows } = await pool.query<TicketRow>({
        name: `find-by-${column}`,
        text: `SELECT ${COLUMNS} FROM ticket t WHERE t.${column} = $1`,
        values: [idOrNumber],
      });
      return rows[0] ? stored(rows[0]) : null;
    },

    async findForCommand(actor, idOrNumber, key) {
      const column = UUID.test(idOrNumber) ? 'id' : 'number';
      const scope = scopeWhere(actor, 4);
      const { rows } = await pool.query<NamedRow & Parameters<typeof answerOf>[0]>({
        name: `find-for-command-by-${column}-${scope.parameters.length}`,
        text: `SELECT t.id, t.number, t.version, t.state, t.wrapped_key,
                 r.actor_id, r.key, r.body_hash, r.ticket_id, r.status, r.response
               FROM ticket t LEFT JOIN idempotency_record r ON r.actor_id = $2 AND r.key = $3
               WHERE t.${column} = $1 AND ${scope.sql}`,
        values: [idOrNumber, actor.id, key, ...scope.parameters],
      });
      const [row] = rows;
      if (!row) return null;
      const { id, number, version, state, wrapped_key } = row;
      const dataKey = wrapped_key && sealing.unwrap(id, wrapped_key);
      return { ticket: { id, number, version, state, dataKey }, answer: row.response === null ? null : answerOf(row) };
    },

    async list(actor, filter, after, limit) {
      const { where, parameters } = conditions(actor, filter);
      const page = after
        ? ` AND (t.registered_at, t.id) < ($${parameters.length + 1}::timestamptz, $${parameters.length + 2}::uuid)`
        : '';
      const values = after ? [...parameters, after.registeredAt, after.id] : parameters;
      const { rows } = await pool.query<TicketRow>(
        `SELECT ${COLUMNS} FROM ticket t WHERE ${where}${page} ORDER BY t.registered_at DESC, t.id DESC LIMIT ${limit}`,
        values,
      );
      return rows.map(stored);
    },

    async count(actor, filter) {
      const { where, parameters } = conditions(actor, filter);
      const { rows } = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ticket t WHERE ${where}`,
        parameters,
      );
      return rows[0]?.n ?? 0;
    },

    async events(ticket) {
      const { rows } = await pool.query<EventRow>({
        name: 'events',
        text: 'SELECT * FROM ticket_event WHERE ticket_id = $1 ORDER BY seq',
        values: [ticket.state.id],
      });
      return rows.map((row) => ({
        seq: row.seq,
        type: row.type,
        at: row.at,
        actor: { id: row.actor_id, role: row.actor_role, unit: row.actor_unit },
        from: row.from_state,
        to: row.to_state,
        data: row.data,
        text:
          row.text_sealed && ticket.dataKey
            ? (openJson(ticket.dataKey, row.text_sealed, `text:${ticket.state.id}`) as Record<string, unknown>)
            : {},
        hash: row.hash,
      }));
    },
  };
}

interface EventRow {
  seq: number;
  type: string;
  at: Date;
  actor_id: string;
  actor_role: string;
  actor_unit: string | null;
  from_state: string;
  to_state: string;
  data: EventData;
  text_sealed: Buffer | null;
  hash: string;
}

/** Filters become parameters, never SQL. */
function conditions(actor: PlacedActor, filter: TicketFilter): { where: string; parameters: unknown[] } {
  const scope = scopeWhere(actor, 1);
  const parameters = [...scope.parameters];
  const terms = [scope.sql];
  const add = (sql: (placeholder: string) => string, value: unknown): void => {
    parameters.push(value);
    terms.push(sql(`$${parameters.length}`));
  };
  if (filter.state) add((p) => `t.state = ANY(${p}::text[])`, filter.state);
  if (filter.unit) add((p) => `t.lead_path && ${p}::text[]`, filter.unit);
  if (filter.type) add((p) => `t.type = ANY(${p}::text[])`, filter.type);
  if (filter.urgency) add((p) => `t.urgency = ANY(${p}::text[])`, filter.urgency);
  if (filter.level) add((p) => `t.level = ANY(${p}::int[])`, filter.level);
  if (filter.overdue !== undefined) add((p) => `t.overdue = ${p}::bool`, filter.overdue);
  if (filter.dueFrom) add((p) => `t.unit_due_at >= ${p}::timestamptz`, filter.dueFrom);
  if (filter.dueTo) add((p) => `t.unit_due_at <= ${p}::timestamptz`, filter.dueTo);
  if (filter.q) {
    const words = TICKET_NUMBER.test(filter.q) ? [] : bigrams(filter.q);
    const spoken = (p: string): string =>
      `t.id IN (SELECT w.ticket_id FROM ticket_words w WHERE w.words @@ phraseto_tsquery('simple', ${p}))`;
    if (words.length > 0) add(spoken, words.join(' '));
    else add((p) => `t.number = ${p}`, filter.q);
  }
  return { where: terms.join(' AND '), parameters };
}
