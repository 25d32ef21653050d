import type pg from 'pg';
import type { CallerFlag } from '../../domain/call/caller-flag.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { DECIDABLE_GIVES, decidableOf } from '../postgres/decidable.js';
import { bool, bytes, instant, int, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { flagContext } from '../secrets/sealed-columns.js';
import { numberIn, type CallerKeys } from './callers.js';

export interface KeptFlag extends CallerFlag {
  readonly callerId: string;
  readonly phone: string;
  readonly reason: string;
}

export interface CallerFlagStore {
  /** A second time by the same id changes nothing. */
  add(flag: {
    readonly id: string;
    readonly callerId: string;
    readonly reason: string;
    readonly by: Actor;
    readonly at: Date;
    readonly decideUntil: Date;
  }): Promise<void>;
  find(id: string): Promise<KeptFlag | null>;
  /** Those that wait or hold, newest first. */
  standing(now: Date, limit: number): Promise<KeptFlag[]>;
  decide(
    id: string,
    decision: { readonly by: Actor; readonly granted: boolean; readonly at: Date; readonly holdsUntil: Date | null },
  ): Promise<void>;
  withdraw(id: string, by: string, at: Date): Promise<void>;
  /** By caller, the one that holds longest. */
  holding(callers: readonly string[], now: Date): Promise<ReadonlyMap<string, KeptFlag>>;
}

const COLUMNS = `f.id, f.caller_id, f.words_sealed, f.asked_at, f.asked_by, f.asked_role, f.asked_unit, f.decide_until, f.decided_at,
  f.decided_by, f.decided_role, f.decided_unit, f.granted, f.withdrawn_at, f.holds_until, r.number_sealed`;
const GIVES = {
  ...DECIDABLE_GIVES,
  ...{ caller_id: uuid, words_sealed: bytes, holds_until: orNull(instant), number_sealed: bytes },
};
const FROM = 'FROM caller_flag f JOIN caller r ON r.id = f.caller_id';
const ADD = statement(
  `INSERT INTO caller_flag (id, caller_id, words_sealed, asked_at, asked_by, asked_role, asked_unit, decide_until)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
  { takes: [uuid, uuid, bytes, instant, text, text, orNull(text), instant] },
);
const FIND = statement(`SELECT ${COLUMNS} ${FROM} WHERE f.id = $1`, { takes: [uuid], gives: GIVES });
const STANDING = statement(
  `SELECT ${COLUMNS} ${FROM} WHERE f.withdrawn_at IS NULL AND (f.holds_until > $1 OR (f.granted IS NULL AND f.decide_until > $1))
   ORDER BY f.asked_at DESC, f.id DESC LIMIT $2::int`,
  { takes: [instant, int], gives: GIVES },
);
const DECIDE = statement(
  `UPDATE caller_flag SET decided_at = $2, decided_by = $3, decided_role = $4, decided_unit = $5, granted = $6, holds_until = $7
   WHERE id = $1 AND granted IS NULL AND withdrawn_at IS NULL AND decide_until > $2`,
  { takes: [uuid, instant, text, text, orNull(text), bool, orNull(instant)] },
);
const WITHDRAW = statement(
  'UPDATE caller_flag SET withdrawn_at = $3, withdrawn_by = $2 WHERE id = $1 AND withdrawn_at IS NULL',
  { takes: [uuid, text, instant] },
);
const HOLDING = statement(
  `SELECT ${COLUMNS} ${FROM} WHERE f.caller_id = ANY($1::uuid[]) AND f.withdrawn_at IS NULL AND f.granted AND f.holds_until > $2
   ORDER BY f.holds_until`,
  { takes: [listOf(uuid), instant], gives: GIVES },
);

export function createCallerFlagStore(pool: pg.Pool, keys: CallerKeys): CallerFlagStore {
  const { sealing } = keys;
  const kept = (row: RowOf<typeof GIVES>): KeptFlag => ({
    ...decidableOf(row),
    holdsUntil: row.holds_until,
    callerId: row.caller_id,
    phone: numberIn(keys, row.caller_id, row.number_sealed),
    reason: sealing.openUnderMaster(row.words_sealed, flagContext(row.id)) as string,
  });
  return {
    async add({ id, callerId, reason, by, at, decideUntil }) {
      const sealed = sealing.sealUnderMaster(reason, flagContext(id));
      await ADD.run(pool, [id, callerId, sealed, at, by.id, by.role, by.unit, decideUntil]);
    },

    async find(id) {
      const [row] = await FIND.rows(pool, [id]);
      return row ? kept(row) : null;
    },

    standing: async (now, limit) => (await STANDING.rows(pool, [now, limit])).map(kept),

    async decide(id, { by, granted, at, holdsUntil }) {
      await DECIDE.run(pool, [id, at, by.id, by.role, by.unit, granted, holdsUntil]);
    },

    async withdraw(id, by, at) {
      await WITHDRAW.run(pool, [id, by, at]);
    },

    holding: async (callers, now) =>
      new Map((await HOLDING.rows(pool, [callers, now])).map((row) => [row.caller_id, kept(row)])),
  };
}
