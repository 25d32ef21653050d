import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { ErasureBasis, ErasureRequest, HoldBasis } from '../../domain/erasure/erasure-request.js';
import type { NoticeRow } from '../../domain/notice/notice-rows.js';
import type { Actor, ActorRole } from '../../domain/ticket/vocabulary.js';
import type { Noted } from '../admin/noun-store.js';
import { TOLD, noticesAsJson } from '../notice/notice-rows.js';
import { DECIDABLE_GIVES, decidableOf } from '../postgres/decidable.js';
import { bool, instant, int, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { inside, inTables } from '../postgres/prisma.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';

export interface LegalHold {
  readonly basis: HoldBasis;
  readonly at: Date;
  readonly by: string;
  readonly role: ActorRole;
}
/** As the trail of administrators tells it: a hold is named by the ticket that it keeps. */
export interface HoldOf extends Pick<LegalHold, 'basis'> {
  readonly id: string;
}

export interface ErasureStore {
  /** With the notices that tell those who decide of it. */
  add(request: ErasureRequest, told: readonly NoticeRow[]): Promise<void>;
  find(ticketId: string, id: string): Promise<ErasureRequest | null>;
  /** Newest first. */
  ofTicket(ticketId: string): Promise<ErasureRequest[]>;
  /** Decides it, if nobody has and it was not withdrawn. */
  decide(id: string, decision: { readonly by: Actor; readonly granted: boolean; readonly at: Date }): Promise<void>;
  /** Unless it was carried out. A second time changes nothing. */
  withdraw(id: string, by: string, at: Date): Promise<void>;
  /** Granted, and not carried out: whoever granted them died in between. */
  undone(limit: number): Promise<ErasureRequest[]>;
  /** `null`: nobody says that it must be kept. */
  hold(ticketId: string): Promise<LegalHold | null>;
  /** For this reason from now on; the same again changes nothing. */
  setHold(ticketId: string, hold: LegalHold, noted?: Noted<HoldOf>): Promise<void>;
  liftHold(ticketId: string, by: string, at: Date, noted?: Noted<HoldOf>): Promise<void>;
}

const COLUMNS = `id, ticket_id, basis, asked_at, asked_by, asked_role, asked_unit, decide_until, decided_at, decided_by, decided_role,
  decided_unit, granted, withdrawn_at, done_at`;
const GIVES = {
  ...DECIDABLE_GIVES,
  ticket_id: uuid,
  basis: textOf<ErasureBasis>(),
  done_at: orNull(instant),
};

const ADD = statement(
  `INSERT INTO erasure_request (id, ticket_id, basis, asked_at, asked_by, asked_role, asked_unit, decide_until)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  { takes: [uuid, uuid, text, instant, text, text, orNull(text), instant] },
);
const FIND = statement(`SELECT ${COLUMNS} FROM erasure_request WHERE ticket_id = $1 AND id = $2`, {
  takes: [uuid, uuid],
  gives: GIVES,
});
const OF_TICKET = statement(
  `SELECT ${COLUMNS} FROM erasure_request WHERE ticket_id = $1 ORDER BY asked_at DESC, id DESC LIMIT 200`,
  { takes: [uuid], gives: GIVES },
);
const DECIDE = statement(
  `UPDATE erasure_request SET decided_at = $2, decided_by = $3, decided_role = $4, decided_unit = $5, granted = $6
   WHERE id = $1 AND granted IS NULL AND withdrawn_at IS NULL AND decide_until > $2`,
  { takes: [uuid, instant, text, text, orNull(text), bool] },
);
const WITHDRAW = statement(
  `UPDATE erasure_request SET withdrawn_at = $3, withdrawn_by = $2
   WHERE id = $1 AND withdrawn_at IS NULL AND done_at IS NULL`,
  { takes: [uuid, text, instant] },
);
const UNDONE = statement(
  `SELECT ${COLUMNS} FROM erasure_request WHERE granted AND done_at IS NULL AND withdrawn_at IS NULL
   ORDER BY decided_at LIMIT $1::int`,
  { takes: [int], gives: GIVES },
);

const HOLD = statement(
  'SELECT basis, set_at, set_by, set_role FROM legal_hold WHERE ticket_id = $1 AND lifted_at IS NULL',
  {
    takes: [uuid],
    gives: { basis: textOf<HoldBasis>(), set_at: instant, set_by: text, set_role: textOf<ActorRole>() },
  },
);
const LOCK = statement('SELECT id FROM ticket WHERE id = $1 FOR UPDATE', { takes: [uuid], gives: { id: uuid } });
const SET_HOLD = statement(
  `INSERT INTO legal_hold (id, ticket_id, basis, set_at, set_by, set_role) VALUES ($1, $2, $3, $4, $5, $6)`,
  { takes: [uuid, uuid, text, instant, text, text] },
);
const LIFT_HOLD = statement(
  'UPDATE legal_hold SET lifted_at = $3, lifted_by = $2 WHERE ticket_id = $1 AND lifted_at IS NULL',
  { takes: [uuid, text, instant] },
);

export function createErasureStore(pool: pg.Pool): ErasureStore {
  return {
    async add({ id, ticket, basis, askedAt, askedBy, decideUntil }, told) {
      await inTransaction(pool, async (client) => {
        await ADD.run(client, [id, ticket, basis, askedAt, askedBy.id, askedBy.role, askedBy.unit, decideUntil]);
        await TOLD.run(client, [ticket, noticesAsJson(told)]);
      });
    },

    async find(ticketId, id) {
      const [row] = await FIND.rows(pool, [ticketId, id]);
      return row ? requestOf(row) : null;
    },

    ofTicket: async (ticketId) => (await OF_TICKET.rows(pool, [ticketId])).map(requestOf),

    async decide(id, { by, granted, at }) {
      await DECIDE.run(pool, [id, at, by.id, by.role, by.unit, granted]);
    },

    async withdraw(id, by, at) {
      await WITHDRAW.run(pool, [id, by, at]);
    },

    undone: async (limit) => (await UNDONE.rows(pool, [limit])).map(requestOf),

    async hold(ticketId) {
      const [row] = await HOLD.rows(pool, [ticketId]);
      return row ? { basis: row.basis, at: row.set_at, by: row.set_by, role: row.set_role } : null;
    },

    async setHold(ticketId, { basis, at, by, role }, noted) {
      await inTables(pool, async (tx) => {
        const client = inside(tx);
        // Whoever erases it holds the same lock: the hold is seen, or the ticket is gone already.
        await LOCK.rows(client, [ticketId]);
        const [before] = await HOLD.rows(client, [ticketId]);
        if (before?.basis === basis) return;
        await LIFT_HOLD.run(client, [ticketId, by, at]);
        await SET_HOLD.run(client, [randomUUID(), ticketId, basis, at, by, role]);
        const held = before ? { id: ticketId, basis: before.basis } : null;
        await noted?.(tx, held, { id: ticketId, basis });
      });
    },

    async liftHold(ticketId, by, at, noted) {
      await inTables(pool, async (tx) => {
        const client = inside(tx);
        await LOCK.rows(client, [ticketId]);
        const [before] = await HOLD.rows(client, [ticketId]);
        if (!before) return;
        await LIFT_HOLD.run(client, [ticketId, by, at]);
        await noted?.(tx, { id: ticketId, basis: before.basis }, null);
      });
    },
  };
}

function requestOf(row: RowOf<typeof GIVES>): ErasureRequest {
  return { ...decidableOf(row), ticket: row.ticket_id, basis: row.basis, doneAt: row.done_at };
}
