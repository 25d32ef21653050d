import type pg from 'pg';
import { instant, jsonb, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';

export type Preferences = Readonly<Record<string, unknown>>;

/** How an account wants its screens. */
export interface PreferenceStore {
  of(holder: string): Promise<Preferences>;
  put(holder: string, data: Preferences, now: Date): Promise<void>;
}

const OF = statement('SELECT data FROM preference WHERE holder = $1', {
  takes: [text],
  gives: { data: jsonb<Preferences>() },
});
const PUT = statement(
  `INSERT INTO preference (holder, data, updated_at) VALUES ($1, $2, $3)
   ON CONFLICT (holder) DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at`,
  { takes: [text, jsonb(), instant] },
);

export function createPreferenceStore(pool: pg.Pool): PreferenceStore {
  return {
    of: async (holder) => (await OF.rows(pool, [holder]))[0]?.data ?? {},
    async put(holder, data, now) {
      await PUT.run(pool, [holder, JSON.stringify(data), now]);
    },
  };
}
