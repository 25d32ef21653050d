import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { DeliveryOutcome, EventRef } from '../../domain/webhook/subscription.js';
import { EVENTS_AT, eventOf, type FeedEvent } from '../event/event-feed.js';
import { bigint, instant, int, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { sightOf } from '../access/scope.js';

/** One attempt, and what the receiver said. */
export interface Delivery {
  readonly subscriptionId: string;
  /** `null` for a test. */
  readonly event: EventRef | null;
  readonly type: string;
  readonly turn: number;
  readonly at: Date;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: string | null;
  readonly answer: string;
  readonly outcome: DeliveryOutcome;
}

export interface LoggedDelivery extends Delivery {
  readonly id: string;
}

export interface WebhookLog {
  /** The same attempt twice is written once. */
  write(delivery: Delivery): Promise<void>;
  /** What an attempt has done already, by the event's place in the feed: it may be begun again after a crash. */
  doneIn(subscriptionId: string, turn: number): Promise<ReadonlyMap<string, DeliveryOutcome>>;
  /** What the events say, in the actor's sight as it is now; one that has left it is not there. */
  events(actor: PlacedActor, refs: readonly EventRef[]): Promise<readonly FeedEvent[]>;
  /** Newest first, after the given one. */
  list(
    subscriptionId: string,
    filter: { outcome?: DeliveryOutcome; ticket?: string },
    after: { at: string; id: string } | null,
    limit: number,
  ): Promise<LoggedDelivery[]>;
  find(subscriptionId: string, id: string): Promise<LoggedDelivery | null>;
  /** At most so many at once; answers how many. Fewer than that: there are no more. */
  forget(olderThanDays: number, most: number): Promise<number>;
}

const COLUMNS = `d.id, d.subscription_id, d.ticket_id, d.seq, d.event_type, d.feed_xid::text, d.feed_id::text, d.turn, d.at,
  d.duration_ms, d.http_status, d.error, d.answer, d.outcome`;
const GIVES = {
  id: uuid,
  subscription_id: uuid,
  ticket_id: orNull(uuid),
  seq: int,
  event_type: text,
  feed_xid: text,
  feed_id: text,
  turn: int,
  at: instant,
  duration_ms: int,
  http_status: orNull(int),
  error: orNull(text),
  answer: text,
  outcome: textOf<DeliveryOutcome>(),
};
type Row = RowOf<typeof GIVES>;

/** One for each attempt, and attempts come by the thousand. */
const WRITE = statement(
  `INSERT INTO webhook_delivery (id, subscription_id, ticket_id, seq, event_type, feed_xid, feed_id, turn, at,
     duration_ms, http_status, error, answer, outcome)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
  {
    name: 'webhook-log',
    takes: [
      ...([uuid, uuid, orNull(uuid), int, text, bigint, bigint, int, instant] as const),
      ...([int, orNull(int), orNull(text), text, text] as const),
    ],
  },
);

const DONE_IN = statement(
  `SELECT feed_id::text AS event, outcome FROM webhook_delivery
   WHERE subscription_id = $1 AND turn = $2 AND ticket_id IS NOT NULL`,
  { takes: [uuid, int], gives: { event: text, outcome: textOf<DeliveryOutcome>() } },
);

/** A page goes on in the order of its index, which compares time and id as one. */
const PAGE = statement(
  `SELECT ${COLUMNS} FROM webhook_delivery d
   WHERE d.subscription_id = $1 AND ($2::text IS NULL OR d.outcome = $2) AND ($3::uuid IS NULL OR d.ticket_id = $3)
     AND ($4::timestamptz IS NULL OR (d.at, d.id) < ($4::timestamptz, $5::uuid))
   ORDER BY d.at DESC, d.id DESC LIMIT $6::int`,
  { takes: [uuid, orNull(text), orNull(uuid), orNull(instant), orNull(uuid), int], gives: GIVES },
);

const FIND = statement(`SELECT ${COLUMNS} FROM webhook_delivery d WHERE d.subscription_id = $1 AND d.id = $2`, {
  takes: [uuid, uuid],
  gives: GIVES,
});

const FORGET = statement(
  `DELETE FROM webhook_delivery WHERE ctid = ANY(ARRAY(
     SELECT ctid FROM webhook_delivery WHERE at < now() - make_interval(days => $1)
     ORDER BY at LIMIT $2::int FOR UPDATE SKIP LOCKED))`,
  { takes: [int, int] },
);

export function createWebhookLog(pool: pg.Pool): WebhookLog {
  return {
    async write({ subscriptionId, event, type, turn, at, durationMs, status, error, answer, outcome }) {
      await WRITE.run(pool, [
        randomUUID(),
        subscriptionId,
        event?.ticketId ?? null,
        event?.seq ?? 0,
        type,
        event?.at.xid ?? '0',
        event?.at.id ?? '0',
        turn,
        at,
        durationMs,
        status,
        error,
        answer,
        outcome,
      ]);
    },

    async doneIn(subscriptionId, turn) {
      const rows = await DONE_IN.rows(pool, [subscriptionId, turn]);
      return new Map(rows.map(({ event, outcome }) => [event, outcome]));
    },

    async events(actor, refs) {
      const places = [refs.map(({ at }) => at.xid), refs.map(({ at }) => at.id)] as const;
      const rows = await EVENTS_AT.rows(pool, [...places, ...sightOf(actor)]);
      return rows.map(eventOf);
    },

    async list(subscriptionId, { outcome, ticket }, after, limit) {
      const place = [after?.at ?? null, after?.id ?? null] as const;
      const rows = await PAGE.rows(pool, [subscriptionId, outcome ?? null, ticket ?? null, ...place, limit]);
      return rows.map(deliveryOf);
    },

    async find(subscriptionId, id) {
      const [row] = await FIND.rows(pool, [subscriptionId, id]);
      return row ? deliveryOf(row) : null;
    },

    forget: (olderThanDays, most) => FORGET.run(pool, [olderThanDays, most]),
  };
}

function deliveryOf(row: Row): LoggedDelivery {
  const event = { ticketId: row.ticket_id ?? '', seq: row.seq, at: { xid: row.feed_xid, id: row.feed_id } };
  return {
    id: row.id,
    subscriptionId: row.subscription_id,
    event: row.ticket_id === null ? null : event,
    type: row.event_type,
    turn: row.turn,
    at: row.at,
    durationMs: row.duration_ms,
    status: row.http_status,
    error: row.error,
    answer: row.answer,
    outcome: row.outcome,
  };
}
