import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { bytes, int, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { viewContext } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';

export interface ViewWords {
  readonly name: string;
  /** As it stands behind the `?` of a search. */
  readonly query: string;
}

export interface SavedView extends ViewWords {
  readonly id: string;
  readonly version: number;
}

export const MOST_VIEWS = 50;

/** Searches that an account keeps. Nobody else sees or changes them. */
export interface SavedViews {
  /** In the order that was wished for. */
  list(holder: string): Promise<SavedView[]>;
  /** At the end. `null`: there are as many as one may have. */
  add(holder: string, words: ViewWords): Promise<SavedView | null>;
  /** At this version, or at any for `null`. Answers with the view, or with the version that it has instead, if any. */
  change(
    holder: string,
    id: string,
    words: ViewWords,
    version: number | null,
  ): Promise<SavedView | { stale: number } | null>;
  /** `false`: there was none. */
  remove(holder: string, id: string): Promise<boolean>;
  /** Those that are not named come after those that are. */
  order(holder: string, ids: readonly string[]): Promise<void>;
}

const GIVES = { id: uuid, version: int, words_sealed: bytes };
const LIST = statement('SELECT id, version, words_sealed FROM saved_view WHERE holder = $1 ORDER BY place, id', {
  takes: [text],
  gives: GIVES,
});
const TURN = statement("SELECT pg_advisory_xact_lock(hashtext('saved_view ' || $1))::text AS done", {
  takes: [text],
  gives: { done: orNull(text) },
});
const ADD = statement(
  `INSERT INTO saved_view (id, holder, place, version, words_sealed)
   SELECT $1, $2, COALESCE(max(place), 0) + 1, 1, $3 FROM saved_view WHERE holder = $2
   HAVING count(*) < ${MOST_VIEWS}`,
  { takes: [uuid, text, bytes] },
);
const FIND = statement('SELECT version FROM saved_view WHERE id = $1 AND holder = $2 FOR UPDATE', {
  takes: [uuid, text],
  gives: { version: int },
});
const CHANGE = statement('UPDATE saved_view SET version = version + 1, words_sealed = $2 WHERE id = $1', {
  takes: [uuid, bytes],
});
const REMOVE = statement('DELETE FROM saved_view WHERE id = $1 AND holder = $2', { takes: [uuid, text] });
const ORDER = statement(
  `UPDATE saved_view SET place = COALESCE(array_position($2::uuid[], id), place + ${2 * MOST_VIEWS}) WHERE holder = $1`,
  { takes: [text, listOf(uuid)] },
);

export function createSavedViews(pool: pg.Pool, sealing: Sealing): SavedViews {
  const viewOf = ({ id, version, words_sealed }: RowOf<typeof GIVES>): SavedView => ({
    ...{ id, version },
    ...(sealing.openUnderMaster(words_sealed, viewContext(id)) as ViewWords),
  });
  const sealed = (id: string, { name, query }: ViewWords): Buffer =>
    sealing.sealUnderMaster({ name, query }, viewContext(id));
  return {
    list: async (holder) => (await LIST.rows(pool, [holder])).map(viewOf),

    add: (holder, words) =>
      inTransaction(pool, async (client) => {
        const id = randomUUID();
        await TURN.rows(client, [holder]);
        const added = await ADD.run(client, [id, holder, sealed(id, words)]);
        return added === 0 ? null : { id, version: 1, ...words };
      }),

    change: (holder, id, words, version) =>
      inTransaction(pool, async (client) => {
        const [there] = await FIND.rows(client, [id, holder]);
        if (!there) return null;
        if (version !== null && version !== there.version) return { stale: there.version };
        await CHANGE.run(client, [id, sealed(id, words)]);
        return { id, version: there.version + 1, ...words };
      }),

    remove: async (holder, id) => (await REMOVE.run(pool, [id, holder])) > 0,

    async order(holder, ids) {
      await ORDER.run(pool, [holder, ids]);
    },
  };
}
