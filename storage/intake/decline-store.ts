import type pg from 'pg';
import type { DeclineVerdict } from '../../domain/intake/decline-sample.js';
import type { Actor, DeclineCode } from '../../domain/ticket/vocabulary.js';
import { instant, int, jsonb, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

export interface Declined {
  readonly ticket: string;
  readonly number: string;
  readonly code: DeclineCode;
  readonly declinedBy: string;
  readonly declinedAt: Date;
}

export interface DeclineCheck {
  readonly ticket: string;
  readonly verdict: DeclineVerdict;
  readonly reason: string | null;
  readonly by: Actor;
  readonly at: Date;
}

export interface OperatorDeclines {
  readonly operator: string;
  readonly registered: number;
  readonly declined: number;
  readonly codes: Readonly<Partial<Record<DeclineCode, number>>>;
  readonly checked: number;
  readonly wrong: number;
}

export interface DeclineStore {
  /** What was declined in a time, each ticket once, as it was first. */
  declined(from: Date, before: Date): Promise<Declined[]>;
  /** The first decline of a ticket; `null`: it never was. */
  declineOf(ticket: string): Promise<Declined | null>;
  checks(tickets: readonly string[]): Promise<DeclineCheck[]>;
  /** Unless somebody was faster; answers with what stands. */
  check(check: DeclineCheck): Promise<DeclineCheck>;
  byOperator(from: Date, before: Date): Promise<OperatorDeclines[]>;
}

const GIVES = { id: uuid, number: text, code: textOf<DeclineCode>(), actor_id: text, at: instant };
const COLUMNS = `t.id, t.number, e.data->>'reasonCode' AS code, e.actor_id, e.at`;
const IN_TIME = statement(
  `SELECT DISTINCT ON (t.id) ${COLUMNS} FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
   WHERE e.type = 'declined' AND e.at >= $1 AND e.at < $2 ORDER BY t.id, e.seq`,
  { takes: [instant, instant], gives: GIVES },
);
const OF_TICKET = statement(
  `SELECT ${COLUMNS} FROM ticket_event e JOIN ticket t ON t.id = e.ticket_id
   WHERE e.type = 'declined' AND e.ticket_id = $1 ORDER BY e.seq LIMIT 1`,
  { takes: [uuid], gives: GIVES },
);
const CHECK_GIVES = {
  ...{ ticket_id: uuid, verdict: textOf<DeclineVerdict>(), reason: orNull(text) },
  ...{ checked_by: jsonb<Actor>(), checked_at: instant },
};
const CHECKS = statement(
  'SELECT ticket_id, verdict, reason, checked_by, checked_at FROM decline_check WHERE ticket_id = ANY($1::uuid[])',
  { takes: [listOf(uuid)], gives: CHECK_GIVES },
);
const CHECK = statement(
  `INSERT INTO decline_check (ticket_id, verdict, reason, checked_by, checked_at) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (ticket_id) DO NOTHING`,
  { takes: [uuid, text, orNull(text), jsonb(), instant] },
);
const BY_OPERATOR = statement(
  `WITH declines AS (
     SELECT e.actor_id AS operator, e.data->>'reasonCode' AS code, count(*)::int AS n,
       count(c.ticket_id)::int AS checked, (count(*) FILTER (WHERE c.verdict = 'wrong'))::int AS wrong
     FROM ticket_event e LEFT JOIN decline_check c ON c.ticket_id = e.ticket_id
     WHERE e.type = 'declined' AND e.at >= $1 AND e.at < $2 GROUP BY 1, 2
   ), registrations AS (
     SELECT actor_id AS operator, count(*)::int AS n FROM ticket_event
     WHERE seq = 1 AND at >= $1 AND at < $2 AND actor_role = 'operator' GROUP BY 1
   )
   SELECT d.operator, COALESCE(max(r.n), 0)::int AS registered, sum(d.n)::int AS declined, jsonb_object_agg(d.code, d.n) AS codes,
     sum(d.checked)::int AS checked, sum(d.wrong)::int AS wrong
   FROM declines d LEFT JOIN registrations r USING (operator) GROUP BY 1 ORDER BY declined DESC, 1 LIMIT 1000`,
  {
    takes: [instant, instant],
    gives: {
      ...{ operator: text, registered: int, declined: int },
      codes: jsonb<Partial<Record<DeclineCode, number>>>(),
      ...{ checked: int, wrong: int },
    },
  },
);

export function createDeclineStore(pool: pg.Pool): DeclineStore {
  const declinedOf = (row: {
    id: string;
    number: string;
    code: DeclineCode;
    actor_id: string;
    at: Date;
  }): Declined => ({
    ...{ ticket: row.id, number: row.number, code: row.code, declinedBy: row.actor_id, declinedAt: row.at },
  });
  const checks = async (tickets: readonly string[]): Promise<DeclineCheck[]> =>
    (await CHECKS.rows(pool, [tickets])).map(
      ({ ticket_id: ticket, verdict, reason, checked_by: by, checked_at: at }) => ({
        ...{ ticket, verdict, reason, by, at },
      }),
    );
  return {
    checks,
    declined: async (from, before) => (await IN_TIME.rows(pool, [from, before])).map(declinedOf),
    async declineOf(ticket) {
      const [row] = await OF_TICKET.rows(pool, [ticket]);
      return row ? declinedOf(row) : null;
    },
    async check(check) {
      const { ticket, verdict, reason, by, at } = check;
      await CHECK.run(pool, [ticket, verdict, reason, JSON.stringify(by), at]);
      return (await checks([ticket]))[0] ?? check;
    },
    byOperator: (from, before) => BY_OPERATOR.rows(pool, [from, before]),
  };
}
