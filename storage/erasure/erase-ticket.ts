import type pg from 'pg';
import {
  assertNotHeld,
  type ErasureBasis,
  type HoldBasis,
  type Standing,
} from '../../domain/erasure/erasure-request.js';
import { erasedEvent } from '../../domain/erasure/erased-event.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { STATE_KIND, type Actor, type State } from '../../domain/ticket/vocabulary.js';
import { ERASED } from '../../domain/ticket/words.js';
import { chain } from '../event/event-chain.js';
import { bool, instant, int, json, jsonb, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';
import { inTransaction } from '../postgres/transaction.js';
import { EVENT_ROWS } from '../ticket/step-rows.js';
import { removeWords, wordsLeft, type Removed } from './words-of-ticket.js';

export interface ErasureOrder {
  readonly ticketId: string;
  readonly basis: ErasureBasis;
  readonly actor: Actor;
  readonly at: Date;
  /** The request that this carries out; `null`: a row of retention, or the list. */
  readonly request: string | null;
  /** It was erased once, and a backup brought it back: what holds it now held nothing then. */
  readonly again?: boolean;
}

export interface Erased {
  /** `false`: it had been erased before, and what was left was removed. */
  readonly isNew: boolean;
  readonly number: string;
  readonly removed: Removed;
}

/** What is known of a ticket before it is erased. */
export interface ErasurePlan {
  readonly id: string;
  readonly number: string;
  readonly isErased: boolean;
  readonly standing: Standing;
  readonly removes: Removed;
}

const TICKET = (lock: string) =>
  statement(
    `SELECT id, number, state, snapshot, wrapped_key IS NULL AS erased,
       (SELECT basis FROM legal_hold h WHERE h.ticket_id = t.id AND h.lifted_at IS NULL) AS hold
     FROM ticket t WHERE id = $1${lock}`,
    {
      takes: [uuid],
      gives: {
        id: uuid,
        number: text,
        state: textOf<State>(),
        snapshot: json<TicketState>(),
        erased: bool,
        hold: orNull(textOf<HoldBasis>()),
      },
    },
  );
const LOOK_AT = TICKET('');
const TAKE = TICKET(' FOR UPDATE OF t');

const OPEN_AMONG = statement("SELECT count(*)::int AS n FROM ticket WHERE id = ANY($1::uuid[]) AND kind <> 'end'", {
  takes: [listOf(uuid)],
  gives: { n: int },
});

const LAST_EVENT = statement(
  'SELECT seq, hash, at, type FROM ticket_event WHERE ticket_id = $1 ORDER BY seq DESC LIMIT 1',
  { takes: [uuid], gives: { seq: int, hash: text, at: instant, type: text } },
);

/** Whoever was told anything of it is told that it is gone. */
const TELL = statement(
  EVENT_ROWS(
    '$1::uuid',
    '$2::jsonb',
    `ARRAY(SELECT DISTINCT unnest(e.units) FROM ticket_event e WHERE e.ticket_id = $1::uuid)`,
  ),
  { takes: [uuid, jsonb()] },
);

/**
 * The row stays for statistics, its kept state to the letter, for an anchor vouches for it. A ticket that a backup
 * brought back open has ended with this.
 */
const EMPTY = statement(
  `UPDATE ticket SET wrapped_key = NULL, citizen_sealed = NULL, content_sealed = NULL, publishable = FALSE, citizen_told = FALSE,
     state = CASE WHEN kind = 'end' THEN state ELSE 'archived' END, kind = 'end', unit_due_at = CASE WHEN kind = 'end' THEN unit_due_at END, open_request = NULL, deciders = '{}', task_units = '{}',
     workflow_started_at = COALESCE(workflow_started_at, $2)
   WHERE id = $1`,
  { takes: [uuid, instant] },
);
const STOP_CLOCKS = statement(
  "DELETE FROM ticket_clock WHERE ticket_id = $1 AND state IN ('running', 'paused', 'held')",
  { takes: [uuid] },
);

const LIST = statement('INSERT INTO erasure (ticket_id, at, basis) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', {
  takes: [uuid, instant, text],
});
const REST = statement('INSERT INTO erasure_rest (ticket_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING', {
  takes: [uuid, instant],
});
const DONE = statement('UPDATE erasure_request SET done_at = $2 WHERE id = $1 AND done_at IS NULL', {
  takes: [uuid, instant],
});
const STILL_GRANTED = statement(
  'SELECT granted AND withdrawn_at IS NULL AS granted FROM erasure_request WHERE id = $1 FOR UPDATE',
  { takes: [uuid], gives: { granted: orNull(bool) } },
);

export interface Erasing {
  /** Refuses what something holds. `null`: there is no such ticket, or its request was withdrawn. Safe to repeat. */
  erase(order: ErasureOrder): Promise<Erased | null>;
  /** What would be removed, and what holds it. `null`: there is no such ticket. */
  plan(ticketId: string): Promise<ErasurePlan | null>;
}

/** Removes all that a ticket says of people, in one transaction, and leaves a tombstone in its chain. */
export function createErasing(pool: pg.Pool): Erasing {
  return {
    async plan(ticketId) {
      const [row] = await LOOK_AT.rows(pool, [ticketId]);
      if (!row) return null;
      const { id, number, erased } = row;
      const standing = await standingOf(pool, row);
      return { id, number, isErased: erased, standing, removes: await wordsLeft(pool, id) };
    },

    erase: (order) =>
      inTransaction(pool, async (client) => {
        const { ticketId, basis, actor, at, request, again = false } = order;
        if (request !== null && (await STILL_GRANTED.rows(client, [request]))[0]?.granted !== true) return null;
        const [row] = await TAKE.rows(client, [ticketId]);
        if (!row) return null;
        const [last] = await LAST_EVENT.rows(client, [ticketId]);
        const isNew = last?.type !== ERASED;
        if (isNew) {
          if (!again && !row.erased) assertNotHeld(await standingOf(client, row));
          const to = STATE_KIND[row.state] === 'end' ? row.state : 'archived';
          const event = erasedEvent({ seq: (last?.seq ?? 0) + 1, from: row.state, to, at }, actor, basis);
          const sealed = chain({ id: ticketId, lastHash: last?.hash ?? '' }, [event]);
          await TELL.run(client, [ticketId, JSON.stringify(sealed)]);
        }
        await EMPTY.run(client, [ticketId, at]);
        await STOP_CLOCKS.run(client, [ticketId]);
        const removed = await removeWords(client, ticketId, at);
        await LIST.run(client, [ticketId, at, basis]);
        await REST.run(client, [ticketId, at]);
        if (request !== null) await DONE.run(client, [request, at]);
        return { isNew, number: row.number, removed };
      }),
  };
}

interface TicketRow {
  readonly state: State;
  readonly snapshot: TicketState;
  readonly hold: HoldBasis | null;
}

async function standingOf(database: Queryable, { state, snapshot, hold }: TicketRow): Promise<Standing> {
  const followers = snapshot.followers.map(({ id }) => id);
  const [open] = followers.length === 0 ? [] : await OPEN_AMONG.rows(database, [followers]);
  return {
    state,
    hasEnded: STATE_KIND[state] === 'end',
    openRequests: snapshot.requests.flatMap(({ kind, status }) => (status === 'open' ? [kind] : [])),
    openFollowers: open?.n ?? 0,
    hold,
  };
}
