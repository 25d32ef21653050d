import type pg from 'pg';
import type { ActorRole, Actor } from '../../domain/ticket/vocabulary.js';
import type { DecisionKind } from '../../domain/waiting-decision.js';
import { instant, int, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** What somebody asked for and nobody has decided yet. */
export interface WaitingDecision {
  readonly kind: DecisionKind;
  readonly id: string;
  /** The first, of a data request; `null`: it is of no one ticket. */
  readonly ticket: { readonly id: string; readonly number: string } | null;
  readonly askedAt: Date;
  readonly askedBy: Actor;
  readonly decideUntil: Date;
}

export interface WaitingDecisions {
  /** Soonest to lapse first. Of a disclosure the ticket may have been dispatched elsewhere since, and then it has. */
  waiting(now: Date, limit: number): Promise<WaitingDecision[]>;
}

const OF_EACH = 'asked_at, asked_by, asked_role, asked_unit, decide_until';
const WAITS = 'granted IS NULL AND withdrawn_at IS NULL AND decide_until > $1';
const WAITING = statement(
  `SELECT w.kind, w.id, t.id AS ticket_id, t.number, ${OF_EACH}
   FROM (SELECT 'disclosure' AS kind, id, ticket_id, ${OF_EACH} FROM disclosure WHERE ${WAITS}
         UNION ALL SELECT 'erasure', id, ticket_id, ${OF_EACH} FROM erasure_request WHERE ${WAITS}
         UNION ALL SELECT 'dataRequest', id, tickets[1], ${OF_EACH} FROM data_request WHERE ${WAITS}
         UNION ALL SELECT 'export', id, NULL, ${OF_EACH} FROM export_job WHERE ${WAITS}
         ORDER BY decide_until, id LIMIT $2::int) w
     LEFT JOIN ticket t ON t.id = w.ticket_id
   ORDER BY decide_until, w.id`,
  {
    takes: [instant, int],
    gives: {
      kind: textOf<DecisionKind>(),
      id: uuid,
      ticket_id: orNull(uuid),
      number: orNull(text),
      asked_at: instant,
      asked_by: text,
      asked_role: textOf<ActorRole>(),
      asked_unit: orNull(text),
      decide_until: instant,
    },
  },
);

export function createWaitingDecisions(pool: pg.Pool): WaitingDecisions {
  return {
    async waiting(now, limit) {
      const rows = await WAITING.rows(pool, [now, limit]);
      return rows.map(({ kind, id, ticket_id: ticket, number, ...row }) => ({
        ...{ kind, id, askedAt: row.asked_at, decideUntil: row.decide_until },
        ticket: ticket === null || number === null ? null : { id: ticket, number },
        askedBy: { id: row.asked_by, role: row.asked_role, unit: row.asked_unit },
      }));
    },
  };
}
