import type pg from 'pg';
import { bool, instant, int, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

export interface Made {
  readonly made: number;
  readonly reached: number;
}

export interface CallbackFigures {
  /** What was recorded since `from`, by this account and by all. */
  since(holder: string, from: Date): Promise<{ readonly mine: Made; readonly all: Made }>;
  waiting(): Promise<number>;
}

/** By when it happened, which has an index: a day is short beside the years before it. */
const MADE = statement(
  `SELECT actor_id = $1 AS mine, type, count(*)::int AS n FROM ticket_event
   WHERE at >= $2 AND type IN ('callbackRecorded', 'callbackMissed') GROUP BY 1, 2`,
  { takes: [text, instant], gives: { mine: bool, type: text, n: int } },
);
const WAITING = statement("SELECT count(*)::int AS n FROM ticket_clock WHERE key = 'callback' AND state = 'running'", {
  gives: { n: int },
});

export function createCallbackFigures(pool: pg.Pool): CallbackFigures {
  return {
    async since(holder, from) {
      const rows = await MADE.rows(pool, [holder, from]);
      const sum = (of: typeof rows): Made => ({
        made: of.reduce((all, { n }) => all + n, 0),
        reached: of.reduce((all, { type, n }) => all + (type === 'callbackRecorded' ? n : 0), 0),
      });
      return { mine: sum(rows.filter(({ mine }) => mine)), all: sum(rows) };
    },
    waiting: async () => (await WAITING.rows(pool, []))[0]?.n ?? 0,
  };
}
