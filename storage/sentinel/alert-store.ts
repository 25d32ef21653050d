import type pg from 'pg';
import type { Alert } from '../../domain/sentinel/alert.js';
import type { AlertRule, AlertState } from '../../domain/sentinel/vocabulary.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { instant, int, jsonb, orNull, text, uuid } from '../postgres/kinds.js';
import { composedStatement, statement } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { ALERT_COLUMNS, ALERT_GIVES, alertOf, findAlert, linkTicket, noteGrowth, takeAlert } from './alert-rows.js';

export interface AlertFilter {
  readonly state?: AlertState | undefined;
  readonly rule?: AlertRule | undefined;
  /** Of this unit; `null`: of the duty desk. */
  readonly owner?: string | null | undefined;
  /** Codes of classes. */
  readonly classes?: readonly string[] | undefined;
  /** When the last one of the page before was raised, and its id. */
  readonly before: readonly [raisedAt: Date, id: string] | null;
  readonly limit: number;
}

export interface LinkedTicket {
  readonly id: string;
  readonly registeredAt: Date;
  /** `null`: the sentinel. */
  readonly linkedBy: Actor | null;
}

/** What the sentinel raised, and what people made of it. */
export interface AlertStore {
  find(id: string): Promise<Alert | null>;
  /** Newest first. */
  list(filter: AlertFilter): Promise<Alert[]>;
  /** What is known to be out now, the newest first. */
  outages(now: Date): Promise<Alert[]>;
  /** Oldest first. */
  ticketsOf(id: string): Promise<LinkedTicket[]>;
  /** How many alerts of each rule came to an end in which way: of what it is judged. */
  outcomes(since: Date): Promise<{ rule: string; disposition: string | null; n: number }[]>;
  /** Writes what `decide` makes of it while nobody else changes it; `null`: there is none. */
  change(id: string, decide: (alert: Alert) => Alert): Promise<Alert | null>;
  /** A second time changes nothing; `null`: there is no such alert. */
  link(
    id: string,
    ticket: { readonly id: string; readonly registeredAt: Date; readonly isAnother: boolean },
    by: Actor,
  ): Promise<Alert | null>;
}

const LIST = composedStatement('alerts', ALERT_GIVES);
const OUTAGES = statement(
  `SELECT ${ALERT_COLUMNS} FROM alert a
   WHERE a.disposition = 'outage' AND $1 < COALESCE(a.until, a.disposed_at + interval '24 hours') ORDER BY a.disposed_at DESC LIMIT 50`,
  { takes: [instant], gives: ALERT_GIVES },
);
const TICKETS = statement(
  'SELECT ticket_id, registered_at, linked_by FROM alert_ticket WHERE alert_id = $1 ORDER BY registered_at, ticket_id LIMIT 5000',
  { takes: [uuid], gives: { ticket_id: uuid, registered_at: instant, linked_by: orNull(jsonb<Actor>()) } },
);
const OUTCOMES = statement(
  'SELECT rule, disposition, count(*)::int AS n FROM alert WHERE raised_at >= $1 GROUP BY rule, disposition ORDER BY rule, disposition',
  { takes: [instant], gives: { rule: text, disposition: orNull(text), n: int } },
);
const WRITE = statement(
  `UPDATE alert SET acknowledged_at = $2, acknowledged_by = $3, disposition = $4, disposed_at = $5, disposed_by = $6, reason = $7,
     master = $8, notice = $9, answer = $10, until = $11, revision = $12 WHERE id = $1`,
  {
    takes: [
      ...([
        uuid,
        orNull(instant),
        orNull(jsonb()),
        orNull(text),
        orNull(instant),
        orNull(jsonb()),
        orNull(text),
      ] as const),
      ...([orNull(uuid), orNull(text), orNull(text), orNull(instant), int] as const),
    ],
  },
);
const ON_STATE: Readonly<Record<AlertState, string>> = {
  raised: 'a.disposition IS NULL AND a.acknowledged_at IS NULL',
  acknowledged: 'a.disposition IS NULL AND a.acknowledged_at IS NOT NULL',
  over: 'a.disposition IS NOT NULL',
};

export function createAlertStore(pool: pg.Pool): AlertStore {
  const actor = (by: Actor | null): string | null => (by === null ? null : JSON.stringify(by));

  return {
    find: (id) => findAlert(pool, id),

    async list({ state, rule, owner, classes, before, limit }) {
      const values: unknown[] = [];
      const given = (value: unknown): string => `$${values.push(value)}`;
      const where = [
        'TRUE',
        ...(state === undefined ? [] : [ON_STATE[state]]),
        ...(rule === undefined ? [] : [`a.rule = ${given(rule)}`]),
        ...(owner === undefined ? [] : [owner === null ? 'a.owner IS NULL' : `a.owner = ${given(owner)}`]),
        ...(classes === undefined ? [] : [`a.class_code = ANY(${given(classes)}::text[])`]),
        ...(before === null
          ? []
          : [`(a.raised_at, a.id) < (${given(before[0])}::timestamptz, ${given(before[1])}::uuid)`]),
      ];
      const sql = `SELECT ${ALERT_COLUMNS} FROM alert a WHERE ${where.join(' AND ')}
        ORDER BY a.raised_at DESC, a.id DESC LIMIT ${given(limit)}::int`;
      return (await LIST.rows(pool, sql, values)).map(alertOf);
    },

    outages: async (now) => (await OUTAGES.rows(pool, [now])).map(alertOf),

    async ticketsOf(id) {
      const rows = await TICKETS.rows(pool, [id]);
      return rows.map((row) => ({ id: row.ticket_id, registeredAt: row.registered_at, linkedBy: row.linked_by }));
    },

    outcomes: (since) => OUTCOMES.rows(pool, [since]),

    change: (id, decide) =>
      inTransaction(pool, async (client) => {
        const before = await takeAlert(client, id);
        if (before === null) return null;
        const after = decide(before);
        if (after === before) return before;
        const { acknowledgedAt, acknowledgedBy, disposition, disposedAt, disposedBy, reason } = after;
        const { master, notice, answer, until, revision } = after;
        await WRITE.run(client, [
          ...([id, acknowledgedAt, actor(acknowledgedBy), disposition, disposedAt, actor(disposedBy), reason] as const),
          ...([master, notice, answer, until, revision] as const),
        ]);
        return after;
      }),

    link: (id, ticket, by) =>
      inTransaction(pool, async (client) => {
        const before = await takeAlert(client, id);
        if (before === null) return null;
        if (!(await linkTicket(client, id, ticket, by))) return before;
        await noteGrowth(client, id, before.citizens + (ticket.isAnother ? 1 : 0));
        return findAlert(client, id);
      }),
  };
}
