import type pg from 'pg';
import type { Keys } from '../../config/key-ring.js';
import type { OwedRow } from '../../domain/ticket/worklist.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { bool, bytes, instant, int, json, jsonb, orNull, text, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import type { Sealing } from '../secrets/sealing.js';
import { createKeyedHash } from '../secrets/signature.js';
import { wordsOf } from '../ticket/ticket-row.js';
import { citizenIn, writtenIn, type WorklistEntry } from './worklist-views.js';

/** Something to do that may be given to somebody. */
export interface Waiting extends WorklistEntry {
  /** Of the citizen's telephone number, if it is about calling them. */
  readonly marks: readonly string[];
}

export interface LeaseWish {
  readonly kind: OwedRow['kind'];
  readonly holder: { readonly id: string; readonly name: string };
  readonly now: Date;
  readonly until: Date;
}

export interface WorkLeases {
  /** What this account was given and has not done; `null`: nothing. */
  mine(row: OwedRow, holder: string, now: Date): Promise<Waiting | null>;
  /** What waits and is given to nobody, soonest first. */
  waiting(row: OwedRow, after: Waiting | null, limit: number, now: Date): Promise<Waiting[]>;
  /**
   * Gives the first of these that is free: neither it nor its citizen is with anybody else. Whoever asks at the same
   * time waits a moment. `null`: none is free, or the account was given something else by now.
   */
  give(wish: LeaseWish, items: readonly Waiting[]): Promise<Waiting | null>;
  /** `false`: it was over. */
  renew(wish: LeaseWish, item: Pick<Waiting, 'ticketId'>): Promise<boolean>;
  /** Ends what the account was given of this kind. A second time ends nothing. */
  end(kind: OwedRow['kind'], holder: string): Promise<void>;
  /** Whether anything of this kind is with somebody else. */
  withOthers(kind: OwedRow['kind'], holder: string, now: Date): Promise<boolean>;
}

/** A lease is over when its time is, and when its clock does not run any more: whoever did it, by whichever way. */
const LIVE = (now: string): string => `l.until > ${now}
  AND EXISTS (SELECT FROM ticket_clock lc WHERE lc.ticket_id = l.ticket_id AND lc.id = l.clock_id AND lc.state = 'running')`;

const ITEM = `c.ticket_id, c.id AS clock_id, c.due_at, t.snapshot, t.wrapped_key, t.content_sealed, t.citizen_sealed,
  ${wordsOf('redaction_seq')} AS redaction_sealed`;
const GIVES = {
  ticket_id: uuid,
  clock_id: text,
  due_at: instant,
  snapshot: json<TicketState>(),
  wrapped_key: orNull(bytes),
  content_sealed: orNull(bytes),
  citizen_sealed: orNull(bytes),
  redaction_sealed: orNull(bytes),
};

const MINE = statement(
  `SELECT ${ITEM}, l.holder_name, l.until FROM work_lease l JOIN ticket t ON t.id = l.ticket_id
   JOIN ticket_clock c ON c.ticket_id = l.ticket_id AND c.id = l.clock_id AND c.state = 'running'
   WHERE l.holder = $1 AND l.kind = $2 AND l.until > $3`,
  { takes: [text, text, instant], gives: { ...GIVES, holder_name: text, until: instant } },
);
const WAITING = statement(
  `SELECT ${ITEM} FROM ticket_clock c JOIN ticket t ON t.id = c.ticket_id
   WHERE c.key = $1 AND c.state = 'running'
     AND NOT EXISTS (SELECT FROM work_lease l WHERE l.ticket_id = c.ticket_id AND l.clock_id = c.id AND l.until > $2)
     AND ($3::jsonb IS NULL OR (c.due_at, c.ticket_id, c.id) > (($3->>0)::timestamptz, ($3->>1)::uuid, $3->>2))
   ORDER BY c.due_at, c.ticket_id, c.id LIMIT $4::int`,
  { takes: [text, instant, orNull(jsonb()), int], gives: GIVES },
);
/** Held to the end of the transaction: things are given one after the other, in all processes. */
const TURN = statement("SELECT pg_advisory_xact_lock(hashtext('work_lease')) IS NULL AS done", {
  gives: { done: orNull(bool) },
});
const FORGET = statement('DELETE FROM work_lease WHERE until <= $1', { takes: [instant] });
const GIVE = statement(
  `INSERT INTO work_lease (ticket_id, kind, clock_id, holder, holder_name, marks, until)
   SELECT given.ticket, $2, given.clock, $3, $4, given.marks, $5 FROM (
     SELECT (one->>'ticket')::uuid AS ticket, one->>'clock' AS clock,
       ARRAY(SELECT jsonb_array_elements_text(one->'marks')) AS marks, place
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS listed(one, place)) given
   WHERE EXISTS (SELECT FROM ticket_clock c WHERE c.ticket_id = given.ticket AND c.id = given.clock AND c.state = 'running')
     AND NOT EXISTS (SELECT FROM work_lease l WHERE l.kind = $2 AND ${LIVE('$6')}
       AND (l.holder = $3 OR l.ticket_id = given.ticket OR l.marks && given.marks))
   ORDER BY given.place LIMIT 1
   ON CONFLICT (ticket_id, kind) DO UPDATE SET clock_id = excluded.clock_id, holder = excluded.holder,
     holder_name = excluded.holder_name, marks = excluded.marks, until = excluded.until
   RETURNING ticket_id`,
  { takes: [jsonb(), text, text, text, instant, instant], gives: { ticket_id: uuid } },
);
const RENEW = statement(
  'UPDATE work_lease SET until = $4 WHERE ticket_id = $1 AND kind = $2 AND holder = $3 AND until > $5',
  { takes: [uuid, text, text, instant, instant] },
);
const END = statement('DELETE FROM work_lease WHERE kind = $1 AND holder = $2', { takes: [text, text] });
const OTHERS = statement(
  `SELECT l.ticket_id FROM work_lease l WHERE l.kind = $1 AND l.holder <> $2 AND ${LIVE('$3')} LIMIT 1`,
  { takes: [text, text, instant], gives: { ticket_id: uuid } },
);

export function createWorkLeases(pool: pg.Pool, sealing: Sealing, keys: Keys): WorkLeases {
  const marksOf = createKeyedHash(keys, 'telephone of who is called');

  function waitingOf({ kind }: OwedRow, row: RowOf<typeof GIVES>, leasedBy: Waiting['leasedBy'], now: Date): Waiting {
    const citizen = citizenIn(sealing, row);
    const phone = kind === 'toCallBack' ? (citizen?.phone ?? null) : null;
    return {
      kind,
      paused: false,
      dueAt: row.due_at.toISOString(),
      ticketId: row.ticket_id,
      clockId: row.clock_id,
      overdue: row.due_at < now,
      unit: null,
      state: row.snapshot,
      written: writtenIn(sealing, row),
      citizen,
      leasedBy,
      marks: phone === null ? [] : marksOf.all(phone).map((hash) => hash.toString('base64url')),
    };
  }

  return {
    async mine(row, holder, now) {
      const [found] = await MINE.rows(pool, [holder, row.kind, now]);
      return found ? waitingOf(row, found, { id: holder, name: found.holder_name, until: found.until }, now) : null;
    },

    async waiting(row, after, limit, now) {
      const place = after && JSON.stringify([after.dueAt, after.ticketId, after.clockId]);
      const rows = await WAITING.rows(pool, [row.clock, now, place, limit]);
      return rows.map((found) => waitingOf(row, found, null, now));
    },

    async give({ kind, holder, now, until }, items) {
      const given = items.map(({ ticketId: ticket, clockId: clock, marks }) => ({ ticket, clock, marks }));
      const row = await inTransaction(pool, async (client) => {
        await TURN.rows(client, []);
        await FORGET.run(client, [now]);
        const asked = [JSON.stringify(given), kind, holder.id, holder.name, until, now] as const;
        return (await GIVE.rows(client, asked))[0];
      });
      const item = items.find(({ ticketId }) => ticketId === row?.ticket_id);
      return item ? { ...item, leasedBy: { ...holder, until } } : null;
    },

    renew: async ({ kind, holder, now, until }, { ticketId }) =>
      (await RENEW.run(pool, [ticketId, kind, holder.id, until, now])) > 0,

    async end(kind, holder) {
      await END.run(pool, [kind, holder]);
    },

    withOthers: async (kind, holder, now) => (await OTHERS.rows(pool, [kind, holder, now])).length > 0,
  };
}
