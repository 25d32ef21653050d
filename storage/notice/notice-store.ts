import type pg from 'pg';
import {
  TRANSPORTS,
  type NoticeAddressee,
  type NoticeParams,
  type NoticeTemplate,
  type Position,
  type Transport,
} from '../../domain/notice/vocabulary.js';
import type { Language } from '../../domain/ticket/words.js';
import { bigint, bool, instant, int, jsonb, listOf, orNull, sure, text, textOf, uuid } from '../postgres/kinds.js';
import { statement, type RowOf } from '../postgres/statement.js';

/** A notice that this turn of its channel has taken, to be sent, put off or given up before the turn ends. */
export interface ClaimedNotice {
  readonly id: string;
  readonly ticketId: string;
  readonly seq: number;
  readonly template: NoticeTemplate;
  readonly addressee: NoticeAddressee;
  readonly unitId: string | null;
  readonly position: Position | null;
  readonly recipient: string;
  readonly language: Language;
  readonly pack: string;
  readonly params: NoticeParams;
  readonly level: number;
  readonly hours: string | null;
  readonly at: Date;
  readonly attempts: number;
  /** The message it goes out with, by the first notice in it. */
  readonly messageId: string;
}

/**
 * What one channel does with its notices. One turn at a time, which its workflow sees to; what is said of a message
 * holds only while it is still under way in the attempt that took it, so that the late answer of an earlier turn
 * changes nothing.
 */
export interface NoticeStore {
  /** Those that have something to send. */
  dueChannels(now: Date): Promise<Transport[]>;
  /** Gives back what a turn that was broken off had taken. What it may have sent is sent again, as the same message. */
  recover(channel: Transport, now: Date): Promise<number>;
  /**
   * Takes what is due, in messages: what waits for one person is one message, and stays one, so that every attempt is
   * the same. What nobody needs to hear any more has expired.
   */
  claim(channel: Transport, now: Date, most: number): Promise<ClaimedNotice[][]>;
  delivered(message: readonly ClaimedNotice[], now: Date): Promise<void>;
  /** `counted`: it was tried; otherwise it was only not its time. */
  putOff(message: readonly ClaimedNotice[], until: Date, error: string | null, counted: boolean): Promise<void>;
  giveUp(message: readonly ClaimedNotice[], status: 'dead' | 'cancelled', error: string): Promise<void>;
  /**
   * For a channel that this system does not have: says so on what is due, and lets go of what nobody needs to hear any
   * more.
   */
  keep(channel: Transport, now: Date, why: string): Promise<void>;
}

/** Rows looked at for one turn. A herd larger than that is told in two messages. */
const LOOKED_AT = 5_000;

const CLAIM = statement(
  `
WITH due AS MATERIALIZED (
  SELECT id, recipient, mergeable, digest_id FROM notice
  WHERE channel = $1 AND status = 'pending' AND not_before <= $2
  ORDER BY not_before, id LIMIT ${LOOKED_AT}
), gathered AS (
  SELECT id, recipient, mergeable, digest_id FROM notice
  WHERE channel = $1 AND status = 'pending' AND not_before > $2 AND mergeable AND digest_id IS NULL
    AND recipient IN (SELECT recipient FROM due WHERE mergeable AND digest_id IS NULL)
  ORDER BY id LIMIT ${LOOKED_AT}
), named AS (
  SELECT id, COALESCE(digest_id, CASE
    WHEN mergeable THEN min(id) FILTER (WHERE mergeable AND digest_id IS NULL) OVER (PARTITION BY recipient)
    ELSE id END) AS message
  FROM (SELECT * FROM due UNION ALL SELECT * FROM gathered) AS waiting
), placed AS (
  SELECT id, message, dense_rank() OVER (ORDER BY message) AS place FROM named
)
UPDATE notice n SET status = 'sending', attempts = n.attempts + 1, digest_id = placed.message
FROM placed WHERE n.id = placed.id AND placed.place <= $3
RETURNING n.id, n.ticket_id, n.seq, n.template, n.addressee, n.unit_id, n.position, n.recipient, n.language, n.pack, n.params, n.level,
  n.hours, n.created_at, n.attempts, n.digest_id`,
  {
    name: 'claim-notices',
    takes: [text, instant, bigint],
    gives: {
      id: bigint,
      ticket_id: uuid,
      seq: int,
      template: textOf<NoticeTemplate>(),
      addressee: textOf<NoticeAddressee>(),
      unit_id: orNull(text),
      position: orNull(textOf<Position>()),
      recipient: text,
      language: textOf<Language>(),
      pack: text,
      params: jsonb<NoticeParams>(),
      level: int,
      hours: orNull(text),
      created_at: instant,
      attempts: int,
      digest_id: sure(bigint),
    },
  },
);
type Row = RowOf<(typeof CLAIM)['gives']>;

/** The notices of a message that are still under way in the attempt that took them. */
const UNDER_WAY = `n.status = 'sending' AND (n.id, n.attempts, n.digest_id)
  IN (SELECT * FROM unnest($1::bigint[], $2::int[], $3::bigint[]))`;

const TAKEN = [listOf(bigint), listOf(int), listOf(bigint)] as const;

const EXPIRE = statement(
  `UPDATE notice SET status = 'expired' WHERE channel = $1 AND status = 'pending' AND not_before <= $2 AND expires_at <= $2`,
  { takes: [text, instant] },
);

/**
 * A unit is told nothing more of a ticket that is about it, or about one above it. With some that are not due yet: they
 * are gathered into what is.
 */
const WITHDRAW = statement(
  `UPDATE notice n SET status = 'cancelled', last_error = 'about-the-unit' FROM ticket t
   WHERE n.channel = $1 AND n.status = 'pending' AND n.not_before <= $2::timestamptz + interval '1 minute'
     AND n.unit_id IS NOT NULL AND t.id = n.ticket_id AND t.accused_unit IS NOT NULL AND (n.unit_id = t.accused_unit
       OR EXISTS (SELECT FROM unit u WHERE u.id = n.unit_id AND t.accused_unit = ANY(u.path)))`,
  { name: 'withdraw-notices', takes: [text, instant] },
);

const DUE = statement(
  `SELECT due.channel FROM unnest($1::text[]) AS due (channel)
   WHERE EXISTS (SELECT 1 FROM notice n WHERE n.channel = due.channel AND n.status = 'pending' AND n.not_before <= $2)`,
  { name: 'notices-due', takes: [listOf(text), instant], gives: { channel: textOf<Transport>() } },
);

const RECOVER = statement(
  `UPDATE notice SET status = 'pending', not_before = $2 WHERE channel = $1 AND status = 'sending'`,
  { takes: [text, instant] },
);

const DELIVERED = statement(
  `UPDATE notice n SET status = CASE WHEN n.id = n.digest_id THEN 'sent' ELSE 'merged' END, sent_at = $4, last_error = NULL
   WHERE ${UNDER_WAY}`,
  { name: 'notices-delivered', takes: [...TAKEN, instant] },
);

const PUT_OFF = statement(
  `UPDATE notice n SET status = 'pending', not_before = $4, last_error = COALESCE($5, n.last_error),
     attempts = n.attempts - CASE WHEN $6::bool THEN 0 ELSE 1 END
   WHERE ${UNDER_WAY}`,
  { takes: [...TAKEN, instant, orNull(text), bool] },
);

const GIVE_UP = statement(`UPDATE notice n SET status = $4, last_error = $5 WHERE ${UNDER_WAY}`, {
  takes: [...TAKEN, text, text],
});

const KEEP = statement(
  `UPDATE notice SET last_error = $3
   WHERE channel = $1 AND status = 'pending' AND not_before <= $2 AND last_error IS DISTINCT FROM $3`,
  { takes: [text, instant, text] },
);

export function createNoticeStore(pool: pg.Pool): NoticeStore {
  const taken = (message: readonly ClaimedNotice[]): [string[], number[], string[]] => [
    message.map(({ id }) => id),
    message.map(({ attempts }) => attempts),
    message.map(({ messageId }) => messageId),
  ];
  return {
    async dueChannels(now) {
      return (await DUE.rows(pool, [TRANSPORTS, now])).map(({ channel }) => channel);
    },

    recover: (channel, now) => RECOVER.run(pool, [channel, now]),

    async claim(channel, now, most) {
      await EXPIRE.run(pool, [channel, now]);
      await WITHDRAW.run(pool, [channel, now]);
      const rows = await CLAIM.rows(pool, [channel, now, String(most)]);
      const messages = new Map<string, ClaimedNotice[]>();
      for (const notice of rows.map(claimedOf)) {
        const message = messages.get(notice.messageId);
        if (message) message.push(notice);
        else messages.set(notice.messageId, [notice]);
      }
      return [...messages.values()];
    },

    async delivered(message, now) {
      await DELIVERED.run(pool, [...taken(message), now]);
    },

    async putOff(message, until, error, counted) {
      await PUT_OFF.run(pool, [...taken(message), until, error, counted]);
    },

    async giveUp(message, status, error) {
      await GIVE_UP.run(pool, [...taken(message), status, error]);
    },

    async keep(channel, now, why) {
      await EXPIRE.run(pool, [channel, now]);
      await KEEP.run(pool, [channel, now, why]);
    },
  };
}

function claimedOf(row: Row): ClaimedNotice {
  const { id, seq, template, addressee, position, recipient, language, pack, params, level, hours, attempts } = row;
  const same = { id, seq, template, addressee, position, recipient, language, pack, params, level, hours, attempts };
  return { ...same, ticketId: row.ticket_id, unitId: row.unit_id, at: row.created_at, messageId: row.digest_id };
}
