import type pg from 'pg';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import { bytes, int, jsonb, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { createReconcileStore } from './reconcile-store.js';
import type { Sealing } from '../secrets/sealing.js';
import type { KeyedWords } from '../ticket/keyed-words.js';
import { markedAnew } from '../ticket/words-anew.js';

export interface Rebuilt {
  /** Tickets looked at in this run. */
  readonly tickets: number;
  /** Written anew from what the workflow says. */
  readonly fromWorkflow: number;
  /** The workflow is past its retention: written anew from the state that was kept with the row. */
  readonly fromSnapshot: number;
  /** The row had gone further meanwhile, so it was left as it is. */
  readonly movedOn: number;
  /** Neither workflow nor kept state: the row was left as it is. */
  readonly withoutSource: readonly string[];
  /** Its content was erased, so there are no words to search for. */
  readonly withoutWords: number;
  /** The last ticket done, to go on from. */
  readonly last: string | null;
}

export interface RebuildDeps {
  readonly pool: pg.Pool;
  readonly sealing: Sealing;
  readonly keyedWords: Pick<KeyedWords, 'ofTicket'>;
  /** What the workflow says; `null` when it is past its retention. Rejects when it does not answer. */
  readonly ask: (ticketId: string) => Promise<TicketState | null>;
  /** Told after every page; `stop` ends the run there, in good order. */
  readonly progress: (done: Rebuilt, total: number) => 'go on' | 'stop';
}

const PAGE = 200;
const AT_ONCE = 8;

/** Whoever erases a ticket meanwhile is waited for: what is gone comes back by no words that were opened before. */
const WORDS = statement(
  `
INSERT INTO ticket_words (ticket_id, words, key_id, registered_at)
SELECT x.id, array_to_tsvector(x.words), x."keyId", t.registered_at
FROM jsonb_to_recordset($1::jsonb) AS x(id uuid, "keyId" text, words text[]) JOIN ticket t ON t.id = x.id
WHERE t.wrapped_key IS NOT NULL FOR SHARE OF t
ON CONFLICT (ticket_id) DO UPDATE SET words = excluded.words, key_id = excluded.key_id
WHERE ticket_words.words <> excluded.words OR ticket_words.key_id IS DISTINCT FROM excluded.key_id`,
  { takes: [jsonb()] },
);

const COUNT = statement(
  'SELECT count(*)::int AS n FROM ticket WHERE wrapped_key IS NOT NULL AND ($1::uuid IS NULL OR id > $1::uuid)',
  {
    takes: [orNull(uuid)],
    gives: { n: int },
  },
);

const NEXT = statement(
  `SELECT id, number, wrapped_key, content_sealed, citizen_sealed FROM ticket
   WHERE wrapped_key IS NOT NULL AND ($1::uuid IS NULL OR id > $1::uuid) ORDER BY id LIMIT ${PAGE}`,
  {
    takes: [orNull(uuid)],
    gives: {
      id: uuid,
      number: text,
      wrapped_key: orNull(bytes),
      content_sealed: orNull(bytes),
      citizen_sealed: orNull(bytes),
    },
  },
);
type Row = RowOf<(typeof NEXT)['gives']>;
type WordsRow = { readonly id: string } & ReturnType<KeyedWords['ofTicket']>;

/**
 * Remakes what the read model derives: the projected columns of `ticket`, `ticket_clock` and `ticket_words`. From the
 * workflows comes the state, from the events when it was last written, from the sealed content the words. Never older
 * than what a running system writes meanwhile, so it may be stopped and repeated at any time.
 */
export async function rebuild(deps: RebuildDeps, after: string | null = null): Promise<Rebuilt> {
  const { pool, progress } = deps;
  const [counted] = await COUNT.rows(pool, [after]);
  const total = counted?.n ?? 0;
  let done: Rebuilt = {
    tickets: 0,
    fromWorkflow: 0,
    fromSnapshot: 0,
    movedOn: 0,
    withoutSource: [],
    withoutWords: 0,
    last: after,
  };
  for (;;) {
    const rows = await NEXT.rows(pool, [done.last]);
    const last = rows.at(-1);
    if (!last) return done;
    done = { ...(await rebuildPage(deps, rows, done)), last: last.id };
    if (progress(done, total) === 'stop') return done;
  }
}

async function rebuildPage(deps: RebuildDeps, rows: readonly Row[], before: Rebuilt): Promise<Rebuilt> {
  const store = createReconcileStore(deps.pool);
  const counts = { fromWorkflow: 0, fromSnapshot: 0, movedOn: 0 };
  const withoutSource: string[] = [];
  await mapConcurrently(
    rows,
    AT_ONCE,
    async (row) => {
      const said = await deps.ask(row.id);
      const state = said ?? (await store.snapshot(row.id));
      if (state?.id !== row.id) withoutSource.push(row.number);
      else if (!(await store.rewrite(state))) counts.movedOn += 1;
      else counts[said === null ? 'fromSnapshot' : 'fromWorkflow'] += 1;
    },
    'stop',
  );
  const words = rows.flatMap((row) => wordsOf(deps, row));
  await WORDS.run(deps.pool, [JSON.stringify(words)]);
  return {
    tickets: before.tickets + rows.length,
    fromWorkflow: before.fromWorkflow + counts.fromWorkflow,
    fromSnapshot: before.fromSnapshot + counts.fromSnapshot,
    movedOn: before.movedOn + counts.movedOn,
    withoutSource: [...before.withoutSource, ...withoutSource],
    withoutWords: before.withoutWords + rows.length - words.length,
    last: before.last,
  };
}

function wordsOf(deps: RebuildDeps, row: Row): WordsRow[] {
  const marked = markedAnew(deps, row);
  return marked === null ? [] : [{ id: row.id, ...marked }];
}
