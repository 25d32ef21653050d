import type pg from 'pg';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import { scopeWhere } from '../access/scope.js';
import { json } from '../postgres/kinds.js';
import { composedStatement } from '../postgres/statement.js';
import { listedFirst, onList } from '../ticket/ticket-filter.js';

/** What is counted of each unit; but for the first and the last, the named lists of these names. */
export const UNIT_FIGURES = [
  'inFlight',
  'dueToday',
  'overdue',
  'unacknowledged',
  'returnedTwice',
  'pingPong',
  'dissatisfied',
  'silent',
  'waitingDecisions',
] as const;
export type UnitFigure = (typeof UNIT_FIGURES)[number];

/** Whose tickets they are: the unit's that leads them, or the place's that they are about. */
export type CountedBy = 'unit' | 'area';

export interface UnitCount {
  /** With everything below it. */
  readonly unit: string;
  readonly n: number;
  /** Of these, what the unit leads itself. */
  readonly own: number;
}

export interface UnitBoardViews {
  /** Of each of these units, among the tickets that the actor may see. A unit of which there are none is left out. */
  counts(
    actor: PlacedActor,
    asked: { readonly units: readonly string[]; readonly by: CountedBy },
    now: Date,
  ): Promise<Readonly<Record<UnitFigure, readonly UnitCount[]>>>;
}

const COUNTS = composedStatement(
  'figures of units',
  Object.fromEntries(UNIT_FIGURES.map((figure) => [figure, json<readonly UnitCount[]>()])) as Record<
    UnitFigure,
    ReturnType<typeof json<readonly UnitCount[]>>
  >,
);

export function createUnitBoardViews(pool: pg.Pool): UnitBoardViews {
  return {
    async counts(actor, { units, by }, now) {
      const scope = scopeWhere(actor, 1);
      const parameters = [...scope.parameters];
      const placeholder = (value: unknown): string => `$${parameters.push(value)}`;
      const wanted = placeholder(units);
      const path = by === 'unit' ? 't.lead_path' : 't.area_path';
      const condition = (figure: UnitFigure): string => {
        if (figure === 'inFlight') return "t.kind = 'open'";
        if (figure === 'waitingDecisions') return 't.open_request IS NOT NULL';
        return onList(figure, { actor, now, placeholder });
      };
      // The tickets of a list are few, so they come first; that a unit has many more is not looked at.
      const counted = (figure: UnitFigure): string => {
        const columns = ['t.lead_unit', ...(by === 'area' ? ['t.area_path'] : [])];
        return `(SELECT coalesce(json_agg(x), '[]') FROM (
          SELECT of.unit, count(*)::int AS n, count(*) FILTER (WHERE t.lead_unit = of.unit)::int AS own
          FROM (SELECT t.lead_unit, ${path} AS path ${listedFirst(condition(figure), scope.sql, columns)}) t
          CROSS JOIN LATERAL unnest(t.path) AS of(unit)
          WHERE of.unit = ANY(${wanted}::text[]) GROUP BY of.unit) x) AS "${figure}"`;
      };
      const [row] = await COUNTS.rows(pool, `SELECT ${UNIT_FIGURES.map(counted).join(',\n')}`, parameters);
      if (!row) throw new Error('The figures of units could not be counted.');
      return row;
    },
  };
}
