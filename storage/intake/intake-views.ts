import type pg from 'pg';
import { instant, int, orNull, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import type { KeyedWords } from '../ticket/keyed-words.js';
import type { StoredTicket } from '../ticket/stored-ticket.js';
import { TICKET_ROW, TICKET_ROW_GIVES, type TicketRow } from '../ticket/ticket-row.js';

/** Where an outage would be known already. */
export interface Outage {
  readonly area: string;
  readonly classCode: string;
  readonly since: Date;
}

/** What is looked up while somebody calls. Whether a ticket is shown is for the table of disclosure to say. */
export interface IntakeViews {
  /** Left with this number, newest first. */
  ofCaller(phone: string, limit: number): Promise<StoredTicket[]>;
  /** Open ones that have any of these words, newest first. */
  perhapsSame(words: readonly string[], since: Date, limit: number): Promise<StoredTicket[]>;
  /** Open ones of a class at a place, newest first, whatever they say. */
  openAt(outage: Outage, limit: number): Promise<StoredTicket[]>;
  /**
   * What a program may learn from: tickets that are over, in the class to which they were put last, newest first.
   * None that keeps to itself who asked, none that was erased, and no report. `before`: the last of the page before.
   */
  toLearnFrom(before: StoredTicket | null, limit: number): Promise<StoredTicket[]>;
}

/** What has the words is gathered first: a mark, or three characters in a row, are in few tickets. */
const HITS = `WITH hits AS MATERIALIZED (
  SELECT w.ticket_id, w.registered_at FROM ticket_words w WHERE w.words @@ $1::text::tsquery`;
const NEWEST = 'ORDER BY hits.registered_at DESC, hits.ticket_id DESC LIMIT $2::int';

const OF_CALLER = statement(
  `${HITS}) SELECT ${TICKET_ROW} FROM hits JOIN ticket t ON t.id = hits.ticket_id
   WHERE t.wrapped_key IS NOT NULL ${NEWEST}`,
  { takes: [text, int], gives: TICKET_ROW_GIVES },
);
const PERHAPS_SAME = statement(
  `${HITS} AND w.registered_at >= $3) SELECT ${TICKET_ROW} FROM hits JOIN ticket t ON t.id = hits.ticket_id
   WHERE t.kind = 'open' ${NEWEST}`,
  { takes: [text, int, instant], gives: TICKET_ROW_GIVES },
);
const OPEN_AT = statement(
  `SELECT ${TICKET_ROW} FROM ticket t
   WHERE t.kind = 'open' AND t.class_code = $1 AND t.area_path @> ARRAY[$2::text] AND t.registered_at >= $3
   ORDER BY t.registered_at DESC, t.id DESC LIMIT $4::int`,
  { takes: [text, text, instant, int], gives: TICKET_ROW_GIVES },
);
const TO_LEARN_FROM = statement(
  `SELECT ${TICKET_ROW} FROM ticket t
   WHERE t.kind <> 'open' AND t.class_code IS NOT NULL AND t.wrapped_key IS NOT NULL AND t.protection = 'open' AND t.type <> 'report'
     AND t.closing_code NOT IN ('terminated', 'withdrawn')
     AND ($1::timestamptz IS NULL OR (t.registered_at, t.id) < ($1, $2::uuid))
   ORDER BY t.registered_at DESC, t.id DESC LIMIT $3::int`,
  { takes: [orNull(instant), orNull(uuid), int], gives: TICKET_ROW_GIVES },
);

export function createIntakeViews(
  pool: pg.Pool,
  stored: (row: TicketRow) => StoredTicket,
  { anyOf, ofCaller }: Pick<KeyedWords, 'anyOf' | 'ofCaller'>,
): IntakeViews {
  return {
    ofCaller: async (phone, limit) => (await OF_CALLER.rows(pool, [ofCaller(phone), limit])).map(stored),

    async perhapsSame(words, since, limit) {
      if (words.length === 0) return [];
      return (await PERHAPS_SAME.rows(pool, [anyOf(words), limit, since])).map(stored);
    },

    openAt: async ({ area, classCode, since }, limit) =>
      (await OPEN_AT.rows(pool, [classCode, area, since, limit])).map(stored),

    toLearnFrom: async (before, limit) =>
      (await TO_LEARN_FROM.rows(pool, [before?.state.registeredAt ?? null, before?.state.id ?? null, limit])).map(
        stored,
      ),
  };
}
