import { WHOLE_EVENT_GIVES } from '../event/event-kinds.js';
import type pg from 'pg';
import type { TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import { STATE_KIND, type State } from '../../domain/ticket/vocabulary.js';
import { bool, float, instant, int, json, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { takeBack } from '../postgres/out-of-turn.js';
import { rewriteRows } from './rewrite-rows.js';
import { clockRow, TICKET_COLUMNS, TICKET_RECORD, ticketRow } from '../ticket/step-rows.js';

export interface RowVersion {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly state: State;
  readonly registeredAt: Date;
  /** When what is shown happened. */
  readonly updatedAt: Date;
  readonly startConfirmed: boolean;
}

/** What the read model shows of a ticket, beside what its workflow says. */
export interface ComparedRows {
  /** Columns of the ticket's row that are not what they should be; empty when the version is another. */
  readonly columns: readonly string[];
  /** Ids of clocks whose row is missing, differs, or should not be there; empty when the version is another. */
  readonly clocks: readonly string[];
}

export type StoredEvent = TicketEvent & { readonly hash: string };

export interface ReconcileStore {
  /** Accepted some seconds ago, and no engine has confirmed the workflow. */
  waiting(olderThanMs: number, limit: number): Promise<string[]>;
  /** Something happened to them in the last minutes; the latest first. */
  touchedWithin(minutes: number, limit: number): Promise<string[]>;
  /**
   * Tickets that have not ended, in the order of their registration, from a place on; `next` is `null` after the last.
   */
  open(from: OpenPlace | null, limit: number): Promise<{ ids: string[]; next: OpenPlace | null }>;
  /** None of an erased ticket: nothing is compared, and nothing brought back. */
  versions(ids: readonly string[]): Promise<Map<string, RowVersion>>;
  /** Compares row and clocks with what they would be, made from these states. */
  compare(states: readonly TicketState[]): Promise<Map<string, ComparedRows>>;
  events(ids: readonly string[]): Promise<Map<string, StoredEvent[]>>;
  snapshot(id: string): Promise<TicketState | null>;
  /** The kept states of those among these that are shown as ended. */
  ended(ids: readonly string[]): Promise<Map<string, TicketState>>;
  /**
   * Writes row and clocks anew from this state, unless the row is further by now. `false`: it was left alone. Events
   * are never written: they are what happened.
   */
  rewrite(ticket: TicketState): Promise<boolean>;
  /**
   * Shows this state in the place of a later one that never happened: row and clocks as they were, the events beyond it
   * told as retracted, what was still to be said about them cancelled. `false`: the row is not any more at the version
   * that was seen.
   */
  takeBack(ticket: TicketState, shown: number): Promise<boolean>;
}

/** A place in the order of registration. */
export interface OpenPlace {
  readonly registeredAt: string;
  readonly id: string;
}

const NOT_ENDED = Object.entries(STATE_KIND)
  .filter(([, kind]) => kind !== 'end')
  .map(([state]) => state);

/**
 * What the events say and the state does not: when it was last written, and when somebody last did something; and how
 * late a write may come, which is above the state's own after a step was taken back.
 */
const FROM_EVENTS = ['last_act_at', 'updated_at', 'turn'];
const COMPARED = Object.entries(TICKET_COLUMNS)
  .filter(([name]) => !FROM_EVENTS.includes(name))
  // JSON kept as it was written has no equality of its own.
  .map(([name, type]) => ({ name, as: type === 'json' ? "::jsonb - 'turn'" : '' }));

const COMPARE = statement(
  `
SELECT t.id, array_remove(ARRAY[${COMPARED.map(({ name, as }) => `CASE WHEN (t.${name}${as}) IS DISTINCT FROM (x.${name}${as}) THEN '${name}' END`).join(', ')}], NULL)
    AS columns,
  ARRAY(
    SELECT COALESCE(c.id, y.id)
    FROM (SELECT * FROM ticket_clock WHERE ticket_id = t.id) c
    FULL JOIN jsonb_to_recordset(given.clocks) AS y(id text, key text, ref text, "unitId" text, "unitPath" text[], state text,
      round int, "startedAt" timestamptz, "dueAt" timestamptz, "satisfiedAt" timestamptz, "overdueAt" timestamptz, provisional boolean)
      ON y.id = c.id
    WHERE (c.id, c.key, c.ref, c.unit_id, c.unit_path, c.state, c.round, c.started_at, c.due_at, c.satisfied_at, c.overdue_at,
        c.provisional)
      IS DISTINCT FROM
      (y.id, y.key, y.ref, y."unitId", y."unitPath", y.state, y.round, y."startedAt", y."dueAt", y."satisfiedAt", y."overdueAt",
        y.provisional)
  ) AS clocks
FROM json_to_recordset($1::json) AS given(id uuid, "row" json, clocks jsonb)
CROSS JOIN LATERAL ${TICKET_RECORD('given."row"')}
JOIN ticket t ON t.id = given.id AND t.version = x.version`,
  { takes: [json()], gives: { id: uuid, columns: listOf(text), clocks: listOf(text) } },
);

const WAITING = statement(
  `SELECT id FROM ticket WHERE workflow_started_at IS NULL AND registered_at < now() - $1 * interval '1 millisecond'
   ORDER BY registered_at LIMIT $2::int`,
  { takes: [float, int], gives: { id: uuid } },
);

const TOUCHED = statement(
  `SELECT e.ticket_id AS id FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
   WHERE e.at > now() - $1 * interval '1 minute' AND t.wrapped_key IS NOT NULL
   GROUP BY e.ticket_id ORDER BY max(e.at) DESC LIMIT $2::int`,
  { takes: [float, int], gives: { id: uuid } },
);

const OPEN = statement(
  `SELECT id, registered_at FROM ticket
   WHERE state = ANY($1::text[]) AND ($2::timestamptz IS NULL OR (registered_at, id) > ($2::timestamptz, $3::uuid))
   ORDER BY registered_at, id LIMIT $4::int`,
  {
    takes: [listOf(text), orNull(instant), orNull(uuid), int],
    gives: { id: uuid, registered_at: instant },
  },
);

const VERSIONS = statement(
  `SELECT id, number, version, state, registered_at, updated_at, workflow_started_at IS NOT NULL AS confirmed
   FROM ticket WHERE id = ANY($1::uuid[]) AND wrapped_key IS NOT NULL`,
  {
    takes: [listOf(uuid)],
    gives: {
      id: uuid,
      number: text,
      version: int,
      state: textOf<State>(),
      registered_at: instant,
      updated_at: instant,
      confirmed: bool,
    },
  },
);

const EVENTS = statement(
  `SELECT ticket_id, seq, type, at, actor_id, actor_role, actor_unit, from_state, to_state, data, text_sealed, hash, changes
   FROM ticket_event WHERE ticket_id = ANY($1::uuid[]) ORDER BY ticket_id, seq`,
  {
    takes: [listOf(uuid)],
    gives: { ticket_id: uuid, ...WHOLE_EVENT_GIVES },
  },
);
type EventRow = RowOf<(typeof EVENTS)['gives']>;

const ENDED = statement(
  "SELECT id, snapshot FROM ticket WHERE id = ANY($1::uuid[]) AND kind = 'end' AND wrapped_key IS NOT NULL",
  {
    takes: [listOf(uuid)],
    gives: { id: uuid, snapshot: json<TicketState>() },
  },
);

const SNAPSHOT = statement('SELECT snapshot FROM ticket WHERE id = $1', {
  takes: [uuid],
  gives: { snapshot: json<TicketState>() },
});

export function createReconcileStore(pool: pg.Pool): ReconcileStore {
  const idsOf = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);

  return {
    waiting: async (olderThanMs, limit) => idsOf(await WAITING.rows(pool, [olderThanMs, limit])),

    touchedWithin: async (minutes, limit) => idsOf(await TOUCHED.rows(pool, [minutes, limit])),

    async open(from, limit) {
      const rows = await OPEN.rows(pool, [NOT_ENDED, from?.registeredAt ?? null, from?.id ?? null, limit]);
      const last = rows.at(-1);
      const next =
        rows.length === limit && last ? { registeredAt: last.registered_at.toISOString(), id: last.id } : null;
      return { ids: idsOf(rows), next };
    },

    async versions(ids) {
      const rows = await VERSIONS.rows(pool, [ids]);
      return new Map(
        rows.map(({ registered_at, updated_at, confirmed, ...row }) => [
          row.id,
          { ...row, registeredAt: registered_at, updatedAt: updated_at, startConfirmed: confirmed },
        ]),
      );
    },

    async compare(states) {
      const given = states.map((state) => ({
        id: state.id,
        row: ticketRow(state, state.stateSince, null),
        clocks: state.clocks.map((clock) => clockRow(state, clock)),
      }));
      const rows = await COMPARE.rows(pool, [JSON.stringify(given)]);
      return new Map(rows.map(({ id, columns, clocks }) => [id, { columns, clocks }]));
    },

    async events(ids) {
      const rows = await EVENTS.rows(pool, [ids]);
      const found = new Map<string, StoredEvent[]>(ids.map((id) => [id, []]));
      for (const row of rows) found.get(row.ticket_id)?.push(eventOf(row));
      return found;
    },

    async ended(ids) {
      const rows = await ENDED.rows(pool, [ids]);
      return new Map(rows.map(({ id, snapshot }) => [id, snapshot]));
    },

    async snapshot(id) {
      const [row] = await SNAPSHOT.rows(pool, [id]);
      return row?.snapshot ?? null;
    },

    rewrite: (ticket) => rewriteRows(pool, ticket, 'unless further'),
    takeBack: (ticket, shown) => takeBack(pool, ticket, shown),
  };
}

function eventOf(row: EventRow): StoredEvent {
  return {
    seq: row.seq,
    type: row.type,
    at: row.at.toISOString(),
    actor: { id: row.actor_id, role: row.actor_role, unit: row.actor_unit },
    from: row.from_state,
    to: row.to_state,
    data: row.data,
    sealed: row.text_sealed?.toString('base64') ?? null,
    ...(row.changes && { changes: row.changes }),
    hash: row.hash,
  };
}
