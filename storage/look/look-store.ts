import type pg from 'pg';
import { VIEW_SPANS, type Views } from '../../domain/look/brake.js';
import type { Look, LookField, LookWay } from '../../domain/look/look.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import {
  bigint,
  bool,
  bytes,
  instant,
  int,
  json,
  jsonb,
  listOf,
  orNull,
  text,
  textOf,
  uuid,
} from '../postgres/kinds.js';
import { composedStatement, statement, type RowOf } from '../postgres/statement.js';
import type { LookSeals } from './look-seals.js';

export interface LookQuestion {
  readonly ticket?: string | undefined;
  readonly actor?: string | undefined;
  /** Of people in these units. */
  readonly units?: readonly string[] | undefined;
  readonly field?: LookField | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  /** The id of the last one of the page before. */
  readonly before: string | null;
  readonly limit: number;
}

export interface KeptLook extends Look {
  readonly id: string;
}

export interface LookStore {
  /**
   * Keeps them, in one statement with those of others that came while the last one was under way. Resolves once they
   * are kept, with the views of each who has looked at protected content; rejects when they may not have been.
   * The disk is not waited for: see `makeSure`.
   */
  keep(looks: readonly Look[]): Promise<ReadonlyMap<string, Views>>;
  /**
   * Writes again what PostgreSQL forgot in a crash, of what this process kept and no block has linked yet; tells how
   * many. A block waits for the disk, and what it links was written before it.
   */
  makeSure(): Promise<number>;
  /** Newest first. */
  list(question: LookQuestion): Promise<KeptLook[]>;
}

/** Whoever links looks waits for those who write, and they for it: for as long as it takes to ask for the last id. */
export const LOOKS_LOCK = 4_711_001;

/**
 * Ids are handed out under a lock that all who write share. Whoever holds it alone knows that nothing with a smaller id
 * is still to come. The last row names the ids that were handed out.
 */
const PUT = `
WITH held AS MATERIALIZED (
  SELECT set_config('synchronous_commit', 'off', true), pg_advisory_xact_lock_shared(${LOOKS_LOCK})::text AS lock
), put AS (
  INSERT INTO look (at, actor_id, actor_role, actor_unit, by_key, session, address, ticket_id, guarded, how, fields, masked,
    purpose, weight, tag)
  SELECT x.at, x.actor, x.role, x.unit, x.key, x.session, x.address, x.ticket, x.guarded, x.how, x.fields, x.masked,
    x.purpose, x.weight, decode(x.tag, 'hex')
  FROM held, json_to_recordset($1::json) AS x(at timestamptz, actor text, role text, unit text, key text, session text,
    address text, ticket uuid, guarded bool, how text, fields text[], masked text[], purpose text, weight int, tag text)
  RETURNING id
)`;
/** Most answers are no view of anything protected. */
const KEEP = statement(`${PUT} SELECT array_agg(id ORDER BY id) AS ids FROM put`, {
  name: 'keep-looks',
  takes: [json()],
  gives: { ids: orNull(listOf(bigint)) },
});
const KEEP_AND_COUNT = statement(
  `${PUT}
SELECT NULL AS ids, actor_id, COALESCE(sum(weight) FILTER (WHERE at > $3), 0)::int AS lately, min(at) FILTER (WHERE at > $3) AS lately_since,
  COALESCE(sum(weight), 0)::int AS in_all, min(at) AS in_all_since
FROM look WHERE actor_id = ANY($2::text[]) AND at > $4 AND weight > 0 GROUP BY actor_id
UNION ALL SELECT array_agg(id ORDER BY id), NULL, NULL, NULL, NULL, NULL FROM put`,
  {
    name: 'keep-looks-and-count',
    takes: [json(), listOf(text), instant, instant],
    gives: {
      ids: orNull(listOf(bigint)),
      actor_id: orNull(text),
      lately: orNull(int),
      lately_since: orNull(instant),
      in_all: orNull(int),
      in_all_since: orNull(instant),
    },
  },
);

/** After a crash an id may be handed out again: the tag tells whose it is. */
const STILL_THERE = statement(
  `
SELECT kept.tag, kept.id <= (SELECT COALESCE(max(last_id), 0) FROM look_block) AS linked,
  EXISTS (SELECT 1 FROM look WHERE look.id = kept.id AND look.tag = decode(kept.tag, 'hex')) AS here
FROM jsonb_to_recordset($1::jsonb) AS kept(id bigint, tag text)`,
  { takes: [jsonb()], gives: { tag: text, linked: bool, here: bool } },
);

export const LOOK_COLUMNS =
  'id, at, actor_id, actor_role, actor_unit, by_key, session, address, ticket_id, guarded, how, fields, masked, purpose, weight, tag';
export const LOOK_GIVES = {
  id: bigint,
  at: instant,
  actor_id: text,
  actor_role: textOf<Role>(),
  actor_unit: orNull(text),
  by_key: orNull(text),
  session: orNull(text),
  address: orNull(text),
  ticket_id: orNull(uuid),
  guarded: bool,
  how: textOf<LookWay>(),
  fields: listOf(textOf<LookField>()),
  masked: listOf(textOf<LookField>()),
  purpose: orNull(text),
  weight: int,
  tag: bytes,
};
export type LookRow = RowOf<typeof LOOK_GIVES>;

const LIST = composedStatement('looks', LOOK_GIVES);

interface Waiting {
  readonly looks: readonly Look[];
  readonly kept: (views: ReadonlyMap<string, Views>) => void;
  readonly failed: (error: unknown) => void;
}

type Written = ReturnType<typeof asWritten>;

/** So many rows go in one statement. */
const MOST_AT_ONCE = 2_000;

export function createLookStore(pool: pg.Pool, seals: LookSeals): LookStore {
  let waiting: Waiting[] = [];
  let writing = false;
  /** By tag: rows that no block has linked yet, as far as is known here. */
  const unlinked = new Map<string, { readonly id: string; readonly row: Written }>();

  async function write(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = taken();
      try {
        const views = await insert(batch.flatMap(({ looks }) => looks));
        for (const { kept } of batch) kept(views);
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    writing = false;
  }

  function taken(): Waiting[] {
    let rows = 0;
    const most = waiting.findIndex(({ looks }) => (rows += looks.length) > MOST_AT_ONCE);
    const batch = most === -1 ? waiting : waiting.slice(0, Math.max(1, most));
    waiting = waiting.slice(batch.length);
    return batch;
  }

  async function insert(looks: readonly Look[]): Promise<Map<string, Views>> {
    const newest = Math.max(...looks.map(({ at }) => Date.parse(at)));
    const counted = [...new Set(looks.filter(({ weight }) => weight > 0).map(({ actor }) => actor.id))];
    const rows = await put(
      looks.map((look) => asWritten(look, seals)),
      counted,
      newest,
    );
    const before = new Map(rows.map((row) => [row.actor_id, row]));
    // The statement does not see the rows that it writes.
    const viewsOf = (id: string): Views => {
      const row = before.get(id);
      const own = looks.reduce((sum, { actor, weight }) => sum + (actor.id === id ? weight : 0), 0);
      const counting = (views: number, since: Date | null) => ({
        views: views + own,
        since: since?.getTime() ?? newest,
      });
      return {
        tenMinutes: counting(row?.lately ?? 0, row?.lately_since ?? null),
        hour: counting(row?.in_all ?? 0, row?.in_all_since ?? null),
      };
    };
    return new Map(counted.map((id) => [id, viewsOf(id)]));
  }

  async function put(written: readonly Written[], counted: string[], newest: number) {
    const looks = JSON.stringify(written);
    if (counted.length === 0) {
      noteUnlinked(written, await KEEP.rows(pool, [looks]));
      return [];
    }
    const rows = await KEEP_AND_COUNT.rows(pool, [
      ...([looks, counted] as const),
      ...([new Date(newest - VIEW_SPANS.tenMinutes), new Date(newest - VIEW_SPANS.hour)] as const),
    ]);
    noteUnlinked(written, rows);
    return rows;
  }

  /** Ids are handed out in the order in which the looks were given. */
  function noteUnlinked(
    written: readonly Written[],
    rows: readonly { readonly ids: readonly string[] | null }[],
  ): void {
    const ids = rows.find((row) => row.ids !== null)?.ids ?? [];
    for (const [nth, id] of ids.entries()) {
      const row = written[nth];
      if (row) unlinked.set(row.tag, { id, row });
    }
  }

  return {
    async makeSure() {
      if (unlinked.size === 0) return 0;
      const rows = await STILL_THERE.rows(pool, [JSON.stringify([...unlinked].map(([tag, { id }]) => ({ id, tag })))]);
      const lost = rows.flatMap(({ tag, here }) => (here ? [] : (unlinked.get(tag)?.row ?? [])));
      if (lost.length > 0) await put(lost, [], 0);
      for (const { tag, linked, here } of rows) if (linked && here) unlinked.delete(tag);
      return lost.length;
    },

    keep(looks) {
      return new Promise((kept, failed) => {
        waiting.push({ looks, kept, failed });
        if (!writing) void write();
      });
    },

    async list({ ticket, actor, units, field, from, to, before, limit }) {
      const values: unknown[] = [];
      const given = (value: unknown): string => `$${values.push(value)}`;
      const where = [
        ...(ticket === undefined ? [] : [`ticket_id = ${given(ticket)}::uuid`]),
        ...(actor === undefined ? [] : [`actor_id = ${given(actor)}`]),
        ...(units === undefined ? [] : [`actor_unit = ANY(${given(units)}::text[])`]),
        ...(field === undefined ? [] : [`(fields || masked) @> ${given([field])}::text[]`]),
        ...(from === undefined ? [] : [`at >= ${given(from)}::timestamptz`]),
        ...(to === undefined ? [] : [`at < ${given(to)}::timestamptz`]),
        ...(before === null ? [] : [`id < ${given(before)}::bigint`]),
        'TRUE',
      ];
      const sql = `SELECT ${LOOK_COLUMNS} FROM look WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT ${given(limit)}::int`;
      return (await LIST.rows(pool, sql, values)).map(lookOf);
    },
  };
}

function asWritten(look: Look, seals: LookSeals) {
  const { actor, ...same } = look;
  return { ...same, actor: actor.id, role: actor.role, unit: actor.unit, tag: seals.tagOf(look).toString('hex') };
}

export function lookOf(row: LookRow): KeptLook {
  const { id, session, address, guarded, how, fields, masked, purpose, weight } = row;
  return {
    ...{ id, session, address, guarded, how, fields, masked, purpose, weight },
    at: row.at.toISOString(),
    actor: { id: row.actor_id, role: row.actor_role, unit: row.actor_unit },
    key: row.by_key,
    ticket: row.ticket_id,
  };
}
