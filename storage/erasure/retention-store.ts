import type pg from 'pg';
import type { ClassPlace, RetentionRule, RetentionTerm } from '../../domain/erasure/retention.js';
import { bool, instant, int, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** A place in the order of registration. */
export interface RetentionPlace {
  readonly registeredAt: string;
  readonly id: string;
}

export interface DueTicket {
  readonly id: string;
  readonly number: string;
  /** The class of the rule by which its time is over. */
  readonly by: string;
  readonly isHeld: boolean;
}

export interface RetentionStore {
  rules(): Promise<(RetentionRule & { readonly version: number })[]>;
  classes(): Promise<ClassPlace[]>;
  /**
   * Looks through so many of the oldest tickets after a place, and gives those whose time is over. `next` is `null`
   * when no ticket is left that could be old enough.
   */
  due(
    terms: readonly RetentionTerm[],
    from: RetentionPlace | null,
    window: number,
  ): Promise<{ readonly due: DueTicket[]; readonly next: RetentionPlace | null }>;
}

const RULES = statement('SELECT class_code, years, source, version FROM retention_rule ORDER BY class_code', {
  gives: { class_code: text, years: int, source: text, version: int },
});
const CLASSES = statement('SELECT code, parent_code FROM ticket_class', {
  gives: { code: text, parent_code: orNull(text) },
});

/**
 * Since a ticket ended nothing was written to its row. One whose class is not known any more goes by the rule for all
 * others.
 */
const DUE = statement(
  `
WITH looked AS MATERIALIZED (
  SELECT id, number, class_code, kind, updated_at, registered_at, wrapped_key IS NOT NULL AS kept FROM ticket
  WHERE ($1::timestamptz IS NULL OR (registered_at, id) > ($1::timestamptz, $2::uuid)) AND registered_at < $3::timestamptz
  ORDER BY registered_at, id LIMIT $4::int
), term AS (
  SELECT x.code, x.before, x.rule FROM unnest($5::text[], $6::timestamptz[], $7::text[]) AS x(code, before, rule)
), last AS (
  SELECT id AS last_id, registered_at AS last_at, (SELECT count(*)::int FROM looked) AS looked FROM looked
  ORDER BY looked.registered_at DESC, looked.id DESC LIMIT 1
)
SELECT last.last_id, last.last_at, last.looked, d.id, d.number, d.rule,
  EXISTS (SELECT FROM legal_hold h WHERE h.ticket_id = d.id AND h.lifted_at IS NULL) AS held
FROM last LEFT JOIN (
  SELECT l.id, l.number, t.rule FROM looked l JOIN term t
    ON t.code IS NOT DISTINCT FROM (CASE WHEN EXISTS (SELECT FROM term k WHERE k.code = l.class_code) THEN l.class_code END)
  WHERE l.kind = 'end' AND l.kept AND l.updated_at < t.before
) d ON TRUE`,
  {
    takes: [
      ...([orNull(instant), orNull(uuid), instant, int] as const),
      ...([listOf(orNull(text)), listOf(instant), listOf(text)] as const),
    ],
    gives: {
      last_id: uuid,
      last_at: instant,
      looked: int,
      id: orNull(uuid),
      number: text,
      rule: text,
      held: bool,
    },
  },
);

export function createRetentionStore(pool: pg.Pool): RetentionStore {
  return {
    async rules() {
      const rows = await RULES.rows(pool, []);
      return rows.map(({ class_code, years, source, version }) => ({ classCode: class_code, years, source, version }));
    },

    async classes() {
      return (await CLASSES.rows(pool, [])).map(({ code, parent_code }) => ({ code, parent: parent_code }));
    },

    async due(terms, from, window) {
      const youngest = Math.max(...terms.map(({ endedBefore }) => endedBefore.getTime()));
      if (terms.length === 0) return { due: [], next: null };
      const rows = await DUE.rows(pool, [
        ...([from?.registeredAt ?? null, from?.id ?? null, new Date(youngest), window] as const),
        terms.map(({ classCode }) => classCode),
        terms.map(({ endedBefore }) => endedBefore),
        terms.map(({ by }) => by),
      ]);
      const [first] = rows;
      const isMore = first !== undefined && first.looked === window;
      return {
        due: rows.flatMap(({ id, number, rule, held }) =>
          id === null ? [] : [{ id, number, by: rule, isHeld: held }],
        ),
        next: isMore ? { registeredAt: first.last_at.toISOString(), id: first.last_id } : null,
      };
    },
  };
}
