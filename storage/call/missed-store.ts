import type pg from 'pg';
import type { MissedCall, SaidOutcome } from '../../domain/call/missed-call.js';
import { bytes, instant, int, text, uuid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { noticesAsJson, TOLD } from '../notice/notice-rows.js';
import { numberIn, type CallerKeys } from './callers.js';
import { MISSED_COLUMNS, MISSED_GIVES, missedOf, type TellsOfMissed } from './missed-rows.js';

/** With the number that is to be rung, for whoever claims it. */
export interface NumberedMissedCall extends MissedCall {
  readonly phone: string;
  readonly callerId: string;
}

export interface MissedCallStore {
  /** Those that wait, the soonest due first. */
  waiting(limit: number): Promise<NumberedMissedCall[]>;
  /** Those that are done, the newest first. */
  ended(since: Date, limit: number): Promise<NumberedMissedCall[]>;
  find(id: string): Promise<NumberedMissedCall | null>;
  /** Gives it to this person, if `decide` lets it; `null`: there is none. */
  claim(
    id: string,
    claim: { readonly by: string; readonly until: Date },
    decide: (missed: MissedCall) => void,
  ): Promise<NumberedMissedCall | null>;
  /** What became of it, if `decide` says that it is to be written; `null`: there is none. */
  end(
    id: string,
    end: { readonly by: string; readonly at: Date; readonly outcome: SaidOutcome },
    decide: (missed: MissedCall) => boolean,
  ): Promise<NumberedMissedCall | null>;
  /** Tells of those that are late and of which nobody was told; at most so many. Answers how many there were. */
  tellLate(now: Date, most: number, tells: TellsOfMissed): Promise<number>;
}

const COLUMNS = `${MISSED_COLUMNS}, r.id AS caller_id, r.number_sealed`;
const GIVES = { ...MISSED_GIVES, caller_id: uuid, number_sealed: bytes };
const FROM = 'FROM missed_call m JOIN caller r ON r.id = m.caller_id';
const WAITING = statement(`SELECT ${COLUMNS} ${FROM} WHERE m.ended_at IS NULL ORDER BY m.due_at, m.id LIMIT $1::int`, {
  takes: [int],
  gives: GIVES,
});
const ENDED = statement(
  `SELECT ${COLUMNS} ${FROM} WHERE m.ended_at > $1 ORDER BY m.ended_at DESC, m.id DESC LIMIT $2::int`,
  { takes: [instant, int], gives: GIVES },
);
const FIND = statement(`SELECT ${COLUMNS} ${FROM} WHERE m.id = $1`, { takes: [uuid], gives: GIVES });
const TAKE = statement(`SELECT ${COLUMNS} ${FROM} WHERE m.id = $1 FOR UPDATE OF m`, { takes: [uuid], gives: GIVES });
const CLAIM = statement('UPDATE missed_call SET claimed_by = $2, claimed_until = $3 WHERE id = $1', {
  takes: [uuid, text, instant],
});
const END = statement('UPDATE missed_call SET ended_at = $2, ended_by = $3, outcome = $4 WHERE id = $1', {
  takes: [uuid, instant, text, text],
});
const LATE = statement(
  `UPDATE missed_call SET told = TRUE WHERE id = ANY(ARRAY(
     SELECT id FROM missed_call WHERE ended_at IS NULL AND NOT told AND due_at <= $1 ORDER BY due_at LIMIT $2::int FOR UPDATE SKIP LOCKED))
   RETURNING id, first_at, due_at`,
  { takes: [instant, int], gives: { id: uuid, first_at: instant, due_at: instant } },
);

export function createMissedCallStore(pool: pg.Pool, keys: CallerKeys): MissedCallStore {
  const numbered = (row: Awaited<ReturnType<typeof FIND.rows>>[number]): NumberedMissedCall => ({
    ...missedOf(row),
    callerId: row.caller_id,
    phone: numberIn(keys, row.caller_id, row.number_sealed),
  });
  const one = async (database: Queryable, found: typeof FIND, id: string): Promise<NumberedMissedCall | null> => {
    const [row] = await found.rows(database, [id]);
    return row ? numbered(row) : null;
  };
  return {
    waiting: async (limit) => (await WAITING.rows(pool, [limit])).map(numbered),
    ended: async (since, limit) => (await ENDED.rows(pool, [since, limit])).map(numbered),
    find: (id) => one(pool, FIND, id),

    claim: (id, { by, until }, decide) =>
      inTransaction(pool, async (client) => {
        const before = await one(client, TAKE, id);
        if (before === null) return null;
        decide(before);
        await CLAIM.run(client, [id, by, until]);
        return one(client, FIND, id);
      }),

    end: (id, { by, at, outcome }, decide) =>
      inTransaction(pool, async (client) => {
        const before = await one(client, TAKE, id);
        if (before === null || !decide(before)) return before;
        await END.run(client, [id, at, by, outcome]);
        return one(client, FIND, id);
      }),

    tellLate: (now, most, tells) =>
      inTransaction(pool, async (client) => {
        const late = await LATE.rows(client, [now, most]);
        for (const { id, first_at: firstAt, due_at: dueAt } of late)
          await TOLD.run(client, [id, noticesAsJson(tells({ id, firstAt, dueAt }))]);
        return late.length;
      }),
  };
}
