import type pg from 'pg';
import { chinaDate } from '../../domain/calendar/china-time.js';
import { bigint, bool, bytes, instant, int, listOf, orNull, text } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { LOOKS_LOCK } from './look-statements.js';
import { MARK_BYTES, type LookSeals } from './look-seals.js';

/** A block as it is kept. */
export interface Block {
  readonly day: string;
  readonly number: number;
  readonly looks: readonly string[];
  readonly marks: Buffer;
  readonly lastId: string;
  readonly previous: Buffer;
  readonly head: Buffer;
  readonly madeAt: Date;
}

/** As much of a block as the next one goes on from; a block names thousands of looks. */
export type BlockEnd = Pick<Block, 'day' | 'number' | 'lastId' | 'head'>;

/** One process links at a time. */
const LINKING_LOCK = 4_711_002;
/** A block of these is some 64 kB. */
const MOST_IN_A_BLOCK = 4_000;

const ALONE = statement(`SELECT pg_try_advisory_xact_lock(${LINKING_LOCK}) AS alone`, { gives: { alone: bool } });

/**
 * The newest id of all before which none is still to come. What this statement sees was written before it waited for
 * those who were writing then.
 */
const SETTLED = statement(
  `WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock(${LOOKS_LOCK})::text AS lock)
   SELECT (SELECT max(id) FROM look) AS id FROM held`,
  { name: 'settled-looks', gives: { id: orNull(bigint) } },
);

export const BLOCK_COLUMNS = 'day::text AS day, number, looks, marks, last_id, previous, head, made_at';
export const BLOCK_GIVES = {
  day: text,
  number: int,
  looks: listOf(bigint),
  marks: bytes,
  last_id: bigint,
  previous: bytes,
  head: bytes,
  made_at: instant,
};

const END_COLUMNS = 'day::text AS day, number, last_id, head';
const END_GIVES = { day: text, number: int, last_id: bigint, head: bytes };

const NEWEST = statement(`SELECT ${END_COLUMNS} FROM look_block ORDER BY last_id DESC LIMIT 1`, {
  name: 'newest-look-block',
  gives: END_GIVES,
});

const LAST_OF_DAY = statement(
  `SELECT ${END_COLUMNS} FROM look_block WHERE day = $1::text::date ORDER BY number DESC LIMIT 1`,
  { takes: [text], gives: END_GIVES },
);

const UNLINKED = statement(
  `SELECT id, substring(tag FROM 1 FOR ${MARK_BYTES}) AS mark FROM look WHERE id > $1 AND id <= $2 ORDER BY id
   LIMIT ${MOST_IN_A_BLOCK}`,
  { takes: [bigint, bigint], gives: { id: bigint, mark: orNull(bytes) } },
);

const ADD = statement(
  `INSERT INTO look_block (day, number, looks, marks, last_id, previous, head, made_at)
   VALUES ($1::text::date, $2, $3::bigint[], $4, $5, $6, $7, $8)`,
  { takes: [text, int, listOf(bigint), bytes, bigint, bytes, bytes, instant] },
);

export interface LookChain {
  /**
   * Links what was written and not linked yet, if nobody else is at it: one block, of the day that it is. Answers with
   * how many looks it linked.
   */
  link(): Promise<number>;
  /** The newest block; `null`: there is none yet. */
  newest(): Promise<BlockEnd | null>;
  /** The last block of a day; `null`: the day has none. */
  lastOf(day: string): Promise<BlockEnd | null>;
}

/** `clock`: milliseconds since 1970. */
export function createLookChain(pool: pg.Pool, seals: LookSeals, clock: () => number): LookChain {
  /** The newest id of which this process has seen that all up to it are linked. */
  let linked: string | null = null;

  return {
    async link() {
      const [settled] = await SETTLED.rows(pool, []);
      const upTo = settled?.id ?? null;
      // While nobody looks at anything, that one question is all there is to do.
      if (upTo === null || upTo === linked) return 0;
      const { looks, last } = await inTransaction(pool, async (client) => {
        if ((await ALONE.rows(client, []))[0]?.alone !== true) return { looks: 0, last: null };
        const before = endIn(await NEWEST.rows(client, []));
        const rows = await UNLINKED.rows(client, [before?.lastId ?? '0', upTo]);
        const last = rows.at(-1);
        if (!last) return { looks: 0, last: upTo };
        const madeAt = new Date(clock());
        // A clock that goes back does not begin a day anew.
        const today = chinaDate(madeAt);
        const day = before && before.day > today ? before.day : today;
        const words = {
          day,
          number: before?.day === day ? before.number + 1 : 1,
          looks: rows.map(({ id }) => id),
          marks: Buffer.concat(rows.map(({ mark }) => markOf(mark))),
          previous: before?.head ?? seals.beginning,
          madeAt: madeAt.toISOString(),
        };
        await ADD.run(client, [
          ...([day, words.number, words.looks, words.marks, last.id, words.previous] as const),
          ...([seals.headOf(words), madeAt] as const),
        ]);
        return { looks: rows.length, last: last.id };
      });
      if (last !== null) linked = last;
      return looks;
    },

    newest: async () => endIn(await NEWEST.rows(pool, [])),
    lastOf: async (day) => endIn(await LAST_OF_DAY.rows(pool, [day])),
  };
}

/** Of a row that somebody put there with less than a tag, as much as fills the place. */
export function markOf(mark: Uint8Array | null): Buffer {
  const whole = Buffer.alloc(MARK_BYTES);
  whole.set((mark ?? new Uint8Array()).subarray(0, MARK_BYTES));
  return whole;
}

export type BlockRow = RowOf<typeof BLOCK_GIVES>;

export function blockOf({ last_id, made_at, ...same }: BlockRow): Block {
  return { ...same, lastId: last_id, madeAt: made_at };
}

function endIn([row]: readonly RowOf<typeof END_GIVES>[]): BlockEnd | null {
  if (!row) return null;
  const { last_id: lastId, ...same } = row;
  return { ...same, lastId };
}
