import type pg from 'pg';
import type { WithdrawalReason } from '../../domain/citizen/proof.js';
import { instant, int, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

export interface LinkWithdrawals {
  /**
   * Links and query code of this generation open nothing from now on. Answers with the generation that holds: the next
   * one, or a later one where somebody has withdrawn them already. `null`: there is no such ticket.
   */
  withdraw(ticketId: string, generation: number, by: Withdrawal): Promise<number | null>;
}

interface Withdrawal {
  readonly actorId: string;
  readonly actorRole: string;
  readonly reason: WithdrawalReason;
  readonly at: Date;
}

const WITHDRAW = statement(
  `WITH withdrawn AS (
     UPDATE ticket SET link_generation = link_generation + 1 WHERE id = $1 AND link_generation = $2::int
     RETURNING id, link_generation
   ), noted AS (
     INSERT INTO link_withdrawal (ticket_id, generation, at, actor_id, actor_role, reason)
     SELECT id, $2::int, $3, $4, $5, $6 FROM withdrawn
   )
   SELECT link_generation FROM withdrawn`,
  { takes: [uuid, int, instant, text, text, text], gives: { link_generation: int } },
);
const CURRENT = statement('SELECT link_generation FROM ticket WHERE id = $1', {
  takes: [uuid],
  gives: { link_generation: int },
});

export function createLinkWithdrawals(pool: pg.Pool): LinkWithdrawals {
  return {
    async withdraw(ticketId, generation, { at, actorId, actorRole, reason }) {
      const [next] = await WITHDRAW.rows(pool, [ticketId, generation, at, actorId, actorRole, reason]);
      const [current] = next ? [next] : await CURRENT.rows(pool, [ticketId]);
      return current?.link_generation ?? null;
    },
  };
}
