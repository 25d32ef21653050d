import type pg from 'pg';
import { v7 } from 'uuid';
import { chinaDate } from '../../domain/calendar/china-time.js';
import type { NoticeRow } from '../../domain/notice/notice-rows.js';
import type { TicketEvent, TicketState } from '../../domain/ticket/ticket.js';
import { NOTICE_ROWS, noticesAsJson } from '../notice/notice-rows.js';
import { bigint, bool, bytes, float, int, json, jsonb, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import {
  CLOCK_ROWS,
  clockRow,
  EVENT_ROWS,
  TICKET_COLUMN_LIST,
  TICKET_RECORD,
  TICKET_VALUE_LIST,
  ticketRow,
} from './step-rows.js';

/** The answer that was given to a command, for whoever sends the command again. */
export interface StoredResponse {
  readonly actorId: string;
  readonly key: string;
  readonly bodyHash: string;
  readonly ticketId: string | null;
  readonly status: number;
  /** Sealed under the master key. */
  readonly response: Buffer;
}

export interface NewTicket {
  readonly state: TicketState;
  readonly event: TicketEvent & { readonly hash: string };
  readonly wrappedKey: Buffer;
  readonly citizenSealed: Buffer;
  readonly contentSealed: Buffer;
  /** Ids of the units of the place, from the root down; empty when nobody said where it is. */
  readonly areaPath: readonly string[];
  /** The citizen agreed, neither hid nor withheld who they are, and nobody is in distress. */
  readonly publishable: boolean;
  /** By which it is found. */
  /** As `KeyedWords` makes them. */
  readonly searchWords: { readonly keyId: string; readonly words: readonly string[] };
  readonly answer: StoredResponse;
  /** Whether the citizen left a number at which to be told; who is told what at registration. */
  readonly citizenTold?: boolean;
  /** A citizen who is told nothing more is told of the registration all the same. */
  readonly receipt?: boolean;
  readonly notices?: readonly NoticeRow[];
}

export interface TicketStore {
  /** RFC 9562 version 7: in the order of time, so that new rows lie together in every index. */
  newId(): string;
  nextNumber(at: string): Promise<string>;
  /** Writes the accepted request, all or nothing. `false`: the key was used before, and nothing was written. */
  register(ticket: NewTicket): Promise<boolean>;
  markStarted(ids: readonly string[]): Promise<void>;
  /** Accepted tickets whose workflow nobody has confirmed, oldest first. */
  unstarted(olderThanMs: number, limit: number): Promise<TicketState[]>;
  storedResponse(actorId: string, key: string): Promise<StoredResponse | null>;
  replaceStatus(actorId: string, key: string, status: number): Promise<void>;
  /** Answers older than a day are forgotten; returns how many were. */
  /** At most so many at once; answers how many. Fewer than that: there are no more. */
  forgetAnswers(olderThanHours: number, most: number): Promise<number>;
}

const register = (more: string): string => `
WITH claimed AS (
  INSERT INTO idempotency_record (actor_id, key, body_hash, ticket_id, status, response)
  VALUES ($3, $4, $5, $1, $6, $7)
  ON CONFLICT DO NOTHING
  RETURNING ticket_id
), registered AS (
  INSERT INTO ticket (id, ${TICKET_COLUMN_LIST}, number, channel, wrapped_key, citizen_sealed, content_sealed, area_path,
    registered_at, publishable, citizen_told)
  SELECT claimed.ticket_id, ${TICKET_VALUE_LIST}, $8, $9, $10::bytea, $11::bytea, $12::bytea, $13::text[], x.updated_at, $17::bool,
    $18::bool
  FROM claimed, ${TICKET_RECORD('$2::json')}
  RETURNING id, registered_at
), worded AS (
  INSERT INTO ticket_words (ticket_id, words, key_id, registered_at)
  SELECT registered.id, array_to_tsvector($14::text[]), $19, registered.registered_at FROM registered
), happened AS (${EVENT_ROWS('registered.id', '$15::jsonb', "'{}'::text[]", 'registered, ')}
), timed AS (${CLOCK_ROWS('registered.id', '$16::jsonb', 'registered, ')}
)${more}
SELECT count(*)::int AS registered FROM registered`;
const REGISTERS = [
  ...[uuid, json(), text, text, text, int, bytes, text, text, bytes, bytes, bytes],
  ...[listOf(text), listOf(text), jsonb(), jsonb(), bool, bool, text],
] as const;
const REGISTER = statement(register(''), { name: 'register', takes: REGISTERS, gives: { registered: int } });
const REGISTER_AND_TELL = statement(
  register(`, told AS (${NOTICE_ROWS('registered.id', '$20::jsonb', '($18::bool OR $21::bool)', 'registered, ')}
)`),
  { name: 'register-and-tell', takes: [...REGISTERS, jsonb(), bool], gives: { registered: int } },
);

const NEXT_NUMBER = statement("SELECT nextval('ticket_number_seq') AS n", {
  name: 'next-number',
  gives: { n: bigint },
});

const MARK_STARTED = statement(
  'UPDATE ticket SET workflow_started_at = now() WHERE id = ANY($1::uuid[]) AND workflow_started_at IS NULL',
  { name: 'mark-started', takes: [listOf(uuid)] },
);

const UNSTARTED = statement(
  `SELECT snapshot FROM ticket
   WHERE workflow_started_at IS NULL AND registered_at < now() - $1 * interval '1 millisecond'
   ORDER BY registered_at LIMIT $2::int`,
  { name: 'unstarted', takes: [float, int], gives: { snapshot: json<TicketState>() } },
);

const STORED_RESPONSE = statement(
  `SELECT actor_id, key, body_hash, ticket_id, status, response FROM idempotency_record
   WHERE actor_id = $1 AND key = $2`,
  {
    name: 'stored-response',
    takes: [text, text],
    gives: { actor_id: text, key: text, body_hash: text, ticket_id: orNull(uuid), status: int, response: bytes },
  },
);
type AnswerRow = RowOf<(typeof STORED_RESPONSE)['gives']>;

const REPLACE_STATUS = statement('UPDATE idempotency_record SET status = $3 WHERE actor_id = $1 AND key = $2', {
  takes: [text, text, int],
});

const FORGET = statement(
  `DELETE FROM idempotency_record WHERE ctid = ANY(ARRAY(
     SELECT ctid FROM idempotency_record WHERE created_at < now() - $1 * interval '1 hour'
     ORDER BY created_at LIMIT $2::int FOR UPDATE SKIP LOCKED))`,
  { takes: [float, int] },
);

export function createTicketStore(pool: pg.Pool): TicketStore {
  return {
    newId: () => v7(),

    async nextNumber(at) {
      const [row] = await NEXT_NUMBER.rows(pool, []);
      return `${chinaDate(at).replaceAll('-', '')}-${(row?.n ?? '0').padStart(6, '0')}`;
    },

    async register({ state, event, areaPath, searchWords, answer, ...kept }) {
      const {
        wrappedKey,
        citizenSealed,
        contentSealed,
        publishable,
        citizenTold = true,
        receipt = false,
        notices = [],
      } = kept;
      const values = [
        state.id,
        JSON.stringify(ticketRow(state, state.registeredAt, state.registeredAt)),
        answer.actorId,
        answer.key,
        answer.bodyHash,
        answer.status,
        answer.response,
        state.number,
        state.channel,
        wrappedKey,
        citizenSealed,
        contentSealed,
        areaPath,
        searchWords.words,
        JSON.stringify([event]),
        JSON.stringify(state.clocks.map((clock) => clockRow(state, clock))),
        publishable,
        citizenTold,
        searchWords.keyId,
      ] as const;
      const [row] =
        notices.length === 0
          ? await REGISTER.rows(pool, values)
          : await REGISTER_AND_TELL.rows(pool, [...values, noticesAsJson(notices), receipt]);
      return row?.registered === 1;
    },

    async markStarted(ids) {
      await MARK_STARTED.run(pool, [ids]);
    },

    async unstarted(olderThanMs, limit) {
      return (await UNSTARTED.rows(pool, [olderThanMs, limit])).map(({ snapshot }) => snapshot);
    },

    async storedResponse(actorId, key) {
      const [row] = await STORED_RESPONSE.rows(pool, [actorId, key]);
      return row ? answerOf(row) : null;
    },

    async replaceStatus(actorId, key, status) {
      await REPLACE_STATUS.run(pool, [actorId, key, status]);
    },

    forgetAnswers: (olderThanHours, most) => FORGET.run(pool, [olderThanHours, most]),
  };
}

export function answerOf(row: AnswerRow): StoredResponse {
  return {
    actorId: row.actor_id,
    key: row.key,
    bodyHash: row.body_hash,
    ticketId: row.ticket_id,
    status: row.status,
    response: row.response,
  };
}
