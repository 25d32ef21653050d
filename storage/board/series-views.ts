import type pg from 'pg';
import { DAY_MS, HOUR_MS } from '../../domain/calendar/civil-time.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import { scopeWhere } from '../access/scope.js';
import { instant, int, sure, text } from '../postgres/kinds.js';
import { composedStatement } from '../postgres/statement.js';
import { CLOSED_CLOCK, overdueSql } from '../ticket/ticket-filter.js';
import { readerOf, stageTimes, type StageTime } from './board-views-stages.js';
import { createKept } from './kept.js';

/** What is counted by day or hour: what came, what was closed, and what fell due and was late. */
export const MEASURES = ['registered', 'closed', 'overdue'] as const;
export type Measure = (typeof MEASURES)[number];

export interface SeriesQuestion {
  readonly from: Date;
  /** The first instant that does not belong to it. */
  readonly before: Date;
  readonly step: 'day' | 'hour';
  /** Only of this lead unit and those below it. */
  readonly unit?: string | undefined;
  /** Into what each number is divided; units are those that are named. */
  readonly by?: 'channel' | 'type' | { readonly units: readonly string[] } | undefined;
}

export interface SeriesPoint {
  readonly measure: Measure;
  /** When its day or hour begins. */
  readonly at: Date;
  /** The part; `` is the whole. */
  readonly key: string;
  readonly n: number;
}

export interface Series {
  readonly asOf: Date;
  /** Those that are not zero. */
  readonly points: readonly SeriesPoint[];
  readonly stages: readonly StageTime[];
}

export interface SeriesViews {
  /** Among the tickets that the actor may see, without those that were erased: no list has them. */
  read(actor: PlacedActor, asked: SeriesQuestion, now: Date): Promise<Series>;
}

const POINTS = composedStatement('figures by day', { at: sure(instant), key: sure(text), n: int });

/** A season is some hundred thousand tickets, so the answer is kept for a moment. */
export function createSeriesViews(pool: pg.Pool, freshness: { readonly freshForMs: number }): SeriesViews {
  const kept = createKept<Series>(freshness);
  return {
    read: (actor, asked, now) =>
      kept(`${readerOf(actor)} ${JSON.stringify(asked)}`, now, async () => {
        const points: SeriesPoint[] = [];
        // One after the other: each may take its time, and all at once would take it from each other.
        for (const measure of MEASURES) points.push(...(await read(pool, actor, measure, asked, now)));
        const span = { after: new Date(asked.from.getTime() - 1), to: lastOf(asked), unit: asked.unit };
        return { asOf: now, points, stages: await stageTimes(pool, actor, span) };
      }),
  };
}

const lastOf = ({ before }: SeriesQuestion): Date => new Date(before.getTime() - 1);

async function read(
  pool: pg.Pool,
  actor: PlacedActor,
  measure: Measure,
  { from, before, step, unit, by }: SeriesQuestion,
  now: Date,
): Promise<SeriesPoint[]> {
  const scope = scopeWhere(actor, 1);
  const parameters = [...scope.parameters];
  const placeholder = (value: unknown): string => `$${parameters.push(value)}`;
  const start = `${placeholder(from.toISOString())}::timestamptz`;
  const end = `${placeholder(before.toISOString())}::timestamptz`;
  const within = (column: string): string => `${column} >= ${start} AND ${column} < ${end}`;
  // A parameter is made only where it is used.
  const { source, column } = {
    registered: () => ({ source: `ticket t WHERE ${within('t.registered_at')}`, column: 't.registered_at' }),
    closed: () => ({
      source: `ticket_clock c JOIN ticket t ON t.id = c.ticket_id WHERE ${CLOSED_CLOCK} AND ${within('c.started_at')}`,
      column: 'c.started_at',
    }),
    overdue: () => ({
      source: `ticket t WHERE ${within('t.unit_due_at')} AND ${overdueSql(now, placeholder)}`,
      column: 't.unit_due_at',
    }),
  }[measure]();
  const terms = ['t.wrapped_key IS NOT NULL', scope.sql];
  if (unit !== undefined) terms.push(`t.lead_path && ARRAY[${placeholder(unit)}]::text[]`);
  const one = `${placeholder(step === 'day' ? DAY_MS / HOUR_MS : 1)}::int`;
  const key = by === 'channel' ? 't.channel' : by === 'type' ? 't.type' : "''";
  // A ticket that was closed twice in a day is one that was closed in it.
  const each = `SELECT${measure === 'closed' ? ' DISTINCT t.id,' : ''} date_bin(make_interval(hours => ${one}), ${column}, ${start}) AS at,
      ${key} AS key, t.lead_path FROM ${source} AND ${terms.join(' AND ')}`;
  const whole = `SELECT at, ''::text AS key, count(*)::int AS n FROM each_one GROUP BY at`;
  const parts =
    by === undefined
      ? ''
      : typeof by === 'string'
        ? 'UNION ALL SELECT at, key, count(*)::int FROM each_one GROUP BY at, key'
        : `UNION ALL SELECT at, of.unit, count(*)::int FROM each_one CROSS JOIN LATERAL unnest(lead_path) AS of(unit)
           WHERE of.unit = ANY(${placeholder(by.units)}::text[]) GROUP BY at, of.unit`;
  const rows = await POINTS.rows(pool, `WITH each_one AS (${each}) ${whole} ${parts} ORDER BY 1, 2`, parameters);
  return rows.map((row) => ({ measure, ...row }));
}
