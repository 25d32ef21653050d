import type pg from 'pg';
import { EXPIRING_FOR_MS, type EntryVersion } from '../../domain/knowledge/entry.js';
import type { EntryState } from '../../domain/knowledge/vocabulary.js';
import { bigint, bool, instant, int, jsonb, orNull, text, uuid } from '../postgres/kinds.js';
import { composedStatement, statement } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { ENTRY_COLUMNS, ENTRY_GIVES, entryOf, type KeptEntry } from './entry-rows.js';
import { alone, settleEntry, settleScenesTo, type Settling } from './settling.js';

export interface EntryFilter {
  readonly unit?: string | undefined;
  /** Codes of classes. */
  readonly classes?: readonly string[] | undefined;
  /** Of the newest version, at this time. */
  readonly state?: EntryState | undefined;
  readonly now: Date;
  /** The change of the last one of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

export interface KnowledgeStore {
  /** This version, or the newest. */
  find(id: string, version?: number): Promise<KeptEntry | null>;
  /** Newest first. */
  versions(id: string): Promise<KeptEntry[]>;
  /** Each in its newest version, last changed first. */
  list(filter: EntryFilter): Promise<KeptEntry[]>;
  /**
   * Writes what `decide` makes of the newest version, or of the one that is named, while nobody else changes any
   * entry; `null` leaves all as it is. Answers with how the entry stands in that version; `null`: there is none, and
   * `decide` did not make one. Tasks that follow are opened, and those that were done ended, in the same transaction.
   */
  change(
    id: string,
    version: number | null,
    settling: Settling,
    decide: (before: KeptEntry | null) => EntryVersion | null,
  ): Promise<KeptEntry | null>;
  /** The same for several, of which each is whole or not at all together with the others. */
  changeAll(
    changes: readonly { readonly id: string; readonly decide: (before: KeptEntry | null) => EntryVersion | null }[],
    settling: Settling,
  ): Promise<void>;
  /** Entries that changed after this, in the order of their changes, each in the version that is served, if one is. */
  changedSince(change: string, limit: number): Promise<KeptEntry[]>;
  /** The last change of all; `0`: there was none. */
  lastChange(): Promise<string>;
}

const FROM = 'FROM knowledge_entry e JOIN knowledge_version v ON v.entry_id = e.id';
const FIND = statement(`SELECT ${ENTRY_COLUMNS} ${FROM} AND v.version = COALESCE($2::int, e.newest) WHERE e.id = $1`, {
  takes: [uuid, orNull(int)],
  gives: ENTRY_GIVES,
});
const VERSIONS = statement(`SELECT ${ENTRY_COLUMNS} ${FROM} WHERE e.id = $1 ORDER BY v.version DESC LIMIT 500`, {
  takes: [uuid],
  gives: ENTRY_GIVES,
});
/** One of which none is served is told by its newest version, which is not published. */
const CHANGED = statement(
  `SELECT ${ENTRY_COLUMNS} ${FROM} AND v.version = COALESCE(e.served, e.newest)
   WHERE e.change > $1 ORDER BY e.change LIMIT $2::int`,
  { takes: [bigint, int], gives: ENTRY_GIVES },
);
const LAST = statement('SELECT COALESCE(max(change), 0) AS change FROM knowledge_entry', {
  name: 'last-knowledge-change',
  gives: { change: bigint },
});
const PUT_ENTRY = statement(
  `INSERT INTO knowledge_entry AS e (id, owner_unit, class_code, newest, served, revision, change)
   VALUES ($1, $2, $3, $4, $5, 1, (SELECT COALESCE(max(change), 0) + 1 FROM knowledge_entry))
   ON CONFLICT (id) DO UPDATE SET newest = $4, served = $5, revision = e.revision + 1, change = excluded.change,
     owner_unit = CASE WHEN $6 THEN $2 ELSE e.owner_unit END, class_code = CASE WHEN $6 THEN $3 ELSE e.class_code END`,
  { takes: [uuid, text, text, int, orNull(int), bool] },
);
const PUT_VERSION = statement(
  `INSERT INTO knowledge_version (entry_id, version, state, content, written_by, approved_by, published_by, published_at, review_by,
     reason, changed_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
   ON CONFLICT (entry_id, version) DO UPDATE SET state = $3, content = $4, written_by = $5, approved_by = $6, published_by = $7,
     published_at = $8, review_by = $9, reason = $10, changed_at = $11`,
  {
    takes: [
      ...([uuid, int, text, jsonb(), jsonb(), orNull(jsonb()), orNull(jsonb())] as const),
      ...([orNull(instant), orNull(instant), orNull(text), instant] as const),
    ],
  },
);
const SUPERSEDE = statement(
  `UPDATE knowledge_version SET state = 'superseded', changed_at = $3
   WHERE entry_id = $1 AND version <> $2 AND state = 'published'`,
  { takes: [uuid, int, instant] },
);
const LIST = composedStatement('knowledge', ENTRY_GIVES);

export function createKnowledgeStore(pool: pg.Pool): KnowledgeStore {
  return {
    async find(id, version) {
      const [row] = await FIND.rows(pool, [id, version ?? null]);
      return row ? entryOf(row) : null;
    },

    versions: async (id) => (await VERSIONS.rows(pool, [id])).map(entryOf),

    async list(filter) {
      const values: unknown[] = [];
      const given = (value: unknown): string => `$${values.push(value)}`;
      const { unit, classes, state, now, before, limit } = filter;
      const where = [
        ...(unit === undefined ? [] : [`e.owner_unit = ${given(unit)}`]),
        ...(classes === undefined ? [] : [`e.class_code = ANY(${given(classes)}::text[])`]),
        ...(before === null ? [] : [`e.change < ${given(before)}::bigint`]),
        ...(state === undefined ? [] : [inState(state, now, given)]),
        'TRUE',
      ];
      const sql = `SELECT ${ENTRY_COLUMNS} ${FROM} AND v.version = e.newest WHERE ${where.join(' AND ')}
        ORDER BY e.change DESC LIMIT ${given(limit)}::int`;
      return (await LIST.rows(pool, sql, values)).map(entryOf);
    },

    change: (id, version, settling, decide) =>
      inTransaction(pool, async (client) => {
        await alone(client);
        return changed(client, { id, version, decide }, settling);
      }),

    changeAll: (changes, settling) =>
      inTransaction(pool, async (client) => {
        await alone(client);
        for (const { id, decide } of changes) await changed(client, { id, version: null, decide }, settling);
      }),

    changedSince: async (change, limit) => (await CHANGED.rows(pool, [change, limit])).map(entryOf),
    lastChange: async () => (await LAST.rows(pool, []))[0]?.change ?? '0',
  };
}

async function changed(
  client: pg.PoolClient,
  {
    id,
    version,
    decide,
  }: { id: string; version: number | null; decide: (before: KeptEntry | null) => EntryVersion | null },
  settling: Settling,
): Promise<KeptEntry | null> {
  const { at } = settling;
  const [row] = await FIND.rows(client, [id, version]);
  const before = row ? entryOf(row) : null;
  const after = decide(before);
  if (after === null) return before;
  const { content } = after;
  const newest = Math.max(before?.newest ?? 0, after.version);
  // What is read out goes on to be, while the next version is written and reviewed.
  const isServed = after.state === 'published';
  const served = isServed ? after.version : before?.served === after.version ? null : (before?.served ?? null);
  const isNewest = after.version === newest;
  await PUT_ENTRY.run(client, [id, content.ownerUnit, content.classCode, newest, served, isNewest]);
  if (isServed) await SUPERSEDE.run(client, [id, after.version, at]);
  await PUT_VERSION.run(client, [
    ...([id, after.version, after.state, JSON.stringify(content), JSON.stringify(after.writtenBy)] as const),
    ...([jsonOrNull(after.approvedBy), jsonOrNull(after.publishedBy)] as const),
    ...([after.publishedAt, after.reviewBy, after.reason, at] as const),
  ]);
  await settleEntry(client, id, settling);
  await settleScenesTo(client, id, settling);
  const [kept] = await FIND.rows(client, [id, after.version]);
  return kept ? entryOf(kept) : null;
}

/** What time alone makes of what is published, as `entryState` has it. */
function inState(state: EntryState, now: Date, given: (value: unknown) => string): string {
  const until = `(v.content->>'until')::timestamptz`;
  const from = (at: Date): string => `${given(at)}::timestamptz`;
  const soon = new Date(now.getTime() + EXPIRING_FOR_MS);
  if (state === 'expired') return `v.state = 'published' AND ${until} <= ${from(now)}`;
  if (state === 'expiring') return `v.state = 'published' AND ${until} > ${from(now)} AND ${until} <= ${from(soon)}`;
  if (state === 'published')
    return `v.state = 'published' AND (v.content->>'until' IS NULL OR ${until} > ${from(soon)})`;
  return `v.state = ${given(state)}`;
}

function jsonOrNull(value: object | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
