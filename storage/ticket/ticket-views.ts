import type pg from 'pg';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { ActorRole, State, TicketType } from '../../domain/ticket/vocabulary.js';
import { createFollowerWords, type FollowerWords } from './follower-words.js';
import { WHOLE_EVENT_GIVES } from '../event/event-kinds.js';
import { createIntakeViews, type IntakeViews } from '../intake/intake-views.js';
import { createListViews, type ListViews } from '../list/list-views.js';
import { helpedWhere, scopeWhere } from '../access/scope.js';
import { bool, bytes, int, json, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { composedStatement, statement, type RowOf } from '../postgres/statement.js';
import type { Sealing } from '../secrets/sealing.js';
import { openJson } from '../secrets/sealing.js';
import type { Citizen, Content, NamedTicket, Redaction, StoredEvent, StoredTicket } from './stored-ticket.js';
import type { KeyedWords } from './keyed-words.js';
import { TICKET_ROW, TICKET_ROW_GIVES, type TicketRow } from './ticket-row.js';
import type { StoredResponse } from './ticket-store.js';
import { answerOf } from './ticket-store.js';

export interface TicketViews extends ListViews, IntakeViews, FollowerWords {
  /** By id or by number. Scope is the caller's to ask: see `can`. */
  find(idOrNumber: string): Promise<StoredTicket | null>;
  /**
   * As much of a ticket as a command needs before it is given, if the actor may see it, and in the same round trip the
   * answer already given under this key. A helper whose task ended finds it under a key, out of sight: what it sends
   * again may be the very command that ended the task, and its answer was lost.
   */
  findForCommand(
    actor: PlacedActor,
    idOrNumber: string,
    key: string | null,
  ): Promise<{ ticket: NamedTicket; answer: StoredResponse | null; inSight: boolean } | null>;
  /**
   * How often its citizen has spoken up since, and under which edition of the rules. `null`: there is no such ticket.
   */
  spokenUp(id: string): Promise<Pick<TicketState, 'nudges' | 'edition'> | null>;
  /**
   * Oldest first: all, or a page of them. A page ends early, after the event with which what people wrote becomes much
   * to carry.
   */
  events(ticket: StoredTicket, page?: EventsPage): Promise<StoredEvent[]>;
  /** How many events of these types the history has by this role; nothing is opened for it. */
  countOf(id: string, role: ActorRole, types: readonly string[]): Promise<number>;
  /** Of each ticket the events of these types in which somebody wrote something, oldest first. */
  worded(tickets: readonly StoredTicket[], types: readonly string[]): Promise<ReadonlyMap<string, StoredEvent[]>>;
  /** Which of the tickets with these numbers the actor may see. */
  inSight(actor: PlacedActor, numbers: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface EventsPage {
  readonly after: number;
  readonly limit: number;
  /** Only what this unit did; `null`: all. */
  readonly ofUnit?: string | null;
}

/** A hundred supplements of ten thousand characters are 3 MB; a page of them need not be. */
const TEXT_BYTES_A_PAGE = 256 * 1024;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const FIND = {
  id: statement(`SELECT ${TICKET_ROW} FROM ticket t WHERE t.id = $1`, {
    name: 'find-by-id',
    takes: [uuid],
    gives: TICKET_ROW_GIVES,
  }),
  number: statement(`SELECT ${TICKET_ROW} FROM ticket t WHERE t.number = $1`, {
    name: 'find-by-number',
    takes: [text],
    gives: TICKET_ROW_GIVES,
  }),
};

/** The answer is joined to the ticket: where none is kept, all of it is null. */
const FIND_FOR_COMMAND = composedStatement('a ticket for a command, with the answer that is kept', {
  id: uuid,
  number: text,
  version: int,
  state: textOf<State>(),
  type: textOf<TicketType>(),
  accused_unit: orNull(text),
  wrapped_key: orNull(bytes),
  in_sight: bool,
  actor_id: text,
  key: text,
  body_hash: text,
  ticket_id: orNull(uuid),
  status: int,
  response: orNull(bytes),
});

const IN_SIGHT = composedStatement('which of these tickets somebody may see', { number: text });

const SPOKEN_UP = statement(
  `SELECT snapshot->'nudges' AS nudges, (snapshot->>'edition')::int AS edition FROM ticket WHERE id = $1`,
  { name: 'spoken-up', takes: [uuid], gives: { nudges: json<TicketState['nudges']>(), edition: orNull(int) } },
);

const EVENT = 'seq, type, at, actor_id, actor_role, actor_unit, from_state, to_state, data, changes, text_sealed, hash';
const EVENTS = statement(`SELECT ${EVENT} FROM ticket_event WHERE ticket_id = $1 ORDER BY seq`, {
  name: 'events',
  takes: [uuid],
  gives: WHOLE_EVENT_GIVES,
});
const EVENTS_PAGE = statement(
  `SELECT ${EVENT} FROM (
     SELECT e.*, sum(octet_length(text_sealed)) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) AS carried
     FROM ticket_event e WHERE ticket_id = $1 AND seq > $2 AND ($4::text IS NULL OR actor_unit = $4 AND actor_role = 'handler')
     ORDER BY seq LIMIT $3::int) page
   WHERE carried IS NULL OR carried < ${TEXT_BYTES_A_PAGE} ORDER BY seq`,
  { name: 'events-page', takes: [uuid, int, int, orNull(text)], gives: WHOLE_EVENT_GIVES },
);

const COUNT_OF = statement(
  `SELECT count(*)::int AS count FROM ticket_event WHERE ticket_id = $1 AND actor_role = $2 AND type = ANY($3::text[])`,
  { name: 'count-of-events', takes: [uuid, text, listOf(text)], gives: { count: int } },
);

const WORDED = statement(
  `SELECT ticket_id, ${EVENT} FROM ticket_event
   WHERE ticket_id = ANY($1::uuid[]) AND type = ANY($2::text[]) AND text_sealed IS NOT NULL ORDER BY ticket_id, seq`,
  { name: 'events-worded', takes: [listOf(uuid), listOf(text)], gives: { ...WHOLE_EVENT_GIVES, ticket_id: uuid } },
);

export function createTicketViews(
  pool: pg.Pool,
  sealing: Sealing,
  keyedWords: Pick<KeyedWords, 'allOf' | 'anyOf' | 'ofCaller'>,
): TicketViews {
  function stored(row: TicketRow): StoredTicket {
    const dataKey = row.wrapped_key ? sealing.unwrap(row.id, row.wrapped_key) : null;
    const open = (sealed: Buffer | null, what: string): unknown =>
      dataKey && sealed ? openJson(dataKey, sealed, `${what}:${row.id}`) : null;
    return {
      state: row.snapshot,
      updatedAt: row.updated_at,
      dataKey,
      citizen: open(row.citizen_sealed, 'citizen') as Citizen | null,
      content: corrected(row, open(row.content_sealed, 'content') as Content | null, () =>
        open(row.address_sealed, 'text'),
      ),
      redaction: open(row.redaction_sealed, 'text') as Redaction | null,
      linkGeneration: row.link_generation,
    };
  }

  return {
    ...createListViews(pool, stored, keyedWords),
    ...createIntakeViews(pool, stored, keyedWords),
    ...createFollowerWords(pool, sealing),

    async find(idOrNumber) {
      const [row] = await FIND[UUID.test(idOrNumber) ? 'id' : 'number'].rows(pool, [idOrNumber]);
      return row ? stored(row) : null;
    },

    async findForCommand(actor, idOrNumber, key) {
      const column = UUID.test(idOrNumber) ? 'id' : 'number';
      const scope = scopeWhere(actor, 4);
      const [row] = await FIND_FOR_COMMAND.rows(
        pool,
        `SELECT t.id, t.number, t.version, t.state, t.type, t.accused_unit, t.wrapped_key, ${scope.sql} AS in_sight,
           r.actor_id, r.key, r.body_hash, r.ticket_id, r.status, r.response
         FROM ticket t LEFT JOIN idempotency_record r ON r.actor_id = $2 AND r.key = $3
         WHERE t.${column} = $1 AND (${scope.sql} OR $3::text IS NOT NULL AND ${helpedWhere(scope, 4)})`,
        [idOrNumber, actor.id, key, ...scope.parameters],
        `find-for-command-by-${column}-${scope.kind}`,
      );
      if (!row) return null;
      const { id, number, version, state, type, accused_unit: accusedUnit, wrapped_key, response } = row;
      const dataKey = wrapped_key && sealing.unwrap(id, wrapped_key);
      const answer = response === null ? null : answerOf({ ...row, response });
      const ticket = { id, number, version, state, type, accusedUnit, dataKey };
      return { ticket, answer, inSight: row.in_sight };
    },

    async inSight(actor, numbers) {
      const scope = scopeWhere(actor, 2);
      const rows = await IN_SIGHT.rows(
        pool,
        `SELECT t.number FROM ticket t WHERE t.number = ANY($1::text[]) AND ${scope.sql}`,
        [numbers, ...scope.parameters],
      );
      return new Set(rows.map(({ number }) => number));
    },

    async spokenUp(id) {
      const [row] = await SPOKEN_UP.rows(pool, [id]);
      return row ? { nudges: row.nudges, ...(row.edition !== null && { edition: row.edition }) } : null;
    },

    async events(ticket, page) {
      const { id } = ticket.state;
      const rows = page
        ? await EVENTS_PAGE.rows(pool, [id, page.after, page.limit, page.ofUnit ?? null])
        : await EVENTS.rows(pool, [id]);
      return rows.map((row) => eventIn(row, ticket));
    },

    async countOf(id, role, types) {
      const [row] = await COUNT_OF.rows(pool, [id, role, types]);
      return row?.count ?? 0;
    },

    async worded(tickets, types) {
      const byId = new Map(tickets.map((ticket) => [ticket.state.id, ticket]));
      const rows = byId.size === 0 ? [] : await WORDED.rows(pool, [[...byId.keys()], types]);
      const found = new Map<string, StoredEvent[]>([...byId.keys()].map((id) => [id, []]));
      for (const row of rows) {
        const ticket = byId.get(row.ticket_id);
        if (ticket) found.get(row.ticket_id)?.push(eventIn(row, ticket));
      }
      return found;
    },
  };
}

function eventIn(row: RowOf<typeof WHOLE_EVENT_GIVES>, { state, dataKey }: StoredTicket): StoredEvent {
  return {
    seq: row.seq,
    type: row.type,
    at: row.at,
    actor: { id: row.actor_id, role: row.actor_role, unit: row.actor_unit },
    from: row.from_state,
    to: row.to_state,
    data: row.data,
    changes: row.changes,
    text:
      row.text_sealed && dataKey
        ? (openJson(dataKey, row.text_sealed, `text:${state.id}`) as Record<string, unknown>)
        : {},
    hash: row.hash,
  };
}

/** Where the matter is, as it was put right: the place in its own words, and the unit that it lies in. */
function corrected({ snapshot }: TicketRow, content: Content | null, said: () => unknown): Content | null {
  const { addressSeq, areaPath } = snapshot;
  if (content === null || (addressSeq === undefined && areaPath === undefined)) return content;
  const { area: before, ...written } = content.address;
  const { address = written } = (addressSeq === undefined ? {} : said()) as { address?: Content['address'] };
  const area = areaPath?.at(-1) ?? before;
  return { ...content, address: { ...address, ...(area !== undefined && { area }) } };
}
