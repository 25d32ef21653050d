import type pg from 'pg';
import { int, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** Erased tickets of which something may be left outside this database. */
export interface ErasureRest {
  /** The longest waiting first. */
  waiting(limit: number): Promise<string[]>;
  isGone(ticketId: string): Promise<void>;
}

const WAITING = statement('SELECT ticket_id FROM erasure_rest ORDER BY since, ticket_id LIMIT $1::int', {
  takes: [int],
  gives: { ticket_id: uuid },
});
const GONE = statement('DELETE FROM erasure_rest WHERE ticket_id = $1', { takes: [uuid] });

export function createErasureRest(pool: pg.Pool): ErasureRest {
  return {
    waiting: async (limit) => (await WAITING.rows(pool, [limit])).map(({ ticket_id }) => ticket_id),
    async isGone(ticketId) {
      await GONE.run(pool, [ticketId]);
    },
  };
}
