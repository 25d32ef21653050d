import type pg from 'pg';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import { standingUnit, type PlacedActor } from '../../domain/ticket/permissions.js';
import { STAGE_DAYS, STAGES, type Stage } from '../../domain/ticket/stages.js';
import { scopeWhere } from '../access/scope.js';
import { float, int, textOf } from '../postgres/kinds.js';
import { composedStatement } from '../postgres/statement.js';
import { createKept } from './kept.js';

export interface StageTime {
  readonly stage: Stage;
  readonly medianMinutes: number | null;
  readonly total: number;
}

export interface StageTimes {
  readonly asOf: Date;
  readonly stages: readonly StageTime[];
}

export interface StageViews {
  /**
   * How long the stages took that were done in the last days; for a unit, its own stages and those of the units below
   * it.
   */
  times(actor: PlacedActor, now: Date): Promise<StageTimes>;
}

/** A month's medians cost a reading of a month, so they are kept. */
export function createStageViews(pool: pg.Pool, freshness: { readonly freshForMs: number }): StageViews {
  const kept = createKept<StageTimes>(freshness);
  return {
    times: (actor, now) =>
      kept(readerOf(actor), now, async () => ({
        asOf: now,
        stages: await stageTimes(pool, actor, { after: new Date(now.getTime() - STAGE_DAYS * DAY_MS), to: now }),
      })),
  };
}

/** Who sees the same figures. */
export function readerOf(actor: PlacedActor): string {
  return actor.role === 'handler' ? `unit ${standingUnit(actor) ?? ''}` : 'all';
}

const TIMES = composedStatement('how long stages took', { key: textOf<Stage>(), median: float, total: int });

/** Of the stages that were done then; with `unit`, of those that fell to it or to a unit below it. */
export async function stageTimes(
  pool: pg.Pool,
  actor: PlacedActor,
  { after, to, unit }: { readonly after: Date; readonly to: Date; readonly unit?: string | undefined },
): Promise<StageTime[]> {
  const scope = scopeWhere(actor, 3);
  const own = {
    all: '',
    none: 'JOIN ticket t ON FALSE',
    unit: `JOIN ticket t ON t.id = c.ticket_id AND c.unit_path @> ARRAY[$3]::text[] AND ${scope.sql}`,
  }[scope.kind];
  const parameters = [after.toISOString(), to.toISOString(), ...scope.parameters];
  const within = unit === undefined ? '' : `AND c.unit_path @> ARRAY[$${parameters.push(unit)}]::text[]`;
  const rows = await TIMES.rows(
    pool,
    `SELECT c.key, percentile_cont(0.5) WITHIN GROUP (ORDER BY date_part('epoch', c.satisfied_at - c.started_at)) / 60 AS median,
       count(*)::int AS total
     FROM ticket_clock c ${own}
     WHERE c.state = 'satisfied' AND c.key IN (${STAGES.map((stage) => `'${stage}'`).join(', ')})
       AND c.satisfied_at > $1::timestamptz AND c.satisfied_at <= $2::timestamptz ${within}
     GROUP BY c.key`,
    parameters,
  );
  return STAGES.map((stage) => {
    const row = rows.find(({ key }) => key === stage);
    return { stage, medianMinutes: row ? Math.round(row.median * 10) / 10 : null, total: row?.total ?? 0 };
  });
}
