import type pg from 'pg';
import { bool, instant, int, orNull, text } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import { overOneConnection } from '../postgres/transaction.js';

/** How far the demonstration city is written. */
export interface SceneProgress {
  readonly written: number;
  readonly planned: number;
  readonly lastAt: Date;
}

export interface SceneStore {
  /** `null`: nothing is written yet. */
  progress(): Promise<SceneProgress | null>;
  /** Of the scenes that are written. */
  keys(): Promise<ReadonlySet<string>>;
  /** Why nothing may be written here; `null`: it may. */
  refusal(): Promise<'no-demonstration' | 'in-use' | null>;
  /** Writes what `work` writes, and that it is written; all or nothing, and never twice. `false`: it was there. */
  once(scene: { key: string; tickets: number; of: number }, at: Date, work: () => Promise<void>): Promise<boolean>;
}

const PROGRESS = statement(
  `SELECT sum(tickets)::int AS written, max("of") AS planned, max(written_at) AS last_at FROM demonstration_scene`,
  { gives: { written: orNull(int), planned: orNull(int), last_at: orNull(instant) } },
);
/** Where scenes are written already, somebody may have tried things out beside them. */
const STANDING = statement(
  `SELECT EXISTS (SELECT 1 FROM api_key WHERE demo AND revoked_at IS NULL) AS demo,
     EXISTS (SELECT 1 FROM demonstration_scene) AS begun,
     EXISTS (SELECT 1 FROM ticket) OR EXISTS (SELECT 1 FROM person WHERE created_by IS NOT NULL) AS used`,
  { gives: { demo: bool, begun: bool, used: bool } },
);
const KEYS = statement('SELECT key FROM demonstration_scene', { gives: { key: text } });
const CLAIM = statement(
  `INSERT INTO demonstration_scene (key, tickets, "of", written_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
  { takes: [text, int, int, instant] },
);

export async function sceneProgress(database: Queryable): Promise<SceneProgress | null> {
  const [row] = await PROGRESS.rows(database, []);
  if (!row || row.written === null || row.planned === null || row.last_at === null) return null;
  return { written: row.written, planned: row.planned, lastAt: row.last_at };
}

/** `pool` has one connection, and whatever is done over it in `work` is done in the transaction of the scene. */
export function createSceneStore(pool: pg.Pool): SceneStore {
  return {
    progress: () => sceneProgress(pool),

    keys: async () => new Set((await KEYS.rows(pool, [])).map(({ key }) => key)),

    async refusal() {
      const [standing] = await STANDING.rows(pool, []);
      if (standing?.demo !== true) return 'no-demonstration';
      return standing.begun || !standing.used ? null : 'in-use';
    },

    once: ({ key, tickets, of }, at, work) =>
      overOneConnection(pool, async () => {
        // Who writes the same scene at the same time waits here, and then finds it written.
        const isOurs = (await CLAIM.run(pool, [key, tickets, of, at])) === 1;
        if (isOurs) await work();
        return isOurs;
      }),
  };
}
