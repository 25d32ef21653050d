import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { DeliveryOutcome, EventRef } from '../../domain/webhook/subscription.js';
import { EVENTS_AT, eventOf, type FeedEvent, type FeedRow } from '../event/event-feed.js';
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

interface Row {
  id: string;
  subscription_id: string;
  ticket_id: string | null;
  seq: number;
  event_type: string;
  feed_xid: string;
  feed_id: string;
  turn: number;
  at: Date;
  duration_ms: number;
  http_status: number | null;
  error: string | null;
  answer: string;
  outcome: DeliveryOutcome;
}

const COLUMNS = `d.id, d.subscription_id, d.ticket_id, d.seq, d.event_type, d.feed_xid::text, d.feed_id::text, d.turn, d.at,
  d.duration_ms, d.http_status, d.error, d.answer, d.outcome`;

export function createWebhookLog(pool: pg.Pool): WebhookLog {
  return {
    async write({ subscriptionId, event, type, turn, at, durationMs, status, error, answer, outcome }) {
      await pool.query({
        name: 'webhook-log',
        text: `INSERT INTO webhook_delivery (id, subscription_id, ticket_id, seq, event_type, feed_xid, feed_id, turn, at,
                 duration_ms, http_status, error, answer, outcome)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING`,
        values: [
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
        ],
      });
    },

    async doneIn(subscriptionId, turn) {
      const { rows } = await pool.query<{ event: string; outcome: DeliveryOutcome }>(
        `SELECT feed_id::text AS event, outcome FROM webhook_delivery
         WHERE subscription_id = $1 AND turn = $2 AND ticket_id IS NOT NULL`,
        [subscriptionId, turn],
      );
      return new Map(rows.map(({ event, outcome }) => [event, outcome]));
    },

    async events(actor, refs) {
      const { rows } = await pool.query<FeedRow>({
        name: 'webhook-events',
        text: EVENTS_AT,
        values: [refs.map(({ at }) => at.xid), refs.map(({ at }) => at.id), ...sightOf(actor)],
      });
      return rows.map(eventOf);
    },

    async list(subscriptionId, { outcome, ticket }, after, limit) {
      const { rows } = await pool.query<Row>(
        `SELECT ${COLUMNS} FROM webhook_delivery d
         WHERE d.subscription_id = $1 AND ($2::text IS NULL OR d.outcome = $2) AND ($3::uuid IS NULL OR d.ticket_id = $3)
           AND ($4::timestamptz IS NULL OR (d.at, d.id) < ($4::timestamptz, $5::uuid))
         ORDER BY d.at DESC, d.id DESC LIMIT $6`,
        [subscriptionId, outcome ?? null, ticket ?? null, after?.at ?? null, after?.id ?? null, limit],
      );
      return rows.map(deliveryOf);
    },

    async find(subscriptionId, id) {
      const { rows } = await pool.query<Row>(
        `SELECT ${COLUMNS} FROM webhook_delivery d WHERE d.subscription_id = $1 AND d.id = $2`,
        [subscriptionId, id],
      );
      return rows[0] ? deliveryOf(rows[0]) : null;
    },

    async forget(olderThanDays, most) {
      const { rowCount } = await pool.query(
        `DELETE FROM webhook_delivery WHERE ctid = ANY(ARRAY(
           SELECT ctid FROM webhook_delivery WHERE at < now() - make_interval(days => $1)
           ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED))`,
        [olderThanDays, most],
      );
      return rowCount ?? 0;
    },
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
