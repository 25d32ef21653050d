import type pg from 'pg';
import { instant, int, orNull, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

/** Of what came: how much ended on the line, and how much of that from an entry. */
export interface ClosingFigures {
  readonly registered: number;
  readonly onTheLine: number;
  readonly byEntry: number;
}

export interface UnitKnowledgeFigures {
  readonly unit: string;
  readonly entries: number;
  readonly oldestDays: number | null;
  readonly answered: number;
  readonly ended: number;
  readonly inTime: number;
  readonly late: number;
  readonly wrong: number;
}

export interface KnowledgeFigures {
  byClass(from: Date, before: Date): Promise<(ClosingFigures & { readonly classCode: string | null })[]>;
  byOperator(from: Date, before: Date): Promise<(ClosingFigures & { readonly operator: string })[]>;
  byUnit(from: Date, before: Date, now: Date): Promise<UnitKnowledgeFigures[]>;
}

/** A ticket that a unit never had, and of which the hotline says that it is over. */
const ON_THE_LINE = `t.closing_code IN ('answered', 'redirected', 'emergencyTransferred') AND t.hop = 0`;
/** The event with which it was closed; what was answered otherwise has no such event, or none with an entry. */
const BY_ENTRY = `EXISTS (SELECT 1 FROM ticket_event a WHERE a.ticket_id = t.id AND a.type = 'answered' AND a.data ? 'entry')`;
const COUNTS = `count(*)::int AS registered, (count(*) FILTER (WHERE ${ON_THE_LINE}))::int AS on_the_line,
  (count(*) FILTER (WHERE ${ON_THE_LINE} AND ${BY_ENTRY}))::int AS by_entry`;
const COUNTED = { registered: int, on_the_line: int, by_entry: int };
const CAME = `t.registered_at >= $1 AND t.registered_at < $2`;

const BY_CLASS = statement(`SELECT t.class_code, ${COUNTS} FROM ticket t WHERE ${CAME} GROUP BY 1 ORDER BY 2 DESC, 1`, {
  takes: [instant, instant],
  gives: { class_code: orNull(text), ...COUNTED },
});
const BY_OPERATOR = statement(
  `SELECT e.actor_id AS operator, ${COUNTS} FROM ticket t JOIN ticket_event e ON e.ticket_id = t.id AND e.seq = 1
   WHERE ${CAME} AND e.actor_role = 'operator' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1000`,
  { takes: [instant, instant], gives: { operator: text, ...COUNTED } },
);
const BY_UNIT = statement(
  `WITH served AS (
     SELECT e.owner_unit AS unit, count(*)::int AS entries,
       floor(extract(epoch FROM $3::timestamptz - min(v.published_at)) / 86400)::int AS oldest_days
     FROM knowledge_entry e JOIN knowledge_version v ON v.entry_id = e.id AND v.version = e.served GROUP BY 1
   ), read AS (
     SELECT k.owner_unit AS unit, count(*)::int AS answered
     FROM ticket_event a JOIN knowledge_entry k ON k.id = (a.data ->> 'entry')::uuid
     WHERE a.type = 'answered' AND a.data ? 'entry' AND a.at >= $1 AND a.at < $2 GROUP BY 1
   ), task AS (
     SELECT unit, (count(*) FILTER (WHERE ended_at >= $1 AND ended_at < $2))::int AS ended,
       (count(*) FILTER (WHERE ended_at >= $1 AND ended_at < $2 AND ended_at <= due_at))::int AS in_time,
       (count(*) FILTER (WHERE ended_at IS NULL AND due_at <= $3))::int AS late,
       (count(*) FILTER (WHERE kind = 'correction' AND about = 'wrong' AND outcome = 'done' AND ended_at >= $1 AND ended_at < $2))::int
         AS wrong
     FROM knowledge_task WHERE unit IS NOT NULL GROUP BY 1
   )
   SELECT u.unit, COALESCE(s.entries, 0) AS entries, s.oldest_days, COALESCE(r.answered, 0) AS answered, COALESCE(k.ended, 0) AS ended,
     COALESCE(k.in_time, 0) AS in_time, COALESCE(k.late, 0) AS late, COALESCE(k.wrong, 0) AS wrong
   FROM (SELECT unit FROM served UNION SELECT unit FROM read UNION SELECT unit FROM task) u
     LEFT JOIN served s USING (unit) LEFT JOIN read r USING (unit) LEFT JOIN task k USING (unit)
   ORDER BY answered DESC, u.unit`,
  {
    takes: [instant, instant, instant],
    gives: {
      ...{ unit: text, entries: int, oldest_days: orNull(int), answered: int },
      ...{ ended: int, in_time: int, late: int, wrong: int },
    },
  },
);

export function createKnowledgeFigures(pool: pg.Pool): KnowledgeFigures {
  const closing = (row: { registered: number; on_the_line: number; by_entry: number }): ClosingFigures => ({
    ...{ registered: row.registered, onTheLine: row.on_the_line, byEntry: row.by_entry },
  });
  return {
    async byClass(from, before) {
      const rows = await BY_CLASS.rows(pool, [from, before]);
      return rows.map((row) => ({ classCode: row.class_code, ...closing(row) }));
    },
    async byOperator(from, before) {
      const rows = await BY_OPERATOR.rows(pool, [from, before]);
      return rows.map((row) => ({ operator: row.operator, ...closing(row) }));
    },
    async byUnit(from, before, now) {
      const rows = await BY_UNIT.rows(pool, [from, before, now]);
      return rows.map(({ oldest_days: oldestDays, in_time: inTime, ...same }) => ({ ...same, oldestDays, inTime }));
    },
  };
}
