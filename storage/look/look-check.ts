import type pg from 'pg';
import { bigint, instant, orNull, text } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { BLOCK_COLUMNS, BLOCK_GIVES, blockOf, markOf, type Block } from './look-chain.js';
import type { LookHeads } from './look-heads.js';
import { MARK_BYTES, type LookSeals } from './look-seals.js';
import { LOOK_COLUMNS, LOOK_GIVES, lookOf, type LookRow } from './look-rows.js';

/** What is wrong with the trail, in one word; what each means stands in `docs/operations.md`. */
export type LookFault =
  | 'look-edited'
  | 'look-removed'
  | 'look-inserted'
  | 'look-late'
  | 'look-unlinked'
  | 'block-edited'
  | 'block-removed'
  | 'truncated'
  | 'rewritten'
  | 'head-edited';

export interface LookFinding {
  readonly fault: LookFault;
  readonly day: string | null;
  /** The number of a block within its day. */
  readonly block: number | null;
  /** The id of a look. */
  readonly look: string | null;
  /** Where in the second place. */
  readonly at: string | null;
}

export interface LookVerdict {
  readonly days: number;
  readonly blocks: number;
  readonly looks: number;
  /** Heads in the second place, against which the blocks were held. */
  readonly heads: number;
  readonly findings: readonly LookFinding[];
}

/** Looks are linked within seconds; so much later, something is wrong. */
const LATE_MS = 3_600_000;
const UNLINKED_MS = 600_000;
const BLOCKS_AT_A_TIME = 50;
const LOOKS_AT_A_TIME = 5_000;

const BLOCKS = statement(
  `SELECT ${BLOCK_COLUMNS} FROM look_block WHERE last_id > $1 AND ($2::text IS NULL OR day = $2::text::date)
   ORDER BY last_id LIMIT ${BLOCKS_AT_A_TIME}`,
  { takes: [bigint, orNull(text)], gives: BLOCK_GIVES },
);
/** The block before the first of a day, whatever day it is of. */
const BEFORE = statement(
  `SELECT ${BLOCK_COLUMNS} FROM look_block
   WHERE last_id < (SELECT min(last_id) FROM look_block WHERE day = $1::text::date) ORDER BY last_id DESC LIMIT 1`,
  { takes: [text], gives: BLOCK_GIVES },
);
const LOOKS = statement(
  `SELECT ${LOOK_COLUMNS} FROM look WHERE id > $1 AND ($2::bigint IS NULL OR id <= $2) ORDER BY id LIMIT ${LOOKS_AT_A_TIME}`,
  { takes: [bigint, orNull(bigint)], gives: LOOK_GIVES },
);
const OLD_UNLINKED = statement('SELECT id FROM look WHERE id > $1 AND at < $2 ORDER BY id', {
  takes: [bigint, instant],
  gives: { id: bigint },
});

/**
 * Goes through the trail, all of it or one day, and says which rows were edited, removed, inserted or copied, which
 * blocks, and where the end was cut off that the heads in the second place tell of.
 */
export async function checkLooks(
  { pool, seals, heads, clock }: CheckDeps,
  { day = null }: { readonly day?: string | null } = {},
): Promise<LookVerdict> {
  const findings: LookFinding[] = [];
  const found = (fault: LookFault, of: Partial<LookFinding>): void => {
    findings.push({ fault, day: null, block: null, look: null, at: null, ...of });
  };
  const kept = new Map<string, string>();
  const days = new Set<string>();
  const marks = new Set<string>();
  let looks = 0;
  let [before] = day === null ? [undefined] : (await BEFORE.rows(pool, [day])).map(blockOf);
  const first = before?.lastId ?? '0';
  for (let after = first; ;) {
    const blocks = (await BLOCKS.rows(pool, [after, day])).map(blockOf);
    for (const block of blocks) {
      if (!days.has(block.day)) marks.clear();
      days.add(block.day);
      kept.set(`${block.day} ${block.number}`, block.head.toString('hex'));
      checkBlock(block, before);
      looks += await checkLooksOf(block, before?.lastId ?? '0');
      before = block;
    }
    const last = blocks.at(-1);
    if (!last) break;
    after = last.lastId;
  }
  if (day === null) await checkTail(before?.lastId ?? '0');
  const held = await checkHeads();
  return { days: days.size, blocks: kept.size, looks, heads: held, findings };

  function checkBlock(block: Block, previous: Block | undefined): void {
    const of = { day: block.day, block: block.number };
    if (!seals.isHeadOf({ ...block, madeAt: block.madeAt.toISOString() }, block.head)) found('block-edited', of);
    const next = previous?.day === block.day ? previous.number + 1 : 1;
    const goesOn = previous ? block.previous.equals(previous.head) : seals.isBeginning(block.previous);
    if (block.number !== next || !goesOn) found('block-removed', of);
  }

  /** The rows of a block, and whatever else lies among them. */
  async function checkLooksOf(block: Block, from: string): Promise<number> {
    const { day: ofDay, number, madeAt } = block;
    const linked = new Map(
      block.looks.map((id, place) => [id, block.marks.subarray(place * MARK_BYTES, (place + 1) * MARK_BYTES)]),
    );
    let seen = 0;
    for await (const row of rowsBetween(from, block.lastId)) {
      seen += 1;
      const of = { day: ofDay, block: number, look: row.id };
      const mark = linked.get(row.id);
      linked.delete(row.id);
      const own = markOf(row.tag).toString('hex');
      if (mark === undefined || marks.has(own)) found('look-inserted', of);
      else if (own !== mark.toString('hex') || !seals.isTagOf(lookOf(row), row.tag)) found('look-edited', of);
      else if (madeAt.getTime() - row.at.getTime() > LATE_MS) found('look-late', of);
      marks.add(own);
    }
    for (const id of linked.keys()) found('look-removed', { day: ofDay, block: number, look: id });
    return seen;
  }

  async function* rowsBetween(from: string, to: string | null): AsyncGenerator<LookRow> {
    for (let after = from; ;) {
      const rows = await LOOKS.rows(pool, [after, to]);
      yield* rows;
      const last = rows.at(-1);
      if (!last || rows.length < LOOKS_AT_A_TIME) return;
      after = last.id;
    }
  }

  /** What is not linked yet can be edited unseen by the blocks, and not by its own tag. */
  async function checkTail(from: string): Promise<void> {
    for await (const row of rowsBetween(from, null)) {
      looks += 1;
      if (!seals.isTagOf(lookOf(row), row.tag)) found('look-edited', { look: row.id });
    }
    const old = await OLD_UNLINKED.rows(pool, [from, new Date(clock() - UNLINKED_MS)]);
    for (const { id } of old) found('look-unlinked', { look: id });
  }

  async function checkHeads(): Promise<number> {
    const written = await heads.read(day ?? undefined);
    for (const { file, line } of written.bad) found('head-edited', { at: `${file}:${line}` });
    for (const { day: ofDay, number, head, last } of written.heads) {
      const of = { day: ofDay, block: number };
      const now = kept.get(`${ofDay} ${number}`);
      if (now === undefined) found('truncated', of);
      else if (now !== head) found('rewritten', of);
      else if (last && kept.has(`${ofDay} ${number + 1}`)) found('rewritten', { day: ofDay, block: number + 1 });
    }
    return written.heads.length;
  }
}

export interface CheckDeps {
  readonly pool: pg.Pool;
  readonly seals: LookSeals;
  readonly heads: Pick<LookHeads, 'read'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}
