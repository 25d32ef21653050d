import type pg from 'pg';
import { RETRACTED } from '../../domain/ticket/words.js';
import { bigint, int, listOf, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import type { FeedPosition } from '../../domain/webhook/subscription.js';

/** A subscription whose workflow waits, and for which something has happened. */
export interface Waiting {
  readonly id: string;
  /** Where to begin if its workflow has got lost. */
  readonly cursor: FeedPosition;
}

/**
 * Who waits for news, and who has some. A workflow that has nothing to do says behind which place it waits and holds
 * nothing; one look over the feed, by whichever worker comes first, finds all for whom something happened. What was
 * found is kept until its workflow has read it, so a worker that dies between finding and telling loses nothing.
 */
export interface WebhookNews {
  /**
   * The workflow of this subscription waits behind this place. Whoever says so reads once more afterwards: news may
   * just have come.
   */
  asleep(id: string, place: FeedPosition): Promise<void>;
  /** Looks on through the feed. `false`: there was no more of it, or another worker is looking. */
  look(): Promise<boolean>;
  /** Takes some who have news and have not been told for a while, those who wait longest first. */
  take(most: number): Promise<Waiting[]>;
  /** They could not be told. */
  giveBack(ids: readonly string[]): Promise<void>;
}

/** How many events one look goes through. */
const LOOKED_THROUGH = 2_000;
/** Who was told and has not read for so long is told again. */
const TOLD_AGAIN_AFTER = '60 seconds';

const part = (type: string, table: string): string => `(
  SELECT ticket_id, ${type} AS type, units, feed_xid, feed_id FROM ${table}
  WHERE (feed_xid, feed_id) > ((SELECT xid FROM place), (SELECT feed_id FROM place))
    AND feed_xid < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY feed_xid, feed_id LIMIT ${LOOKED_THROUGH}
)`;

/**
 * The condition of sight is that of `eventInSight`, for all who wait at once; the test of the feed holds the two
 * together.
 */
const LOOK = statement(
  `
WITH place AS MATERIALIZED (
  SELECT id, feed_xid::text::xid8 AS xid, feed_id FROM webhook_watch FOR UPDATE SKIP LOCKED
), page AS MATERIALIZED (
  SELECT e.feed_xid, e.feed_id, e.type, e.units, t.accused_unit
  FROM (
    SELECT * FROM (${part('type', 'ticket_event')} UNION ALL ${part(`'${RETRACTED}'`, 'retracted_event')}) AS both_kinds
    ORDER BY feed_xid, feed_id LIMIT ${LOOKED_THROUGH}
  ) e JOIN ticket t ON t.id = e.ticket_id
), last AS (
  SELECT feed_xid, feed_id FROM page ORDER BY feed_xid DESC, feed_id DESC LIMIT 1
), moved AS (
  UPDATE webhook_watch w SET feed_xid = last.feed_xid::text::bigint, feed_id = last.feed_id FROM last, place WHERE w.id = place.id
), found AS (
  UPDATE webhook_subscription w SET news_at = now()
  WHERE w.status = 'active' AND w.asleep_xid IS NOT NULL AND w.news_at IS NULL
    AND EXISTS (
      SELECT 1 FROM page p
      WHERE (p.feed_xid, p.feed_id) > (w.asleep_xid::text::xid8, w.asleep_id)
        AND (w.event_types = '{}' OR p.type = ANY(w.event_types))
        AND (w.role <> 'handler' OR (p.units @> ARRAY[w.unit_id] AND (p.accused_unit IS NULL OR NOT p.accused_unit = ANY(
          COALESCE((SELECT u.path FROM unit u WHERE u.id = w.unit_id), '{}'))))))
)
SELECT count(*)::int AS looked FROM page`,
  { name: 'webhook-look', gives: { looked: int } },
);

const TAKE = statement(
  `
UPDATE webhook_subscription w SET woken_at = now()
WHERE w.id IN (
  SELECT id FROM webhook_subscription
  WHERE news_at IS NOT NULL AND status = 'active' AND (woken_at IS NULL OR woken_at < now() - interval '${TOLD_AGAIN_AFTER}')
  ORDER BY news_at, id LIMIT $1::int FOR UPDATE SKIP LOCKED)
RETURNING w.id, w.cursor_xid::text AS xid, w.cursor_id::text AS feed_id`,
  { name: 'webhook-take', takes: [int], gives: { id: uuid, xid: text, feed_id: text } },
);

const ASLEEP = statement(
  'UPDATE webhook_subscription SET asleep_xid = $2, asleep_id = $3, news_at = NULL, woken_at = NULL WHERE id = $1',
  { name: 'webhook-asleep', takes: [uuid, bigint, bigint] },
);

const GIVE_BACK = statement('UPDATE webhook_subscription SET woken_at = NULL WHERE id = ANY($1::uuid[])', {
  takes: [listOf(uuid)],
});

export function createWebhookNews(pool: pg.Pool): WebhookNews {
  return {
    async asleep(id, { xid, id: feedId }) {
      await ASLEEP.run(pool, [id, xid, feedId]);
    },

    async look() {
      const [page] = await LOOK.rows(pool, []);
      return page?.looked === LOOKED_THROUGH;
    },

    async take(most) {
      const rows = await TAKE.rows(pool, [most]);
      return rows.map(({ id, xid, feed_id: feedId }) => ({ id, cursor: { xid, id: feedId } }));
    },

    async giveBack(ids) {
      await GIVE_BACK.run(pool, [ids]);
    },
  };
}
