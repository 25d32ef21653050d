import { isBefore, type FeedPosition } from '../event/event-feed.js';
import type pg from 'pg';
import { ERASED } from '../../domain/ticket/words.js';
import { bigint, int, orNull, text, uuid, xid } from '../postgres/kinds.js';
import { statement, type Queryable } from '../postgres/statement.js';

/** So much is looked through at a time; what happened to tickets later is passed over. */
const LOOKED_THROUGH = 2_000;

const PAGE = statement(
  `WITH page AS MATERIALIZED (
     SELECT ticket_id, type, feed_xid, feed_id FROM ticket_event
     WHERE (feed_xid, feed_id) > ($1::xid8, $2::bigint) AND feed_xid < pg_snapshot_xmin(pg_current_snapshot())
     ORDER BY feed_xid, feed_id LIMIT ${LOOKED_THROUGH}
   ), last AS (
     SELECT feed_xid::text AS last_xid, feed_id::text AS last_id, (SELECT count(*)::int FROM page) AS looked
     FROM page ORDER BY page.feed_xid DESC, page.feed_id DESC LIMIT 1
   )
   SELECT last.*, p.ticket_id, p.type, p.feed_xid::text AS xid, p.feed_id::text AS id
   FROM last LEFT JOIN page p ON p.type IN ('registered', '${ERASED}') ORDER BY p.feed_xid, p.feed_id`,
  {
    name: 'registered-after',
    takes: [xid, bigint],
    gives: {
      ...{
        last_xid: text,
        last_id: text,
        looked: int,
        ticket_id: orNull(uuid),
        type: orNull(text),
        xid: orNull(text),
        id: orNull(text),
      },
    },
  },
);

export interface Registered {
  readonly ticketId: string;
  /** It was erased, and is to be compared with nothing any more. */
  readonly isErased: boolean;
  readonly position: FeedPosition;
}

/** What was registered or erased after a place, and how far that was. Nothing that commits late is passed over. */
export async function registeredAfter(
  database: Queryable,
  { xid: after, id }: FeedPosition,
): Promise<{ readonly registered: readonly Registered[]; readonly next: FeedPosition | null; readonly more: boolean }> {
  const rows = await PAGE.rows(database, [after, id]);
  const [first] = rows;
  if (!first) return { registered: [], next: null, more: false };
  const registered = rows.flatMap(({ ticket_id: ticketId, type, xid: at, id: place }) =>
    ticketId === null || at === null || place === null
      ? []
      : [{ ticketId, isErased: type === ERASED, position: { xid: at, id: place } }],
  );
  return {
    registered,
    next: { xid: first.last_xid, id: first.last_id },
    more: first.looked === LOOKED_THROUGH,
  };
}

const CURSOR = statement('SELECT xid::text AS xid, feed_id::text AS id FROM sentinel WHERE shard = $1', {
  takes: [text],
  gives: { xid: text, id: text },
});
const WAITING = statement('SELECT 1::int AS one FROM alert WHERE disposition IS NULL LIMIT 1', {
  gives: { one: int },
});

/** Whether there is something for the sentinel to look at, for whoever wakes it. */
export interface SentinelNews {
  look(): Promise<boolean>;
}

/** Looks on from where it looked last, so that a night without calls costs no more the longer it is. */
export function createSentinelNews(pool: pg.Pool, shard: string): SentinelNews {
  let looked: FeedPosition | null = null;
  let began = false;

  return {
    async look() {
      const [cursor] = await CURSOR.rows(pool, [shard]);
      if (!cursor) return true;
      if (!began) {
        began = true;
        // Its workflow may have got lost with something to remind of.
        if ((await WAITING.rows(pool, [])).length > 0) return true;
      }
      for (;;) {
        const from: FeedPosition = looked === null || isBefore(looked, cursor) ? cursor : looked;
        const { registered, next, more } = await registeredAfter(pool, from);
        if (registered.length > 0) return true;
        if (next !== null) looked = next;
        if (!more) return false;
      }
    },
  };
}
