import type pg from 'pg';
import { bigint, bool, int, listOf, orNull, sure, text, uuid, xid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import type { EventPlace } from './anchor-seals.js';

export interface ChainRow {
  readonly id: string;
  readonly number: string;
  readonly hasEnded: boolean;
  /** As its text stands in the row, of an ended ticket. */
  readonly snapshot: string | null;
  /** The last hash that this text names. */
  readonly lastHash: string | null;
  readonly events: readonly EventPlace[];
}

/** What is read of chains to anchor them, and to hold them against their anchors. */
export interface ChainRows {
  /** Tickets with an event after this place of the feed, and the last place looked at, so many events at most. */
  after(
    place: { readonly xid: string; readonly id: string },
    most: number,
  ): Promise<{ readonly tickets: string[]; readonly upTo: { xid: string; id: string }; readonly more: boolean }>;
  of(ids: readonly string[]): Promise<ChainRow[]>;
  /** In the order of their ids. */
  ids(after: string | null, most: number): Promise<string[]>;
  /** The hashes of events that were shown and then never happened. */
  retracted(id: string): Promise<string[]>;
}

/** Below what is still being written, as the feed itself reads. */
const AFTER = statement(
  `SELECT ticket_id, feed_xid, feed_id FROM ticket_event
   WHERE (feed_xid, feed_id) > ($1::xid8, $2::bigint) AND feed_xid < pg_snapshot_xmin(pg_current_snapshot())
   ORDER BY feed_xid, feed_id LIMIT $3::int`,
  { takes: [xid, bigint, int], gives: { ticket_id: uuid, feed_xid: xid, feed_id: bigint } },
);

const PLACES = statement(
  `SELECT ticket_id, seq, hash, units, feed_xid, feed_id FROM ticket_event WHERE ticket_id = ANY($1::uuid[])
   ORDER BY ticket_id, seq`,
  {
    takes: [listOf(uuid)],
    gives: { ticket_id: uuid, seq: int, hash: text, units: orNull(listOf(text)), feed_xid: xid, feed_id: bigint },
  },
);

const TICKETS = statement(
  `SELECT id, number, kind = 'end' AS ended, CASE WHEN kind = 'end' THEN snapshot::text END AS snapshot,
     CASE WHEN kind = 'end' THEN snapshot ->> 'lastHash' END AS last_hash
   FROM ticket WHERE id = ANY($1::uuid[])`,
  {
    takes: [listOf(uuid)],
    gives: { id: uuid, number: text, ended: sure(bool), snapshot: orNull(text), last_hash: orNull(text) },
  },
);

const IDS = statement('SELECT id FROM ticket WHERE $1::uuid IS NULL OR id > $1::uuid ORDER BY id LIMIT $2::int', {
  takes: [orNull(uuid), int],
  gives: { id: uuid },
});

const RETRACTED = statement('SELECT hash FROM retracted_event WHERE ticket_id = $1', {
  takes: [uuid],
  gives: { hash: text },
});

export function createChainRows(pool: pg.Pool): ChainRows {
  return {
    async after(place, most) {
      const rows = await AFTER.rows(pool, [place.xid, place.id, most]);
      const last = rows.at(-1);
      return {
        tickets: [...new Set(rows.map(({ ticket_id }) => ticket_id))],
        upTo: last ? { xid: last.feed_xid, id: last.feed_id } : { xid: place.xid, id: place.id },
        more: rows.length === most,
      };
    },

    async of(ids) {
      const [tickets, places] = await Promise.all([TICKETS.rows(pool, [ids]), PLACES.rows(pool, [ids])]);
      const events = new Map<string, EventPlace[]>();
      for (const { ticket_id, seq, hash, units, feed_xid, feed_id } of places) {
        const known = events.get(ticket_id);
        const event = { seq, hash, units, xid: feed_xid, feedId: feed_id };
        if (known) known.push(event);
        else events.set(ticket_id, [event]);
      }
      return tickets.map(({ id, number, ended, snapshot, last_hash }) => ({
        id,
        number,
        hasEnded: ended,
        snapshot,
        lastHash: last_hash,
        events: events.get(id) ?? [],
      }));
    },

    ids: async (after, most) => (await IDS.rows(pool, [after, most])).map(({ id }) => id),
    retracted: async (id) => (await RETRACTED.rows(pool, [id])).map(({ hash }) => hash),
  };
}
