import type pg from 'pg';
import type { Decidable } from '../../domain/decision.js';
import type { DisclosureRequest } from '../../domain/disclosure/disclosure-request.js';
import type { ProtectionLevel } from '../../domain/ticket/protection.js';
import type { DecisionKind } from '../../domain/waiting-decision.js';
import { DECIDABLE_GIVES, decidableOf } from '../postgres/decidable.js';
import { instant, int, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** What somebody asked for and nobody has decided yet. */
export interface WaitingDecision extends Decidable {
  readonly kind: DecisionKind;
  /** The first, of a data request; `null`: it is of no one ticket. */
  readonly ticket: { readonly id: string; readonly number: string } | null;
  /** Of a disclosure: how its ticket was when it was asked. What is otherwise since has lapsed. */
  readonly askedOf: Pick<DisclosureRequest, 'level' | 'hop' | 'lead'> | null;
}

export interface WaitingDecisions {
  /** Soonest to lapse first. */
  waiting(now: Date, limit: number): Promise<WaitingDecision[]>;
}

const OF_EACH = Object.keys(DECIDABLE_GIVES).join(', ');
const WAITS = 'granted IS NULL AND withdrawn_at IS NULL AND decide_until > $1';
const WAITING = statement(
  `SELECT w.*, t.number
   FROM (SELECT 'disclosure' AS kind, ticket_id, level, hop, lead_id, ${OF_EACH} FROM disclosure WHERE ${WAITS}
         UNION ALL SELECT 'erasure', ticket_id, NULL, NULL, NULL, ${OF_EACH} FROM erasure_request WHERE ${WAITS}
         UNION ALL SELECT 'dataRequest', tickets[1], NULL, NULL, NULL, ${OF_EACH} FROM data_request WHERE ${WAITS}
         UNION ALL SELECT 'export', NULL, NULL, NULL, NULL, ${OF_EACH} FROM export_job WHERE ${WAITS}
         ORDER BY decide_until, id LIMIT $2::int) w
     LEFT JOIN ticket t ON t.id = w.ticket_id
   ORDER BY w.decide_until, w.id`,
  {
    takes: [instant, int],
    gives: {
      ...DECIDABLE_GIVES,
      kind: textOf<DecisionKind>(),
      ticket_id: orNull(uuid),
      number: orNull(text),
      level: orNull(textOf<ProtectionLevel>()),
      hop: orNull(int),
      lead_id: orNull(text),
    },
  },
);

export function createWaitingDecisions(pool: pg.Pool): WaitingDecisions {
  return {
    async waiting(now, limit) {
      const rows = await WAITING.rows(pool, [now, limit]);
      return rows.map(({ kind, ticket_id: id, number, level, hop, lead_id: lead, ...row }) => ({
        ...decidableOf(row),
        kind,
        ticket: id === null || number === null ? null : { id, number },
        askedOf: level === null || hop === null ? null : { level, hop, lead },
      }));
    },
  };
}
