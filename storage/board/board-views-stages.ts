import { DAY_MS } from '../../domain/calendar/civil-time.js';
import type pg from 'pg';
import { standingUnit, type PlacedActor } from '../../domain/ticket/permissions.js';
import { STAGE_DAYS, STAGES, type Stage } from '../../domain/ticket/stages.js';
import { float, int, textOf } from '../postgres/kinds.js';
import { composedStatement } from '../postgres/statement.js';
import { scopeWhere } from '../access/scope.js';

export interface StageTimes {
  readonly asOf: Date;
  readonly stages: readonly { readonly stage: Stage; readonly medianMinutes: number | null; readonly total: number }[];
}

export interface StageViews {
  /**
   * How long the stages took that were done in the last days; for a unit, its own stages and those of the units below
   * it.
   */
  times(actor: PlacedActor, now: Date): Promise<StageTimes>;
}

interface Kept {
  times: StageTimes;
  refreshing: boolean;
}

const KEPT_AT_MOST = 500;

/**
 * A month's medians cost a reading of a month and hardly move in minutes, so they are kept. Whoever finds them old gets
 * the old ones and has new ones made for the next, so that a wall that asks every few seconds never waits.
 */
export function createStageViews(pool: pg.Pool, { freshForMs }: { readonly freshForMs: number }): StageViews {
  const kept = new Map<string, Kept>();

  async function made(actor: PlacedActor, now: Date, key: string): Promise<StageTimes> {
    const times = await read(pool, actor, now);
    if (kept.size >= KEPT_AT_MOST) kept.clear();
    kept.set(key, { times, refreshing: false });
    return times;
  }

  return {
    async times(actor, now) {
      const key = actor.role === 'handler' ? `unit ${standingUnit(actor) ?? ''}` : 'all';
      const old = kept.get(key);
      if (!old || freshForMs === 0) return made(actor, now, key);
      if (now.getTime() - old.times.asOf.getTime() >= freshForMs && !old.refreshing) {
        old.refreshing = true;
        made(actor, now, key).catch(() => {
          // The next reader tries again; this one has its answer, and the counts beside it tell that the database is
          // away.
          old.refreshing = false;
        });
      }
      return old.times;
    },
  };
}

const TIMES = composedStatement('how long stages took', { key: textOf<Stage>(), median: float, total: int });

async function read(pool: pg.Pool, actor: PlacedActor, now: Date): Promise<StageTimes> {
  const scope = scopeWhere(actor, 3);
  const own = {
    all: '',
    none: 'JOIN ticket t ON FALSE',
    unit: `JOIN ticket t ON t.id = c.ticket_id AND c.unit_path @> ARRAY[$3]::text[] AND ${scope.sql}`,
  }[scope.kind];
  const rows = await TIMES.rows(
    pool,
    `SELECT c.key, percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM c.satisfied_at - c.started_at)) / 60 AS median,
       count(*)::int AS total
     FROM ticket_clock c ${own}
     WHERE c.state = 'satisfied' AND c.key IN (${STAGES.map((stage) => `'${stage}'`).join(', ')})
       AND c.satisfied_at > $1::timestamptz AND c.satisfied_at <= $2::timestamptz
     GROUP BY c.key`,
    [new Date(now.getTime() - STAGE_DAYS * DAY_MS).toISOString(), now.toISOString(), ...scope.parameters],
  );
  return {
    asOf: now,
    stages: STAGES.map((stage) => {
      const row = rows.find(({ key }) => key === stage);
      return { stage, medianMinutes: row ? Math.round(row.median * 10) / 10 : null, total: row?.total ?? 0 };
    }),
  };
}
