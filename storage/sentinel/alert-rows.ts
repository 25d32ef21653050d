import type { Alert } from '../../domain/sentinel/alert.js';
import type { AlertRule, Disposition } from '../../domain/sentinel/vocabulary.js';
import type { Why } from '../../domain/sentinel/watch.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { instant, int, jsonb, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type Queryable, type RowOf } from '../postgres/statement.js';

export const ALERT_COLUMNS = `a.id, a.rule, a.version, a.class_code, a.place, a.owner, a.raised_at, a.since, a.last_at, a.tickets,
  a.citizens, a.why, a.acknowledge_by, a.told, a.acknowledged_at, a.acknowledged_by, a.disposition, a.disposed_at, a.disposed_by,
  a.reason, a.master, a.notice, a.answer, a.until, a.revision`;
export const ALERT_GIVES = {
  ...{ id: uuid, rule: textOf<AlertRule>(), version: int, class_code: orNull(text), place: orNull(text) },
  ...{ owner: orNull(text), raised_at: instant, since: instant, last_at: instant, tickets: int, citizens: int },
  ...{ why: jsonb<Why>(), acknowledge_by: instant, told: int, acknowledged_at: orNull(instant) },
  acknowledged_by: orNull(jsonb<Actor>()),
  disposition: orNull(textOf<Disposition>()),
  disposed_at: orNull(instant),
  disposed_by: orNull(jsonb<Actor>()),
  ...{ reason: orNull(text), master: orNull(uuid), notice: orNull(text), answer: orNull(text) },
  ...{ until: orNull(instant), revision: int },
};

export function alertOf(row: RowOf<typeof ALERT_GIVES>): Alert {
  const { id, rule, version, place, owner, since, tickets, citizens, why, told, disposition, reason } = row;
  const { master, notice, answer, until, revision } = row;
  return {
    ...{ id, rule, version, place, owner, since, tickets, citizens, why, told, disposition, reason },
    ...{ master, notice, answer, until, revision, classCode: row.class_code },
    ...{ raisedAt: row.raised_at, lastAt: row.last_at, acknowledgeBy: row.acknowledge_by },
    ...{ acknowledgedAt: row.acknowledged_at, acknowledgedBy: row.acknowledged_by },
    ...{ disposedAt: row.disposed_at, disposedBy: row.disposed_by },
  };
}

const FIND = statement(`SELECT ${ALERT_COLUMNS} FROM alert a WHERE a.id = $1`, { takes: [uuid], gives: ALERT_GIVES });
const TAKE = statement(`SELECT ${ALERT_COLUMNS} FROM alert a WHERE a.id = $1 FOR UPDATE`, {
  takes: [uuid],
  gives: ALERT_GIVES,
});

export async function findAlert(database: Queryable, id: string): Promise<Alert | null> {
  const [row] = await FIND.rows(database, [id]);
  return row ? alertOf(row) : null;
}

/** Nobody else changes it until the end of the transaction. */
export async function takeAlert(database: Queryable, id: string): Promise<Alert | null> {
  const [row] = await TAKE.rows(database, [id]);
  return row ? alertOf(row) : null;
}

const LINK = statement(
  `INSERT INTO alert_ticket (alert_id, ticket_id, registered_at, linked_by) VALUES ($1, $2, $3, $4)
   ON CONFLICT (alert_id, ticket_id) DO NOTHING`,
  { takes: [uuid, uuid, instant, orNull(jsonb())] },
);
/** The first and the last of them, and how many: counted anew, so a second time changes nothing. */
const GROWN = statement(
  `UPDATE alert a SET tickets = l.n, since = l.first, last_at = l.last, citizens = $2, revision = revision + 1
   FROM (SELECT count(*)::int AS n, min(registered_at) AS first, max(registered_at) AS last FROM alert_ticket WHERE alert_id = $1) l
   WHERE a.id = $1`,
  { takes: [uuid, int] },
);

/** `false`: it belongs to it already. */
export async function linkTicket(
  database: Queryable,
  alert: string,
  ticket: { readonly id: string; readonly registeredAt: Date },
  by: Actor | null,
): Promise<boolean> {
  const who = by === null ? null : JSON.stringify(by);
  return (await LINK.run(database, [alert, ticket.id, ticket.registeredAt, who])) > 0;
}

/** After tickets were linked. */
export async function noteGrowth(database: Queryable, alert: string, citizens: number): Promise<void> {
  await GROWN.run(database, [alert, citizens]);
}
