import type pg from 'pg';
import {
  foldedCall,
  KEPT_FOR_MS,
  LIVES_AT_MOST_MS,
  MOST_EVENTS,
  STAYS_FOR_MS,
  type CallEvent,
  type CallEventName,
  type CallState,
  type FoldedCall,
} from '../../domain/call/call.js';
import { bytes, instant, int, listOf, orNull, sure, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { recordingContext } from '../secrets/sealed-columns.js';
import { knownCaller, numberIn, type CallerKeys } from './callers.js';
import { countMissed, type TellsOfMissed } from './missed-rows.js';

/** What a platform says of a call. */
export interface SaidOfCall {
  readonly call: string;
  readonly event: CallEventName;
  readonly at: Date;
  readonly agent: string | null;
  /** As it is kept; `null`: withheld. */
  readonly phone: string | null;
  readonly recording: string | null;
}

export interface StoredCall extends FoldedCall {
  readonly id: string;
  readonly callerId: string | null;
  /** `null`: withheld, or forgotten. */
  readonly phone: string | null;
  readonly recording: string | null;
}

/** A call that has not ended, by whose desk it is at. */
export interface LiveCall {
  readonly id: string;
  readonly account: string;
  readonly state: CallState;
}

export interface CallStore {
  /** Keeps it; `null`: this call has more events than a call has. The same again changes nothing. */
  say(said: SaidOfCall, tells: TellsOfMissed): Promise<{ readonly call: FoldedCall; readonly isNew: boolean } | null>;
  find(id: string): Promise<StoredCall | null>;
  /** At this person's desk now, or a moment ago, newest first. */
  atDesk(account: string, now: Date, limit: number): Promise<StoredCall[]>;
  live(now: Date): Promise<LiveCall[]>;
  /** Whose line it is from now on. `false`: there is no such account. */
  assign(line: {
    readonly agent: string;
    readonly account: string;
    readonly by: string;
    readonly at: Date;
  }): Promise<boolean>;
  /** The ticket keeps the call. A second time changes nothing. */
  keep(kept: { readonly ticket: string; readonly call: string; readonly by: string; readonly at: Date }): Promise<void>;
  /** Oldest first. */
  ofTicket(ticket: string): Promise<StoredCall[]>;
  /** At most so many calls that are old and that no ticket keeps, and who rang and has none left; answers how many. */
  forget(now: Date, most: number): Promise<number>;
  /** By call. */
  ticketsOf(calls: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
}

const ALONE = statement('SELECT pg_advisory_xact_lock(hashtextextended($1, 7312349))::text AS locked', {
  takes: [text],
  gives: { locked: text },
});
const LINE_OF = statement('SELECT account_id FROM call_agent WHERE agent = $1', {
  takes: [text],
  gives: { account_id: text },
});
/** What is known of it already is not unsaid by a platform that leaves it out later. */
const HEARD = statement(
  `INSERT INTO call (id, caller_id, recording_sealed, state, began_at) VALUES ($1, $2, $3, 'ringing', $4)
   ON CONFLICT (id) DO UPDATE SET caller_id = COALESCE(call.caller_id, excluded.caller_id),
     recording_sealed = COALESCE(excluded.recording_sealed, call.recording_sealed)
   RETURNING caller_id, missed_id`,
  { takes: [text, orNull(uuid), orNull(bytes), instant], gives: { caller_id: orNull(uuid), missed_id: orNull(uuid) } },
);
const ADD_EVENT = statement(
  `INSERT INTO call_event (call_id, event, at, agent, account_id) VALUES ($1, $2, $3, COALESCE($4, ''), $5) ON CONFLICT DO NOTHING`,
  { takes: [text, text, instant, orNull(text), orNull(text)] },
);
const EVENTS = statement('SELECT event, at, agent, account_id FROM call_event WHERE call_id = $1', {
  takes: [text],
  gives: { event: textOf<CallEventName>(), at: instant, agent: text, account_id: orNull(text) },
});
const FOLDED = statement(
  `UPDATE call SET state = $2, agent = $3, account_id = $4, accounts = $5, began_at = $6, answered_at = $7, ended_at = $8
   WHERE id = $1`,
  {
    takes: [
      ...([text, text, orNull(text), orNull(text), listOf(text)] as const),
      ...([instant, orNull(instant), orNull(instant)] as const),
    ],
  },
);

const COLUMNS = `c.id, c.state, c.agent, c.account_id, c.accounts, c.began_at, c.answered_at, c.ended_at, c.recording_sealed,
  r.id AS caller_id, r.number_sealed`;
const GIVES = {
  ...{ id: text, state: textOf<CallState>(), agent: orNull(text), account_id: orNull(text), accounts: listOf(text) },
  ...{ began_at: instant, answered_at: orNull(instant), ended_at: orNull(instant), recording_sealed: orNull(bytes) },
  ...{ caller_id: orNull(uuid), number_sealed: orNull(bytes) },
};
const FROM = 'FROM call c LEFT JOIN caller r ON r.id = c.caller_id';
const FIND = statement(`SELECT ${COLUMNS} ${FROM} WHERE c.id = $1`, { takes: [text], gives: GIVES });
const AT_DESK = statement(
  `SELECT ${COLUMNS} ${FROM} WHERE c.account_id = $1 AND c.state <> 'missed' AND c.began_at > $2
     AND (c.ended_at IS NULL OR c.ended_at > $3) ORDER BY c.began_at DESC, c.id DESC LIMIT $4::int`,
  { takes: [text, instant, instant, int], gives: GIVES },
);
const LIVE = statement(
  `SELECT id, account_id, state FROM call WHERE ended_at IS NULL AND began_at > $1 AND account_id IS NOT NULL
   ORDER BY began_at DESC LIMIT 5000`,
  { takes: [instant], gives: { id: text, account_id: sure(text), state: textOf<CallState>() } },
);
const ASSIGN = statement(
  `INSERT INTO call_agent (agent, account_id, set_by, set_at)
   SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT FROM person WHERE id::text = $2) OR EXISTS (SELECT FROM api_key WHERE id::text = $2)
   ON CONFLICT (agent) DO UPDATE SET account_id = excluded.account_id, set_by = excluded.set_by, set_at = excluded.set_at`,
  { takes: [text, text, text, instant] },
);
const KEEP = statement(
  'INSERT INTO ticket_call (ticket_id, call_id, kept_by, kept_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
  { takes: [uuid, text, text, instant] },
);
const OF_TICKET = statement(
  `SELECT ${COLUMNS} FROM ticket_call k JOIN call c ON c.id = k.call_id LEFT JOIN caller r ON r.id = c.caller_id
   WHERE k.ticket_id = $1 ORDER BY c.began_at, c.id LIMIT 200`,
  { takes: [uuid], gives: GIVES },
);
const TICKETS_OF = statement(
  'SELECT call_id, ticket_id FROM ticket_call WHERE call_id = ANY($1::text[]) ORDER BY kept_at',
  {
    takes: [listOf(text)],
    gives: { call_id: text, ticket_id: uuid },
  },
);

const FORGET_CALLS = statement(
  `DELETE FROM call WHERE id = ANY(ARRAY(SELECT c.id FROM call c WHERE c.began_at < $1
     AND NOT EXISTS (SELECT FROM ticket_call k WHERE k.call_id = c.id) ORDER BY c.began_at LIMIT $2::int FOR UPDATE SKIP LOCKED))`,
  { takes: [instant, int] },
);
const FORGET_CALLERS = statement(
  `DELETE FROM caller WHERE id = ANY(ARRAY(SELECT r.id FROM caller r WHERE r.seen_at < $1
     AND NOT EXISTS (SELECT FROM call c WHERE c.caller_id = r.id)
     AND NOT EXISTS (SELECT FROM caller_flag f WHERE f.caller_id = r.id AND f.holds_until > $1 + interval '90 days') ORDER BY r.seen_at LIMIT $2::int FOR UPDATE SKIP LOCKED))`,
  { takes: [instant, int] },
);

export function createCallStore(pool: pg.Pool, keys: CallerKeys): CallStore {
  const stored = (row: RowOf<typeof GIVES>): StoredCall => storedCall(keys, row);
  return {
    say: (said, tells) =>
      inTransaction(pool, async (client) => {
        const { call: id, event, at, agent, phone, recording } = said;
        await ALONE.rows(client, [id]);
        const before = (await EVENTS.rows(client, [id])).map(eventOf);
        if (before.length >= MOST_EVENTS) return null;
        const caller = phone === null ? null : await knownCaller(client, keys, phone, at);
        const sealed = recording === null ? null : keys.sealing.sealUnderMaster(recording, recordingContext(id));
        const [heard] = await HEARD.rows(client, [id, caller, sealed, at]);
        const account = agent === null ? null : ((await LINE_OF.rows(client, [agent]))[0]?.account_id ?? null);
        const isNew = (await ADD_EVENT.run(client, [id, event, at, agent, account])) > 0;
        const folded = foldedCall((await EVENTS.rows(client, [id])).map(eventOf));
        if (!heard || !folded) throw new Error('A call that was just heard of is not there.');
        const { state, answeredAt, endedAt, accounts } = folded;
        await FOLDED.run(client, [
          ...([id, state, folded.agent, folded.account, accounts] as const),
          ...([folded.beganAt, answeredAt, endedAt] as const),
        ]);
        const { caller_id: callerId, missed_id: missedId } = heard;
        const counted = { id, missedId, isMissed: state === 'missed', answeredAt, endedAt };
        if (callerId !== null) await countMissed(client, { ...counted, callerId }, tells);
        return { call: folded, isNew };
      }),

    async find(id) {
      const [row] = await FIND.rows(pool, [id]);
      return row ? stored(row) : null;
    },

    async atDesk(account, now, limit) {
      const since = (ms: number): Date => new Date(now.getTime() - ms);
      return (await AT_DESK.rows(pool, [account, since(LIVES_AT_MOST_MS), since(STAYS_FOR_MS), limit])).map(stored);
    },

    live: async (now) =>
      (await LIVE.rows(pool, [new Date(now.getTime() - LIVES_AT_MOST_MS)])).map(
        ({ id, account_id: account, state }) => ({
          ...{ id, account, state },
        }),
      ),

    assign: async ({ agent, account, by, at }) => (await ASSIGN.run(pool, [agent, account, by, at])) > 0,

    async keep({ ticket, call, by, at }) {
      await KEEP.run(pool, [ticket, call, by, at]);
    },

    ofTicket: async (ticket) => (await OF_TICKET.rows(pool, [ticket])).map(stored),

    async forget(now, most) {
      const before = new Date(now.getTime() - KEPT_FOR_MS);
      const calls = await FORGET_CALLS.run(pool, [before, most]);
      return Math.max(calls, await FORGET_CALLERS.run(pool, [before, most]));
    },

    async ticketsOf(calls) {
      const found = new Map<string, string[]>();
      for (const { call_id: call, ticket_id: ticket } of await TICKETS_OF.rows(pool, [calls]))
        found.set(call, [...(found.get(call) ?? []), ticket]);
      return found;
    },
  };
}

function eventOf({ event, at, agent, account_id: account }: RowOf<(typeof EVENTS)['gives']>): CallEvent {
  return { event, at, account, agent: agent === '' ? null : agent };
}

function storedCall(keys: CallerKeys, row: RowOf<typeof GIVES>): StoredCall {
  const { id, state, agent, accounts, caller_id: callerId, number_sealed: number, recording_sealed: recording } = row;
  return {
    ...{ id, state, agent, accounts, callerId, account: row.account_id },
    ...{ beganAt: row.began_at, answeredAt: row.answered_at, endedAt: row.ended_at },
    phone: callerId === null || number === null ? null : numberIn(keys, callerId, number),
    recording: recording && (keys.sealing.openUnderMaster(recording, recordingContext(id)) as string),
  };
}
