import type pg from 'pg';
import type { DataRequest } from '../../domain/data-request/data-request.js';
import type { NoticeRow } from '../../domain/notice/notice-rows.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { TOLD, noticesAsJson } from '../notice/notice-rows.js';
import { DECIDABLE_GIVES, decidableOf } from '../postgres/decidable.js';
import { bool, instant, listOf, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';

export interface DataDecision {
  readonly by: Actor;
  readonly granted: boolean;
  readonly at: Date;
  /** `null`: it is not granted. */
  readonly downloadUntil: Date | null;
}

export interface DataRequestStore {
  /** With the notices that tell those who decide of it, which name this ticket. */
  add(request: DataRequest, ticket: string, told: readonly NoticeRow[]): Promise<void>;
  find(id: string): Promise<DataRequest | null>;
  /** Newest first; of everybody, or of who asked. */
  newest(askedBy: string | null): Promise<DataRequest[]>;
  /** Decides it, if nobody has and it was not withdrawn. */
  decide(id: string, decision: DataDecision): Promise<void>;
  /** Unless it was downloaded. A second time changes nothing. */
  withdraw(id: string, by: string, at: Date): Promise<void>;
  /** Uses it up. Whether it could be used: of two who come at once one is first. */
  use(id: string, at: Date): Promise<boolean>;
}

const COLUMNS = `id, tickets, same_telephone, asked_at, asked_by, asked_role, asked_unit, decide_until, decided_at, decided_by,
  decided_role, decided_unit, granted, download_until, downloaded_at, withdrawn_at`;
const GIVES = {
  ...DECIDABLE_GIVES,
  tickets: listOf(uuid),
  same_telephone: listOf(uuid),
  download_until: orNull(instant),
  downloaded_at: orNull(instant),
};

const ADD = statement(
  `INSERT INTO data_request (id, tickets, same_telephone, asked_at, asked_by, asked_role, asked_unit, decide_until)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
  { takes: [uuid, listOf(uuid), listOf(uuid), instant, text, text, orNull(text), instant] },
);
const FIND = statement(`SELECT ${COLUMNS} FROM data_request WHERE id = $1`, { takes: [uuid], gives: GIVES });
const NEWEST = statement(`SELECT ${COLUMNS} FROM data_request ORDER BY asked_at DESC, id DESC LIMIT 200`, {
  takes: [],
  gives: GIVES,
});
const NEWEST_OF = statement(
  `SELECT ${COLUMNS} FROM data_request WHERE asked_by = $1 ORDER BY asked_at DESC, id DESC LIMIT 200`,
  { takes: [text], gives: GIVES },
);
const DECIDE = statement(
  `UPDATE data_request SET decided_at = $2, decided_by = $3, decided_role = $4, decided_unit = $5, granted = $6, download_until = $7
   WHERE id = $1 AND granted IS NULL AND withdrawn_at IS NULL AND decide_until > $2`,
  { takes: [uuid, instant, text, text, orNull(text), bool, orNull(instant)] },
);
const WITHDRAW = statement(
  `UPDATE data_request SET withdrawn_at = $3, withdrawn_by = $2
   WHERE id = $1 AND withdrawn_at IS NULL AND downloaded_at IS NULL`,
  { takes: [uuid, text, instant] },
);
const USE = statement(
  `UPDATE data_request SET downloaded_at = $2
   WHERE id = $1 AND granted AND withdrawn_at IS NULL AND downloaded_at IS NULL AND download_until > $2`,
  { takes: [uuid, instant] },
);

export function createDataRequestStore(pool: pg.Pool): DataRequestStore {
  return {
    async add({ id, tickets, sameTelephone, askedAt, askedBy, decideUntil }, ticket, told) {
      const by = [askedBy.id, askedBy.role, askedBy.unit] as const;
      await inTransaction(pool, async (client) => {
        await ADD.run(client, [id, tickets, sameTelephone, askedAt, ...by, decideUntil]);
        await TOLD.run(client, [ticket, noticesAsJson(told)]);
      });
    },

    async find(id) {
      const [row] = await FIND.rows(pool, [id]);
      return row ? requestOf(row) : null;
    },

    async newest(askedBy) {
      const rows = askedBy === null ? await NEWEST.rows(pool, []) : await NEWEST_OF.rows(pool, [askedBy]);
      return rows.map(requestOf);
    },

    async decide(id, { by, granted, at, downloadUntil }) {
      await DECIDE.run(pool, [id, at, by.id, by.role, by.unit, granted, downloadUntil]);
    },

    async withdraw(id, by, at) {
      await WITHDRAW.run(pool, [id, by, at]);
    },

    use: async (id, at) => (await USE.run(pool, [id, at])) > 0,
  };
}

function requestOf(row: RowOf<typeof GIVES>): DataRequest {
  return {
    ...decidableOf(row),
    tickets: row.tickets,
    sameTelephone: row.same_telephone,
    downloadUntil: row.download_until,
    downloadedAt: row.downloaded_at,
  };
}
