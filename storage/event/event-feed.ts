import type pg from 'pg';
import { bigint, bool, int, listOf, orNull, text, uuid, xid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';
import { standingUnit, type PlacedActor } from '../../domain/ticket/permissions.js';
import { ownHouse } from '../../domain/ticket/relations.js';
import type { EventChanges, EventData } from '../../domain/ticket/ticket.js';
import { ERASED, RETRACTED } from '../../domain/ticket/words.js';
import type { FeedPosition } from '../../domain/webhook/subscription.js';
import { EVENT_GIVES } from './event-kinds.js';
import { eventInSight, sightOf } from '../access/scope.js';

/** Opaque to everybody else; compare it by reading on from it. */
export type { FeedPosition };

export const FEED_START: FeedPosition = { xid: '0', id: '0' };

export interface FeedEvent {
  readonly position: FeedPosition;
  /**
   * What it is known by outside: by what happened, not only by its place in the ticket, which another event may take.
   */
  readonly id: string;
  readonly ticketId: string;
  readonly number: string;
  readonly seq: number;
  readonly type: string;
  readonly at: Date;
  readonly actor: { readonly role: string; readonly unit: string | null };
  readonly from: string;
  readonly to: string;
  readonly data: EventData;
  readonly changes: EventChanges | null;
}

/** An event with all that tells in whose sight it lay, for one reading that serves many. */
export interface TailEvent extends FeedEvent {
  readonly units: readonly string[];
  readonly accusedUnit: string | null;
}

/** The same as the condition of `READ`, for what was read for everybody. */
export function inSight(actor: PlacedActor, { units, accusedUnit }: Pick<TailEvent, 'units' | 'accusedUnit'>): boolean {
  if (actor.role !== 'handler') return true;
  const unit = standingUnit(actor);
  if (unit === null || !units.includes(unit)) return false;
  return accusedUnit === null || !ownHouse(actor).includes(accusedUnit);
}

/** Whether one place lies before another. */
export function isBefore(one: FeedPosition, other: FeedPosition): boolean {
  const [xid, otherXid] = [BigInt(one.xid), BigInt(other.xid)];
  return xid < otherXid || (xid === otherXid && BigInt(one.id) < BigInt(other.id));
}

export interface FeedPage {
  readonly events: readonly FeedEvent[];
  /** Where to read on: after the last event, or after all that was looked through for it. */
  readonly next: FeedPosition;
  /** Whether the feed went on when this page ended. */
  readonly more: boolean;
}

export interface EventFeed {
  /**
   * What happened after a position and lay in the actor's sight when it happened, in one order for all readers. Nothing
   * that commits late is skipped: events of transactions younger than the oldest one still open are left for the next
   * reading. What was shown and then never happened is told too, as `retracted`, and what happened in its place under
   * an id of its own.
   */
  read(actor: PlacedActor, after: FeedPosition, limit: number): Promise<FeedPage>;
  /** What happened after a position, for everybody; whoever passes it on asks `inSight` for each who listens. */
  tail(after: FeedPosition): Promise<readonly TailEvent[]>;
  /** The present end, for who wants only what is to come. */
  end(): Promise<FeedPosition>;
  /** `false`: the position lies ahead of this database's own time, so it was made by another one. */
  knows(position: FeedPosition): Promise<boolean>;
}

/** Of a hash, so much that no two events of a ticket share it. */
const HASH_LENGTH = 12;

/**
 * How many events one reading looks through for those in sight, so that a page costs the same for a small unit as for a
 * city.
 */
const LOOKED_THROUGH = 2_000;

/** What both kinds of rows say of themselves. */
const PLACE = 'ticket_id, seq, hash, units, feed_xid, feed_id';
const HAPPENED = `${PLACE}, type, at, actor_role, actor_unit, from_state, to_state, data, changes, NULL::text AS retracts`;
const RETRACTION = `${PLACE}, '${RETRACTED}', retracted_at, 'clock', NULL, to_state, from_state,
  jsonb_build_object('event', ticket_id || '/' || seq || '/' || left(hash, ${HASH_LENGTH}), 'type', type), NULL, hash`;

/** Of an erased ticket nothing is told but that it was. */
const STILL_TOLD = `(t.wrapped_key IS NOT NULL OR e.type = '${ERASED}')`;

/** Events and retractions are in one order. The second kind is rare, and its branch is one look into an index. */
const part = (columns: string, table: string): string => `(
  SELECT ${columns} FROM ${table}
  WHERE (feed_xid, feed_id) > ($1::xid8, $2::bigint) AND feed_xid < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY feed_xid, feed_id LIMIT ${LOOKED_THROUGH}
)`;
const FEED = `
  SELECT * FROM (${part(HAPPENED, 'ticket_event')} UNION ALL ${part(RETRACTION, 'retracted_event')}) AS both_kinds
  ORDER BY feed_xid, feed_id LIMIT ${LOOKED_THROUGH}`;

const FEED_COLUMNS = `e.feed_xid::text AS xid, e.feed_id::text AS id, e.ticket_id, t.number, e.seq, e.hash, e.type, e.at,
  e.actor_role, e.actor_unit, e.from_state, e.to_state, e.data, e.changes, e.retracts`;

/** An event's columns, as `eventOf` reads them. A retraction is computed, so nothing is known of its columns. */
const FEED_GIVES = {
  xid: text,
  id: text,
  ticket_id: uuid,
  number: text,
  ...EVENT_GIVES,
  /** The hash of what it takes back; `null`: it happened. */
  retracts: orNull(text),
};
export type FeedRow = RowOf<typeof FEED_GIVES>;

const READ = statement(
  `
WITH page AS MATERIALIZED (${FEED}
), last AS (
  SELECT feed_xid::text AS last_xid, feed_id::text AS last_id, (SELECT count(*)::int FROM page) AS looked
  FROM page ORDER BY page.feed_xid DESC, page.feed_id DESC LIMIT 1
), seen AS (
  SELECT ${FEED_COLUMNS}, e.feed_xid, e.feed_id
  FROM page e JOIN ticket t ON t.id = e.ticket_id
  WHERE ${eventInSight('e', 4)} AND ${STILL_TOLD}
  ORDER BY e.feed_xid, e.feed_id LIMIT $3::int
)
SELECT last.*, seen.* FROM last LEFT JOIN seen ON TRUE
ORDER BY seen.feed_xid, seen.feed_id`,
  {
    name: 'read-feed',
    takes: [xid, bigint, int, orNull(text), listOf(text)],
    gives: {
      ...FEED_GIVES,
      ticket_id: orNull(uuid),
      last_xid: text,
      last_id: text,
      looked: int,
      feed_xid: xid,
      feed_id: bigint,
    },
  },
);

const TAIL = statement(
  `
SELECT ${FEED_COLUMNS}, e.units, t.accused_unit
FROM (${FEED}
) e JOIN ticket t ON t.id = e.ticket_id
WHERE ${STILL_TOLD}
ORDER BY e.feed_xid, e.feed_id`,
  {
    name: 'tail-feed',
    takes: [xid, bigint],
    gives: { ...FEED_GIVES, units: orNull(listOf(text)), accused_unit: orNull(text) },
  },
);

/** Those at these places, in the actor's sight as it is now. */
export const EVENTS_AT = statement(
  `
SELECT ${FEED_COLUMNS}
FROM unnest($1::text[]::xid8[], $2::bigint[]) AS r (feed_xid, feed_id)
JOIN LATERAL (
  SELECT ${HAPPENED} FROM ticket_event h WHERE h.feed_xid = r.feed_xid AND h.feed_id = r.feed_id
  UNION ALL
  SELECT ${RETRACTION} FROM retracted_event g WHERE g.feed_xid = r.feed_xid AND g.feed_id = r.feed_id
) e ON TRUE
JOIN ticket t ON t.id = e.ticket_id
WHERE ${eventInSight('e', 3)} AND ${STILL_TOLD}`,
  {
    name: 'webhook-events',
    takes: [listOf(text), listOf(bigint), orNull(text), listOf(text)],
    gives: FEED_GIVES,
  },
);

const END = statement(
  `
SELECT feed_xid::text AS xid, feed_id::text AS id FROM (
  (SELECT feed_xid, feed_id FROM ticket_event WHERE feed_xid < pg_snapshot_xmin(pg_current_snapshot())
   ORDER BY feed_xid DESC, feed_id DESC LIMIT 1)
  UNION ALL
  (SELECT feed_xid, feed_id FROM retracted_event WHERE feed_xid < pg_snapshot_xmin(pg_current_snapshot())
   ORDER BY feed_xid DESC, feed_id DESC LIMIT 1)
) AS ends ORDER BY feed_xid DESC, feed_id DESC LIMIT 1`,
  { name: 'end-of-feed', gives: { xid: text, id: text } },
);

const KNOWS = statement('SELECT $1::xid8 <= pg_snapshot_xmax(pg_current_snapshot()) AS known', {
  takes: [xid],
  gives: { known: bool },
});

export function createEventFeed(pool: pg.Pool): EventFeed {
  return {
    async read(actor, after, limit) {
      const rows = await READ.rows(pool, [after.xid, after.id, limit, ...sightOf(actor)]);
      const [first] = rows;
      if (!first) return { events: [], next: after, more: false };
      const events = rows.flatMap(({ ticket_id, ...row }) =>
        ticket_id === null ? [] : [eventOf({ ...row, ticket_id })],
      );
      const lastSeen = events.length === limit ? events.at(-1)?.position : undefined;
      const end = { xid: first.last_xid, id: first.last_id };
      const next = lastSeen ?? end;
      return { events, next, more: first.looked === LOOKED_THROUGH || next.xid !== end.xid || next.id !== end.id };
    },

    async tail(after) {
      const rows = await TAIL.rows(pool, [after.xid, after.id]);
      return rows.map((row) => ({ ...eventOf(row), units: row.units ?? [], accusedUnit: row.accused_unit }));
    },

    async end() {
      const [end] = await END.rows(pool, []);
      return end ?? FEED_START;
    },

    async knows({ xid }) {
      const [row] = await KNOWS.rows(pool, [xid]);
      return row?.known === true;
    },
  };
}

function eventId({ ticket_id, seq, hash }: FeedRow): string {
  return `${ticket_id}/${seq}/${hash.slice(0, HASH_LENGTH)}`;
}

export function eventOf(row: FeedRow): FeedEvent {
  return {
    position: { xid: row.xid, id: row.id },
    id: row.retracts === null ? eventId(row) : `${eventId(row)}/retracted`,
    ticketId: row.ticket_id,
    number: row.number,
    seq: row.seq,
    type: row.type,
    at: row.at,
    actor: { role: row.actor_role, unit: row.actor_unit },
    from: row.from_state,
    to: row.to_state,
    data: row.data,
    changes: row.changes,
  };
}
