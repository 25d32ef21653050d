import type pg from 'pg';
import { bool, int, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** Whether a citizen is sent messages about a ticket. */
export interface CitizenMessages {
  /** From now on. What waits for one who wants none any more is not sent. May be repeated. */
  want(ticketId: string, wanted: boolean): Promise<void>;
}

const WANT = statement(
  `WITH asked AS (
     UPDATE ticket SET citizen_told = $2::bool WHERE id = $1 RETURNING id
   ), let_go AS (
     UPDATE notice n SET status = 'cancelled', last_error = 'not-wanted' FROM asked
     WHERE NOT $2::bool AND n.ticket_id = asked.id AND n.recipient = 'citizen' AND n.status = 'pending'
   )
   SELECT count(*)::int AS asked FROM asked`,
  { takes: [uuid, bool], gives: { asked: int } },
);

export function createCitizenMessages(pool: pg.Pool): CitizenMessages {
  return {
    async want(ticketId, wanted) {
      await WANT.rows(pool, [ticketId, wanted]);
    },
  };
}
