import type pg from 'pg';
import {
  INBOX_POSITIONS,
  type NoticeAddressee,
  type NoticeChannel,
  type NoticeParams,
  type NoticeStatus,
  type NoticeTemplate,
  type Position,
} from '../../domain/notice/vocabulary.js';
import { standingUnit, type PlacedActor } from '../../domain/ticket/permissions.js';

/** One notice in somebody's inbox. */
export interface InboxNotice {
  readonly id: string;
  readonly ticketId: string;
  readonly template: NoticeTemplate;
  readonly pack: string;
  readonly params: NoticeParams;
  readonly level: number;
  readonly at: Date;
  readonly readAt: Date | null;
}

/** What became of one notice. Whom it reached is a position of a unit, never an address. */
export interface NoticeDelivery {
  readonly id: string;
  readonly ticketId: string;
  readonly number: string;
  readonly seq: number;
  readonly channel: NoticeChannel;
  readonly template: NoticeTemplate;
  readonly addressee: NoticeAddressee;
  readonly unit: string | null;
  readonly position: Position | null;
  readonly level: number;
  readonly status: NoticeStatus;
  readonly at: Date;
  readonly notBefore: Date;
  readonly expiresAt: Date;
  readonly sentAt: Date | null;
  readonly attempts: number;
  readonly lastError: string | null;
  /** The notice with whose message it went out. */
  readonly sentWith: string | null;
}

export interface NoticeInboxes {
  /** Newest first; `before` is the id of the last one of the page before. */
  inbox(actor: PlacedActor, filter: { unread: boolean }, before: string | null, limit: number): Promise<InboxNotice[]>;
  /** Counted up to a thousand: beyond that nobody minds how many. */
  unread(actor: PlacedActor): Promise<number>;
  /** Marks one as read by this account. `null`: it is not in this account's inbox. */
  read(actor: PlacedActor, id: string, at: Date): Promise<Date | null>;
  ofTicket(ticketId: string): Promise<NoticeDelivery[]>;
  dead(before: string | null, limit: number): Promise<NoticeDelivery[]>;
  /** Puts a dead or cancelled one back. `null`: there is none with this id that could be sent again. */
  resend(id: string, now: Date): Promise<NoticeDelivery | null>;
}

/** For how long one that was put back by hand is worth telling. */
const RESENT_FOR_HOURS = 72;
const MOST_COUNTED = 1_000;

interface Row {
  id: string;
  ticket_id: string;
  seq: number;
  channel: NoticeChannel;
  template: NoticeTemplate;
  addressee: NoticeAddressee;
  unit_id: string | null;
  position: Position | null;
  pack: string;
  params: NoticeParams;
  level: number;
  status: NoticeStatus;
  created_at: Date;
  not_before: Date;
  expires_at: Date;
  sent_at: Date | null;
  attempts: number;
  last_error: string | null;
  digest_id: string | null;
  read_at: Date | null;
}

/** Whose inbox: a unit's for handlers, that of their positions for the hotline. Placeholders start at `$1`. */
function boxOf(actor: PlacedActor): { sql: string; parameter: unknown } {
  if (actor.role === 'handler') return { sql: 'n.unit_id = $1', parameter: standingUnit(actor) };
  return { sql: 'n.position = ANY($1::text[])', parameter: INBOX_POSITIONS[actor.role] ?? [] };
}

export function createNoticeInboxes(pool: pg.Pool): NoticeInboxes {
  return {
    async inbox(actor, { unread }, before, limit) {
      const { sql, parameter } = boxOf(actor);
      const { rows } = await pool.query<Row>(
        `SELECT n.*, r.at AS read_at FROM notice n LEFT JOIN notice_read r ON r.notice_id = n.id AND r.account_id = $2
         WHERE n.channel = 'inApp' AND ${sql} AND ($3::bigint IS NULL OR n.id < $3) AND (NOT $4::bool OR r.at IS NULL)
         ORDER BY n.id DESC LIMIT $5`,
        [parameter, actor.id, before, unread, limit],
      );
      return rows.map(({ id, ticket_id, template, pack, params, level, created_at, read_at }) => ({
        ...{ id, template, pack, params, level },
        ...{ ticketId: ticket_id, at: created_at, readAt: read_at },
      }));
    },

    async unread(actor) {
      const { sql, parameter } = boxOf(actor);
      const { rows } = await pool.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM (SELECT 1 FROM notice n
         WHERE n.channel = 'inApp' AND ${sql} AND NOT EXISTS
           (SELECT 1 FROM notice_read r WHERE r.notice_id = n.id AND r.account_id = $2)
         ORDER BY n.id DESC LIMIT ${MOST_COUNTED}) AS found`,
        [parameter, actor.id],
      );
      return rows[0]?.n ?? 0;
    },

    async read(actor, id, at) {
      const { sql, parameter } = boxOf(actor);
      const { rows } = await pool.query<{ at: Date }>(
        `INSERT INTO notice_read (notice_id, account_id, at)
         SELECT n.id, $2, $4 FROM notice n WHERE n.id = $3 AND n.channel = 'inApp' AND ${sql}
         ON CONFLICT (notice_id, account_id) DO UPDATE SET at = notice_read.at RETURNING at`,
        [parameter, actor.id, id, at],
      );
      return rows[0]?.at ?? null;
    },

    async ofTicket(ticketId) {
      const { rows } = await pool.query<Row>('SELECT * FROM notice WHERE ticket_id = $1 ORDER BY seq, ordinal, id', [
        ticketId,
      ]);
      return rows.map(deliveryOf);
    },

    async dead(before, limit) {
      const { rows } = await pool.query<Row>(
        `SELECT * FROM notice WHERE status = 'dead' AND ($1::bigint IS NULL OR id < $1) ORDER BY id DESC LIMIT $2`,
        [before, limit],
      );
      return rows.map(deliveryOf);
    },

    async resend(id, now) {
      const { rows } = await pool.query<Row>(
        `UPDATE notice SET status = 'pending', attempts = 0, last_error = NULL, digest_id = NULL, not_before = $2,
           expires_at = greatest(expires_at, $2::timestamptz + interval '${RESENT_FOR_HOURS} hours')
         WHERE id = $1 AND status IN ('dead', 'cancelled') AND channel <> 'inApp' RETURNING *`,
        [id, now],
      );
      return rows[0] ? deliveryOf(rows[0]) : null;
    },
  };
}

function deliveryOf(row: Row): NoticeDelivery {
  const { id, seq, channel, template, addressee, position, level, status, attempts } = row;
  return {
    ...{ id, seq, channel, template, addressee, position, level, status, attempts },
    ticketId: row.ticket_id,
    number: String(row.params['number'] ?? ''),
    unit: row.unit_id,
    at: row.created_at,
    notBefore: row.not_before,
    expiresAt: row.expires_at,
    sentAt: row.sent_at,
    lastError: row.last_error,
    sentWith: row.digest_id === row.id ? null : row.digest_id,
  };
}
