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
import type { Notice } from '../generated/client.js';
import { bigint, bool, instant, int, jsonb, listOf, orNull, text, textOf, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { prismaOver } from '../postgres/prisma.js';
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
  /** Marks all that was there by then as read by this account; answers how many were not. */
  readAll(actor: PlacedActor, at: Date): Promise<number>;
  ofTicket(ticketId: string): Promise<NoticeDelivery[]>;
  dead(before: string | null, limit: number): Promise<NoticeDelivery[]>;
  /** Puts a dead or cancelled one back. `null`: there is none with this id that could be sent again. */
  resend(id: string, now: Date): Promise<NoticeDelivery | null>;
}

/** For how long one that was put back by hand is worth telling. */
const RESENT_FOR_HOURS = 72;
const HOUR_MS = 3_600_000;
const MOST_COUNTED = 1_000;

/**
 * Joined with what this account has read, and bounded in what is counted: one statement each, for either kind of inbox.
 */
function inboxStatements(whose: string) {
  return {
    page: statement(
      `SELECT n.id, n.ticket_id, n.template, n.pack, n.params, n.level, n.created_at, r.at AS read_at
       FROM notice n LEFT JOIN notice_read r ON r.notice_id = n.id AND r.account_id = $2
       WHERE n.channel = 'inApp' AND ${whose} AND ($3::bigint IS NULL OR n.id < $3) AND (NOT $4::bool OR r.at IS NULL)
       ORDER BY n.id DESC LIMIT $5::int`,
      {
        takes: [listOf(text), uuid, orNull(bigint), bool, int],
        gives: {
          id: bigint,
          ticket_id: uuid,
          template: textOf<NoticeTemplate>(),
          pack: text,
          params: jsonb<NoticeParams>(),
          level: int,
          created_at: instant,
          read_at: orNull(instant),
        },
      },
    ),
    unread: statement(
      `SELECT count(*)::int AS n FROM (SELECT 1 FROM notice n
       WHERE n.channel = 'inApp' AND ${whose} AND NOT EXISTS
         (SELECT 1 FROM notice_read r WHERE r.notice_id = n.id AND r.account_id = $2)
       ORDER BY n.id DESC LIMIT ${MOST_COUNTED}) AS found`,
      { takes: [listOf(text), uuid], gives: { n: int } },
    ),
    read: statement(
      `INSERT INTO notice_read (notice_id, account_id, at)
       SELECT n.id, $2, $4 FROM notice n WHERE n.id = $3 AND n.channel = 'inApp' AND ${whose}
       ON CONFLICT (notice_id, account_id) DO UPDATE SET at = notice_read.at RETURNING at`,
      { takes: [listOf(text), uuid, bigint, instant], gives: { at: instant } },
    ),
    readAll: statement(
      `INSERT INTO notice_read (notice_id, account_id, at)
       SELECT n.id, $2, $3 FROM notice n WHERE n.channel = 'inApp' AND n.created_at <= $3 AND ${whose} AND NOT EXISTS
         (SELECT 1 FROM notice_read r WHERE r.notice_id = n.id AND r.account_id = $2)
       ON CONFLICT (notice_id, account_id) DO NOTHING`,
      { takes: [listOf(text), uuid, instant] },
    ),
  };
}
/** The unit, then all above it: what it was told of a ticket that is about one of them is in its inbox no more. */
const OF_UNIT = inboxStatements(`n.unit_id = ($1::text[])[1]
  AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.id = n.ticket_id AND t.accused_unit = ANY($1::text[]))`);
const OF_POSITIONS = inboxStatements('n.position = ANY($1::text[])');

/** Whose inbox: a unit's for handlers, that of their positions for the hotline. */
function inboxOf(actor: PlacedActor): typeof OF_UNIT & { readonly whose: readonly string[] } {
  if (actor.role !== 'handler') return { ...OF_POSITIONS, whose: INBOX_POSITIONS[actor.role] ?? [] };
  const unit = standingUnit(actor);
  return { ...OF_UNIT, whose: unit === null ? [] : [unit, ...actor.unitPath] };
}

export function createNoticeInboxes(pool: pg.Pool): NoticeInboxes {
  return {
    async inbox(actor, { unread }, before, limit) {
      const { page, whose } = inboxOf(actor);
      const rows = await page.rows(pool, [whose, actor.id, before, unread, limit]);
      return rows.map(({ id, ticket_id, template, pack, params, level, created_at, read_at }) => ({
        ...{ id, template, pack, params, level },
        ...{ ticketId: ticket_id, at: created_at, readAt: read_at },
      }));
    },

    async unread(actor) {
      const { unread, whose } = inboxOf(actor);
      const [row] = await unread.rows(pool, [whose, actor.id]);
      return row?.n ?? 0;
    },

    async read(actor, id, at) {
      const { read, whose } = inboxOf(actor);
      const [row] = await read.rows(pool, [whose, actor.id, id, at]);
      return row?.at ?? null;
    },

    async readAll(actor, at) {
      const { readAll, whose } = inboxOf(actor);
      return readAll.run(pool, [whose, actor.id, at]);
    },

    async ofTicket(ticketId) {
      const { notice } = await prismaOver(pool);
      const rows = await notice.findMany({
        where: { ticketId },
        orderBy: [{ seq: 'asc' }, { ordinal: 'asc' }, { id: 'asc' }],
      });
      return rows.map(deliveryOf);
    },

    async dead(before, limit) {
      const { notice } = await prismaOver(pool);
      const rows = await notice.findMany({
        where: { status: 'dead', ...(before !== null && { id: { lt: BigInt(before) } }) },
        orderBy: { id: 'desc' },
        take: limit,
      });
      return rows.map(deliveryOf);
    },

    async resend(id, now) {
      const { notice } = await prismaOver(pool);
      const unsent = { id: BigInt(id), status: { in: ['dead', 'cancelled'] }, channel: { not: 'inApp' } };
      const [there] = await notice.findMany({ where: unsent });
      if (!there) return null;
      const worthUntil = new Date(now.getTime() + RESENT_FOR_HOURS * HOUR_MS);
      const [row] = await notice.updateManyAndReturn({
        where: unsent,
        data: {
          ...{ status: 'pending', attempts: 0, lastError: null, digestId: null, notBefore: now },
          expiresAt: there.expiresAt > worthUntil ? there.expiresAt : worthUntil,
        },
      });
      return row ? deliveryOf(row) : null;
    },
  };
}

function deliveryOf(row: Notice): NoticeDelivery {
  const { seq, ticketId, level, attempts, notBefore, expiresAt, sentAt, lastError } = row;
  return {
    ...{ seq, ticketId, level, attempts, notBefore, expiresAt, sentAt, lastError },
    id: String(row.id),
    channel: row.channel as NoticeChannel,
    template: row.template as NoticeTemplate,
    addressee: row.addressee as NoticeAddressee,
    position: row.position as Position | null,
    status: row.status as NoticeStatus,
    number: String((row.params as NoticeParams)['number'] ?? ''),
    unit: row.unitId,
    at: row.createdAt,
    sentWith: row.digestId === null || row.digestId === row.id ? null : String(row.digestId),
  };
}
