import { randomUUID } from 'node:crypto';
import { RING_BACK_WITHIN_MS, type MissedCall, type RingBackOutcome } from '../../domain/call/missed-call.js';
import type { NoticeRow } from '../../domain/notice/notice-rows.js';
import { noticesAsJson, TOLD } from '../notice/notice-rows.js';
import { bool, instant, int, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type Queryable, type RowOf } from '../postgres/statement.js';

export const MISSED_COLUMNS =
  'm.id, m.times, m.first_at, m.last_at, m.due_at, m.claimed_by, m.claimed_until, m.ended_at, m.ended_by, m.outcome';
export const MISSED_GIVES = {
  ...{ id: uuid, times: int, first_at: instant, last_at: instant, due_at: instant },
  ...{ claimed_by: orNull(text), claimed_until: orNull(instant) },
  ...{ ended_at: orNull(instant), ended_by: orNull(text), outcome: orNull(textOf<RingBackOutcome>()) },
};

export function missedOf(row: RowOf<typeof MISSED_GIVES>): MissedCall {
  const { id, times, outcome } = row;
  return {
    ...{ id, times, outcome, firstAt: row.first_at, lastAt: row.last_at, dueAt: row.due_at },
    ...{ claimedBy: row.claimed_by, claimedUntil: row.claimed_until },
    ...{ endedAt: row.ended_at, endedBy: row.ended_by },
  };
}

/** Who is told that somebody waits to be rung back. */
export type TellsOfMissed = (missed: Pick<MissedCall, 'id' | 'firstAt' | 'dueAt'>) => readonly NoticeRow[];

/** A call as far as it counts for who was missed. */
export interface CountedCall {
  readonly id: string;
  readonly callerId: string;
  readonly missedId: string | null;
  readonly isMissed: boolean;
  readonly answeredAt: Date | null;
  readonly endedAt: Date | null;
}

const ANSWERED_SINCE = statement(
  'SELECT EXISTS (SELECT FROM call WHERE caller_id = $1 AND answered_at > $2) AS answered',
  { takes: [uuid, instant], gives: { answered: bool } },
);
const OPEN = statement(
  `INSERT INTO missed_call (id, caller_id, times, first_at, last_at, due_at) VALUES ($1, $2, 1, $3, $3, $4)
   ON CONFLICT (caller_id) WHERE ended_at IS NULL DO UPDATE SET times = missed_call.times + 1,
     first_at = least(missed_call.first_at, excluded.first_at), last_at = greatest(missed_call.last_at, excluded.last_at)
   RETURNING id`,
  { takes: [uuid, uuid, instant, instant], gives: { id: uuid } },
);
const COUNT_FOR = statement('UPDATE call SET missed_id = $2 WHERE id = $1', { takes: [text, orNull(uuid)] });
const ONE_LESS = statement('UPDATE missed_call SET times = times - 1 WHERE id = $1 AND times > 1', { takes: [uuid] });
const END_ALONE = statement(
  `UPDATE missed_call SET ended_at = $2, outcome = 'calledAgain' WHERE id = $1 AND ended_at IS NULL`,
  { takes: [uuid, instant] },
);
const SETTLE = statement(
  `UPDATE missed_call SET ended_at = $2, outcome = 'calledAgain' WHERE caller_id = $1 AND ended_at IS NULL AND last_at <= $2`,
  { takes: [uuid, instant] },
);

/**
 * Counts a call for who was missed, or settles that, as it is known now. Only while nobody else writes of this caller;
 * safe to repeat.
 */
export async function countMissed(database: Queryable, call: CountedCall, tells: TellsOfMissed): Promise<void> {
  const { id, callerId, missedId, isMissed, answeredAt, endedAt } = call;
  if (isMissed && endedAt !== null && missedId === null) {
    // It is told late: they were spoken with meanwhile.
    if ((await ANSWERED_SINCE.rows(database, [callerId, endedAt]))[0]?.answered) return;
    const made = randomUUID();
    const dueAt = new Date(endedAt.getTime() + RING_BACK_WITHIN_MS);
    const [open] = await OPEN.rows(database, [made, callerId, endedAt, dueAt]);
    await COUNT_FOR.run(database, [id, open?.id ?? made]);
    if (open?.id === made)
      await TOLD.run(database, [made, noticesAsJson(tells({ id: made, firstAt: endedAt, dueAt }))]);
    return;
  }
  if (answeredAt === null) return;
  if (missedId !== null) {
    await COUNT_FOR.run(database, [id, null]);
    // Somebody had answered it, and its end was told first.
    if ((await ONE_LESS.run(database, [missedId])) === 0) await END_ALONE.run(database, [missedId, answeredAt]);
  }
  await SETTLE.run(database, [callerId, answeredAt]);
}
