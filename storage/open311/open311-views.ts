import type pg from 'pg';
import type { Channel, ClosingCode, State, StateKind } from '../../domain/ticket/vocabulary.js';
import { bytes, instant, listOf, orNull, sure, text, textOf, uuid } from '../postgres/kinds.js';
import { composedStatement, statement, type RowOf } from '../postgres/statement.js';
import type { Sealing } from '../secrets/sealing.js';
import { openJson } from '../secrets/sealing.js';
import { createOpenedContent, type PublicContent } from '../ticket/opened-content.js';
import { wordsOf } from '../ticket/ticket-row.js';

/** As much of a ticket as the public may be shown something of. Who asked is not read at all. */
export interface PublicTicket {
  readonly id: string;
  readonly number: string;
  readonly state: State;
  readonly kind: StateKind;
  readonly channel: Channel;
  readonly classCode: string;
  readonly lead: string | null;
  readonly areaPath: readonly string[];
  readonly registeredAt: Date;
  /** When it was closed, once it is; else when something last happened. */
  readonly updatedAt: Date;
  readonly expectedAt: Date | null;
  readonly closingCode: ClosingCode | null;
  /** `null` once erased. */
  readonly content: PublicContent | null;
}

export interface Span {
  readonly from: string;
  readonly to: string;
}

export interface PublicFilter {
  /** Classes that are public; no other ticket is ever found. */
  readonly classes: readonly string[];
  readonly numbers?: readonly string[];
  readonly registered?: Span;
  readonly updated?: Span;
  readonly open?: boolean;
}

/** A change of state. */
export interface PublicNote {
  readonly at: Date;
  readonly state: State;
}

export interface Open311Views {
  /** Newest first. */
  list(filter: PublicFilter, page: { readonly offset: number; readonly limit: number }): Promise<PublicTicket[]>;
  /** The states that these tickets went through, by ticket, oldest first. */
  notes(ticketIds: readonly string[]): Promise<ReadonlyMap<string, readonly PublicNote[]>>;
  /** When the service list first read like this, here or in another process. */
  changedAt(fingerprint: string): Promise<Date>;
}

const UPDATED = `CASE WHEN t.kind = 'open' THEN t.updated_at ELSE COALESCE((t.snapshot->>'closedAt')::timestamptz, t.updated_at) END`;

/** Whoever follows is answered when the matter is. */
const EXPECTED = `CASE WHEN t.state = 'merged'
  THEN (SELECT m.citizen_due_at FROM ticket m WHERE m.id = (t.snapshot->'master'->>'id')::uuid) ELSE t.citizen_due_at END`;

/**
 * What is never public, whatever is asked for: reports, accused units, citizens who keep their name back, people in
 * distress.
 */
export const PUBLIC_TICKET = `t.publishable AND t.type <> 'report' AND t.accused_unit IS NULL AND t.class_code = ANY($1::text[])`;

const LIST = composedStatement('tickets of the public list', {
  id: uuid,
  number: text,
  state: textOf<State>(),
  kind: textOf<StateKind>(),
  channel: textOf<Channel>(),
  class_code: sure(text),
  lead_unit: orNull(text),
  area_path: orNull(listOf(text)),
  registered_at: instant,
  updated: instant,
  citizen_due_at: orNull(instant),
  closing_code: orNull(textOf<ClosingCode>()),
  wrapped_key: orNull(bytes),
  content_sealed: orNull(bytes),
  address_sealed: orNull(bytes),
});
type Row = RowOf<(typeof LIST)['gives']>;

const NOTES = statement(
  `SELECT ticket_id, at, to_state FROM ticket_event
   WHERE ticket_id = ANY($1::uuid[]) AND (seq = 1 OR from_state <> to_state) ORDER BY ticket_id, seq`,
  {
    name: 'open311-notes',
    takes: [listOf(uuid)],
    gives: { ticket_id: uuid, at: instant, to_state: textOf<State>() },
  },
);

const CHANGED_AT = statement(
  `WITH made AS (
     INSERT INTO open311_changeset (fingerprint)
     SELECT $1 WHERE NOT EXISTS (SELECT FROM open311_changeset WHERE fingerprint = $1)
     ON CONFLICT DO NOTHING RETURNING at
   )
   SELECT at FROM open311_changeset WHERE fingerprint = $1 UNION ALL SELECT at FROM made`,
  { takes: [text], gives: { at: instant } },
);

export function createOpen311Views(pool: pg.Pool, sealing: Sealing): Open311Views {
  const opened = createOpenedContent((what, id, wrappedKey, sealed) =>
    openJson(sealing.unwrap(id, wrappedKey), sealed, `${what}:${id}`),
  );

  function shown(row: Row): PublicTicket {
    return {
      id: row.id,
      number: row.number,
      state: row.state,
      kind: row.kind,
      channel: row.channel,
      classCode: row.class_code,
      lead: row.lead_unit,
      areaPath: row.area_path ?? [],
      registeredAt: row.registered_at,
      updatedAt: row.updated,
      expectedAt: row.citizen_due_at,
      closingCode: row.closing_code,
      content: opened.of(row.id, {
        wrappedKey: row.wrapped_key,
        content: row.content_sealed,
        correction: row.address_sealed,
      }),
    };
  }

  return {
    async list(filter, { offset, limit }) {
      const { where, parameters } = conditions(filter);
      const rows = await LIST.rows(
        pool,
        `SELECT t.id, t.number, t.state, t.kind, t.channel, t.class_code, t.lead_unit, t.area_path, t.registered_at,
           ${UPDATED} AS updated, ${EXPECTED} AS citizen_due_at, t.closing_code, t.wrapped_key, t.content_sealed,
           ${wordsOf('address_seq')} AS address_sealed
         FROM ticket t WHERE ${where} ORDER BY t.registered_at DESC, t.id DESC LIMIT ${limit} OFFSET ${offset}`,
        parameters,
      );
      return rows.map(shown);
    },

    async notes(ticketIds) {
      const rows = await NOTES.rows(pool, [ticketIds]);
      const notes = new Map<string, PublicNote[]>();
      for (const { ticket_id, at, to_state } of rows) {
        notes.set(ticket_id, [...(notes.get(ticket_id) ?? []), { at, state: to_state }]);
      }
      return notes;
    },

    async changedAt(fingerprint) {
      const [row] = await CHANGED_AT.rows(pool, [fingerprint]);
      if (row) return row.at;
      // Another process wrote the same line in this moment, after our statement had begun.
      return this.changedAt(fingerprint);
    },
  };
}

/** Filters become parameters, never SQL. */
function conditions({ classes, numbers, registered, updated, open }: PublicFilter): {
  where: string;
  parameters: unknown[];
} {
  const parameters: unknown[] = [classes];
  const terms = [PUBLIC_TICKET];
  const placeholder = (value: unknown): string => {
    parameters.push(value);
    return `$${parameters.length}`;
  };
  if (numbers) terms.push(`t.number = ANY(${placeholder(numbers)}::text[])`);
  if (registered) {
    const [from, to] = [placeholder(registered.from), placeholder(registered.to)];
    terms.push(`t.registered_at BETWEEN ${from}::timestamptz AND ${to}::timestamptz`);
  }
  if (updated) {
    const [from, to] = [placeholder(updated.from), placeholder(updated.to)];
    // Whatever was updated then has an event of then; events have an index on their time.
    terms.push(`t.id IN (SELECT e.ticket_id FROM ticket_event e WHERE e.at BETWEEN ${from}::timestamptz AND ${to}::timestamptz)
      AND ${UPDATED} BETWEEN ${from}::timestamptz AND ${to}::timestamptz`);
  }
  if (open !== undefined) terms.push(open ? `t.kind = 'open'` : `t.kind <> 'open'`);
  return { where: terms.join(' AND '), parameters };
}
