import type pg from 'pg';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import { float, int, listOf, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { feedLagSeconds } from '../event/feed-lag.js';

/** What waits somewhere, in numbers. */
export interface Backlog {
  readonly states: readonly { readonly state: string; readonly count: number }[];
  readonly waitingToStart: number;
  readonly subscriptions: readonly { readonly status: string; readonly count: number }[];
  /** How far the feed is behind the newest event. */
  readonly feedLagSeconds: number;
  /** Events that receivers have not taken although they were sent. */
  readonly webhookLate: number;
  readonly webhookFailingSeconds: number;
  /** Given up within the last day. */
  readonly webhookDead: number;
  readonly notices: readonly { readonly channel: string; readonly status: string; readonly count: number }[];
}

const NOT_ENDED = Object.entries(STATE_KIND)
  .filter(([, kind]) => kind !== 'end')
  .map(([state]) => state);

/**
 * Counts at most once in `freshForMs`, however many ask, and once for all who ask meanwhile. `clock` is in
 * milliseconds.
 */
export function createBacklogViews(
  pool: pg.Pool,
  { freshForMs, clock }: { readonly freshForMs: number; readonly clock: () => number },
): () => Promise<Backlog> {
  let held: { backlog: Promise<Backlog>; until: number } | null = null;
  return () => {
    if (held !== null && held.until > clock()) return held.backlog;
    held = { backlog: countAll(pool), until: clock() + freshForMs };
    return held.backlog;
  };
}

const STATES = statement(
  'SELECT state, count(*)::int AS count FROM ticket WHERE state = ANY($1::text[]) GROUP BY state',
  { takes: [listOf(text)], gives: { state: text, count: int } },
);
const WAITING = statement('SELECT count(*)::int AS count FROM ticket WHERE workflow_started_at IS NULL', {
  gives: { count: int },
});
const SUBSCRIPTIONS = statement(
  `SELECT status, count(*)::int AS count, sum(late)::int AS late,
     COALESCE(EXTRACT(EPOCH FROM now() - min(failing_since)), 0)::float8 AS failing
   FROM webhook_subscription GROUP BY status`,
  { gives: { status: text, count: int, late: int, failing: float } },
);
const DEAD = statement(
  `SELECT count(*)::int AS count FROM webhook_delivery WHERE outcome = 'dead' AND at > now() - interval '1 day'`,
  { gives: { count: int } },
);
const NOTICES = statement(
  `SELECT channel, status, count(*)::int AS count FROM notice WHERE status IN ('pending', 'sending', 'dead')
   GROUP BY channel, status`,
  { gives: { channel: text, status: text, count: int } },
);

async function countAll(pool: pg.Pool): Promise<Backlog> {
  const [states, [waiting], subscriptions, [dead], notices, lag] = await Promise.all([
    STATES.rows(pool, [NOT_ENDED]),
    WAITING.rows(pool, []),
    SUBSCRIPTIONS.rows(pool, []),
    DEAD.rows(pool, []),
    NOTICES.rows(pool, []),
    feedLagSeconds(pool),
  ]);
  return {
    states: NOT_ENDED.map((state) => ({ state, count: states.find((row) => row.state === state)?.count ?? 0 })),
    waitingToStart: waiting?.count ?? 0,
    subscriptions,
    feedLagSeconds: lag,
    webhookLate: subscriptions.reduce((sum, { late }) => sum + late, 0),
    webhookFailingSeconds: Math.max(0, ...subscriptions.map(({ failing }) => failing)),
    webhookDead: dead?.count ?? 0,
    notices,
  };
}
