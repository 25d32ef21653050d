import type pg from 'pg';
import type { ClosingCode, State } from '../../domain/ticket/vocabulary.js';
import { instant, int, listOf, orNull, text, textOf } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { PUBLIC_TICKET, type Span } from './open311-views.js';

/** That a public ticket came into another state. */
export interface PublicUpdate {
  readonly number: string;
  readonly seq: number;
  readonly at: Date;
  readonly from: State;
  readonly to: State;
  /** How it ended then, if it did, whatever became of it later. */
  readonly closingCode: ClosingCode | null;
}

export interface UpdateFilter {
  /** Classes that are public; no other ticket is ever found. */
  readonly classes: readonly string[];
  readonly numbers?: readonly string[];
  readonly span: Span;
}

export interface Open311Updates {
  /** Oldest first, so that whoever reads on from the last one misses none. */
  updates(filter: UpdateFilter, page: { readonly offset: number; readonly limit: number }): Promise<PublicUpdate[]>;
}

/** Of named tickets by their numbers, of all by the time: each has an index of its own. */
const WHERE = `${PUBLIC_TICKET} AND e.at BETWEEN $2::timestamptz AND $3::timestamptz AND e.seq > 1 AND e.from_state <> e.to_state`;
/** What a step changed is told with its first event, which need not be the one that changes the state. */
const updatesWhere = (where: string): string => `
SELECT t.number, e.seq, e.at, e.from_state, e.to_state,
  (SELECT c.changes->'closingCode'->>'after' FROM ticket_event c
   WHERE c.ticket_id = e.ticket_id AND c.seq <= e.seq AND jsonb_exists(c.changes, 'closingCode')
   ORDER BY c.seq DESC LIMIT 1) AS closing_code
FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
WHERE ${where}
ORDER BY e.at, e.ticket_id, e.seq LIMIT $4::int OFFSET $5::int`;
const TAKES = [listOf(text), instant, instant, int, int] as const;
const GIVES = {
  number: text,
  seq: int,
  at: instant,
  from_state: textOf<State>(),
  to_state: textOf<State>(),
  closing_code: orNull(textOf<ClosingCode>()),
};
const UPDATES = statement(updatesWhere(WHERE), { name: 'open311-updates', takes: TAKES, gives: GIVES });
const UPDATES_OF = statement(updatesWhere(`${WHERE} AND t.number = ANY($6::text[])`), {
  name: 'open311-updates-of',
  takes: [...TAKES, listOf(text)],
  gives: GIVES,
});

export function createOpen311Updates(pool: pg.Pool): Open311Updates {
  return {
    async updates({ classes, numbers, span }, { offset, limit }) {
      const asked = [classes, span.from, span.to, limit, offset] as const;
      const rows = numbers ? await UPDATES_OF.rows(pool, [...asked, numbers]) : await UPDATES.rows(pool, asked);
      return rows.map(({ number, seq, at, from_state, to_state, closing_code }) => ({
        number,
        seq,
        at,
        from: from_state,
        to: to_state,
        closingCode: closing_code,
      }));
    },
  };
}
