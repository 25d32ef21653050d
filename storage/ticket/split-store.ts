import type pg from 'pg';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import type { SealedEvent } from '../event/event-chain.js';
import { bytes, float, int, json, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { splitContext } from '../secrets/sealed-columns.js';
import { sealJson, type Sealing } from '../secrets/sealing.js';
import type { KeyedWords } from './keyed-words.js';
import {
  CLOCK_ROWS,
  clockRow,
  EVENT_ROWS,
  TICKET_COLUMN_LIST,
  TICKET_RECORD,
  TICKET_VALUE_LIST,
  ticketRow,
} from './step-rows.js';
import type { Citizen, Content } from './stored-ticket.js';

/** A ticket that does not exist yet. Its words are sealed under a key of its own when it does. */
export interface PlannedPart {
  readonly state: TicketState;
  readonly events: readonly SealedEvent[];
  readonly citizen: Citizen;
  readonly content: Content;
  /** Ids of the units of the place, from the root down; empty when nobody said where it is. */
  readonly areaPath: readonly string[];
}

export interface SplitPlan {
  readonly actor: Actor;
  readonly expectedVersion: number | null;
  readonly parts: readonly PlannedPart[];
}

/** A splitting on its way: asked for, and perhaps done by the request's workflow already. */
export interface SplitDraft {
  readonly id: string;
  /** The request. */
  readonly ticketId: string;
  /** Under which its workflow is asked, however often. */
  readonly updateId: string;
  readonly bodyHash: string;
  /** `null`: its parts are tickets. */
  readonly plan: SplitPlan | null;
}

export interface SplitStore {
  /** Keeps what is asked for. `false`: something was asked for under this update id before, and nothing was written. */
  prepare(draft: SplitDraft & { readonly plan: SplitPlan }): Promise<boolean>;
  find(updateId: string): Promise<SplitDraft | null>;
  /** Drafts that nobody has settled, oldest first. */
  unsettled(olderThanMs: number, limit: number): Promise<SplitDraft[]>;
  /** All parts become tickets, or none does. `false`: they are already. */
  settle(id: string, plan: SplitPlan): Promise<boolean>;
  /** The request's workflow said no. */
  drop(id: string): Promise<void>;
  /** At most so many that were settled at once; answers how many. */
  forget(olderThanHours: number, most: number): Promise<number>;
}

const DRAFT = { id: uuid, ticket_id: uuid, update_id: text, body_hash: text, plan_sealed: orNull(bytes) };
const COLUMNS = 'id, ticket_id, update_id, body_hash, plan_sealed';

const PREPARE = statement(
  `INSERT INTO split_draft (id, ticket_id, update_id, body_hash, plan_sealed) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (update_id) DO NOTHING`,
  { takes: [uuid, uuid, text, text, bytes] },
);

const FIND = statement(`SELECT ${COLUMNS} FROM split_draft WHERE update_id = $1`, { takes: [text], gives: DRAFT });

const UNSETTLED = statement(
  `SELECT ${COLUMNS} FROM split_draft
   WHERE settled_at IS NULL AND created_at < now() - $1 * interval '1 millisecond' ORDER BY created_at LIMIT $2::int`,
  { takes: [float, int], gives: DRAFT },
);

/** Told of the parts is who was told of the request; what of it was public says nothing of what its parts say. */
const SETTLE = statement(
  `WITH claimed AS (
  UPDATE split_draft SET settled_at = now(), plan_sealed = NULL WHERE id = $1 AND settled_at IS NULL RETURNING ticket_id
), part AS MATERIALIZED (
  SELECT p.*, t.citizen_told FROM claimed JOIN ticket t ON t.id = claimed.ticket_id, json_to_recordset($2::json) AS p(
    id uuid, "row" json, number text, channel text, wrapped text, citizen text, content text, "areaPath" text[], words text[],
    "keyId" text, events jsonb, clocks jsonb)
), registered AS (
  INSERT INTO ticket (id, ${TICKET_COLUMN_LIST}, number, channel, wrapped_key, citizen_sealed, content_sealed, area_path,
    registered_at, publishable, citizen_told)
  SELECT part.id, ${TICKET_VALUE_LIST}, part.number, part.channel, decode(part.wrapped, 'base64'), decode(part.citizen, 'base64'),
    decode(part.content, 'base64'), part."areaPath", x.updated_at, FALSE, part.citizen_told
  FROM part, ${TICKET_RECORD('part."row"')}
  RETURNING id, registered_at
), worded AS (
  INSERT INTO ticket_words (ticket_id, words, key_id, registered_at)
  SELECT part.id, array_to_tsvector(part.words), part."keyId", registered.registered_at
  FROM part JOIN registered ON registered.id = part.id
), happened AS (${EVENT_ROWS('part.id', 'part.events', "'{}'::text[]", 'part, ')}
), timed AS (${CLOCK_ROWS('part.id', 'part.clocks', 'part, ')}
)
SELECT count(*)::int AS registered FROM registered`,
  { takes: [uuid, json()], gives: { registered: int } },
);

const DROP = statement('DELETE FROM split_draft WHERE id = $1 AND settled_at IS NULL', { takes: [uuid] });

const FORGET = statement(
  `DELETE FROM split_draft WHERE ctid = ANY(ARRAY(
     SELECT ctid FROM split_draft WHERE settled_at < now() - $1 * interval '1 hour' LIMIT $2::int FOR UPDATE SKIP LOCKED))`,
  { takes: [float, int] },
);

export function createSplitStore(pool: pg.Pool, sealing: Sealing, keyedWords: KeyedWords): SplitStore {
  function draftOf(row: RowOf<typeof DRAFT>): SplitDraft {
    const { id, ticket_id, update_id, body_hash, plan_sealed } = row;
    const plan = plan_sealed === null ? null : (sealing.openPacked(plan_sealed, splitContext(id)) as SplitPlan);
    return { id, ticketId: ticket_id, updateId: update_id, bodyHash: body_hash, plan };
  }

  function rowOf({ state, events, citizen, content, areaPath }: PlannedPart): object {
    const { id, number, channel, registeredAt, clocks } = state;
    const { dataKey, wrappedKey } = sealing.newDataKey(id);
    const sealed = (what: string, value: unknown): string =>
      sealJson(dataKey, value, `${what}:${id}`).toString('base64');
    return {
      ...{ id, number, channel, areaPath, events },
      row: ticketRow(state, registeredAt, registeredAt),
      wrapped: wrappedKey.toString('base64'),
      citizen: sealed('citizen', citizen),
      content: sealed('content', content),
      ...keyedWords.ofTicket(content, citizen),
      clocks: clocks.map((clock) => clockRow(state, clock)),
    };
  }

  return {
    async prepare({ id, ticketId, updateId, bodyHash, plan }) {
      const sealed = sealing.sealPacked(plan, splitContext(id));
      return (await PREPARE.run(pool, [id, ticketId, updateId, bodyHash, sealed])) === 1;
    },

    async find(updateId) {
      const [row] = await FIND.rows(pool, [updateId]);
      return row ? draftOf(row) : null;
    },

    async unsettled(olderThanMs, limit) {
      return (await UNSETTLED.rows(pool, [olderThanMs, limit])).map(draftOf);
    },

    async settle(id, { parts }) {
      const [row] = await SETTLE.rows(pool, [id, JSON.stringify(parts.map(rowOf))]);
      return row?.registered === parts.length;
    },

    async drop(id) {
      await DROP.run(pool, [id]);
    },

    forget: (olderThanHours, most) => FORGET.run(pool, [olderThanHours, most]),
  };
}
