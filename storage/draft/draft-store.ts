import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { bigint, bytes, instant, int, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { draftContext } from '../secrets/sealed-columns.js';
import type { Sealing } from '../secrets/sealing.js';

/** Which draft: the account's own, of one command to one ticket. */
export interface DraftName {
  readonly holder: string;
  /** `null`: a ticket that is not registered yet. */
  readonly ticketId: string | null;
  readonly command: string;
}

export interface DraftHead {
  readonly ticketId: string | null;
  readonly command: string;
  readonly version: number;
  /** Made with the draft: what comes of it is sent under this key, once however often. */
  readonly requestKey: string;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
}

export interface Draft extends DraftHead {
  readonly words: unknown;
}

export interface DraftStore {
  find(name: DraftName, now: Date): Promise<Draft | null>;
  /** All of an account, the last written first. */
  list(holder: string, now: Date): Promise<DraftHead[]>;
  /**
   * Writes over the version that was read, or any for `null`; version 0 is none yet. Answers with the draft, or with
   * the version that is there instead.
   */
  put(name: DraftName, words: unknown, expected: number | null, times: DraftTimes): Promise<Draft | { stale: number }>;
  /** A second time removes nothing. */
  remove(name: DraftName): Promise<void>;
  /** At most so many of those that are over; answers how many there were. */
  forget(now: Date, most: number): Promise<number>;
}

export interface DraftTimes {
  readonly now: Date;
  readonly expiresAt: Date;
}

const NO_TICKET = '00000000-0000-0000-0000-000000000000';
const HEAD = 'id, ticket_id, command, version, request_key, updated_at, expires_at';
const HEAD_GIVES = {
  id: uuid,
  ticket_id: uuid,
  command: text,
  version: int,
  request_key: text,
  updated_at: instant,
  expires_at: instant,
};
const FIND = statement(
  `SELECT ${HEAD}, words_sealed FROM draft WHERE holder = $1 AND ticket_id = $2 AND command = $3 AND expires_at > $4`,
  { takes: [text, uuid, text, instant], gives: { ...HEAD_GIVES, words_sealed: bytes } },
);
const LIST = statement(`SELECT ${HEAD} FROM draft WHERE holder = $1 AND expires_at > $2 ORDER BY updated_at DESC, id`, {
  takes: [text, instant],
  gives: HEAD_GIVES,
});
const TAKE = statement(
  'SELECT id, version, request_key FROM draft WHERE holder = $1 AND ticket_id = $2 AND command = $3 FOR UPDATE',
  { takes: [text, uuid, text], gives: { id: uuid, version: int, request_key: text } },
);
const ADD = statement(
  `INSERT INTO draft (id, holder, ticket_id, command, version, request_key, words_sealed, updated_at, expires_at)
   VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8) ON CONFLICT (holder, ticket_id, command) DO NOTHING`,
  { takes: [uuid, text, uuid, text, text, bytes, instant, instant] },
);
const CHANGE = statement(
  'UPDATE draft SET version = $2, words_sealed = $3, updated_at = $4, expires_at = $5 WHERE id = $1',
  { takes: [uuid, int, bytes, instant, instant] },
);
const REMOVE = statement('DELETE FROM draft WHERE holder = $1 AND ticket_id = $2 AND command = $3', {
  takes: [text, uuid, text],
});
/** Of who writes now, for whom it would count; those of others go by `forget`. */
const FORGET_OWN = statement('DELETE FROM draft WHERE holder = $1 AND expires_at <= $2', { takes: [text, instant] });
const FORGET_SOME = statement(
  `DELETE FROM draft WHERE ctid = ANY(ARRAY(
     SELECT ctid FROM draft WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2::int FOR UPDATE SKIP LOCKED))`,
  { takes: [instant, int] },
);
const COUNT = statement('SELECT count(*) AS n FROM draft WHERE holder = $1', { takes: [text], gives: { n: bigint } });

/** More than anybody writes at a time. */
export const MOST_DRAFTS = 200;

export class TooManyDrafts extends Error {
  override readonly name = 'TooManyDrafts';
}

export function createDraftStore(pool: pg.Pool, sealing: Sealing): DraftStore {
  const placeOf = ({ holder, ticketId, command }: DraftName) => [holder, ticketId ?? NO_TICKET, command] as const;
  return {
    async find(name, now) {
      const [row] = await FIND.rows(pool, [...placeOf(name), now]);
      return row ? { ...headOf(row), words: sealing.openUnderMaster(row.words_sealed, draftContext(row.id)) } : null;
    },

    list: async (holder, now) => (await LIST.rows(pool, [holder, now])).map(headOf),

    async put(name, words, expected, { now, expiresAt }) {
      await FORGET_OWN.run(pool, [name.holder, now]);
      return inTransaction(pool, async (client) => {
        const [there] = await TAKE.rows(client, placeOf(name));
        const version = there?.version ?? 0;
        if (expected !== null && expected !== version) return { stale: version };
        const id = there?.id ?? randomUUID();
        const requestKey = there?.request_key ?? randomUUID();
        const sealed = sealing.sealUnderMaster(words, draftContext(id));
        if (there) await CHANGE.run(client, [id, version + 1, sealed, now, expiresAt]);
        else {
          const [own] = await COUNT.rows(client, [name.holder]);
          if (Number(own?.n ?? 0) >= MOST_DRAFTS) throw new TooManyDrafts();
          const added = await ADD.run(client, [id, ...placeOf(name), requestKey, sealed, now, expiresAt]);
          // Another tab was first by a moment.
          if (added === 0) return { stale: 1 };
        }
        const { ticketId, command } = name;
        return { ticketId, command, version: version + 1, requestKey, updatedAt: now, expiresAt, words };
      });
    },

    forget: (now, most) => FORGET_SOME.run(pool, [now, most]),

    async remove(name) {
      await REMOVE.run(pool, placeOf(name));
    },
  };
}

function headOf(row: {
  readonly ticket_id: string;
  readonly command: string;
  readonly version: number;
  readonly request_key: string;
  readonly updated_at: Date;
  readonly expires_at: Date;
}): DraftHead {
  return {
    ticketId: row.ticket_id === NO_TICKET ? null : row.ticket_id,
    command: row.command,
    version: row.version,
    requestKey: row.request_key,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
  };
}
