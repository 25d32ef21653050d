import type pg from 'pg';
import { inChina } from '../../domain/calendar/china-time.js';
import type { Division } from '../../domain/export/columns.js';
import type { Cell } from '../../domain/export/small-cells.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import { scopeWhere } from '../access/scope.js';
import { int, listOf, sure, text } from '../postgres/kinds.js';
import { composedStatement } from '../postgres/statement.js';

export interface StatisticsViews {
  /**
   * How many tickets of a year there are with these values, erased ones too: what they were about is gone, and not that
   * there were so many. Among those that the actor may see, and no more cells than `most`.
   */
  cells(actor: PlacedActor, asked: { year: number; by: readonly Division[] }, most: number): Promise<Cell[]>;
}

const VALUE: Readonly<Record<Division, string>> = {
  unit: `COALESCE(t.lead_unit, '')`,
  class: `COALESCE(t.class_code, '')`,
  month: `to_char(t.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')`,
  state: 't.state',
  type: 't.type',
  channel: 't.channel',
};

const CELLS = composedStatement('tickets of a year, counted', { at: sure(listOf(text)), count: sure(int) });

export function createStatisticsViews(pool: pg.Pool): StatisticsViews {
  return {
    async cells(actor, { year, by }, most) {
      const scope = scopeWhere(actor, 4);
      const values = by.map((division) => VALUE[division]).join(', ');
      const rows = await CELLS.rows(
        pool,
        `SELECT ARRAY[${values}]::text[] AS at, count(*)::int AS count FROM ticket t
         WHERE t.registered_at >= $1::timestamptz AND t.registered_at < $2::timestamptz AND ${scope.sql}
         GROUP BY 1 LIMIT $3::int`,
        [inChina(`${year}-01-01`), inChina(`${year + 1}-01-01`), most, ...scope.parameters],
      );
      return rows;
    },
  };
}
