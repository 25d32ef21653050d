import type pg from 'pg';
import type { Recipient } from '../../domain/notice/recipients.js';
import { TRANSPORTS, type Transport } from '../../domain/notice/vocabulary.js';
import { CONTACT_WAYS } from './contact-ways.js';
import type { ClaimedNotice } from './notice-store.js';
import { bytes, instant, int, orNull, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { openJson, type Sealing } from '../secrets/sealing.js';

export interface ReachedContact<T extends Transport> {
  readonly id: string;
  readonly recipient: Recipient<T> | null;
}

export interface ReachedCitizen<T extends Transport> {
  /** `null`: no address was left by which this transport goes, or it has been erased. */
  readonly recipient: Recipient<T> | null;
  /** What was written with the event, such as the lawful channel that the citizen is to be told. */
  readonly words: Readonly<Record<string, unknown>>;
  /** Of which the citizen's links and query code are. */
  readonly linkGeneration: number;
}

/** A notice to a contact, by what tells where it goes. */
export type NoticeToContact = Pick<ClaimedNotice, 'ticketId' | 'seq' | 'recipient' | 'unitId' | 'position'>;

/** Where something is sent to, looked up at the moment of sending and kept nowhere. */
export interface NoticeAddresses {
  /**
   * The contact whom the notice names, as long as it has the position; else another one of the position, who was not
   * told of the event by this channel anyway. `null`: nobody is left who could be told so.
   */
  contact<T extends Transport>(channel: T, notice: NoticeToContact): Promise<ReachedContact<T> | null>;
  /**
   * What receives there says that it is gone for good: nothing more is sent to it until somebody changes the contact.
   */
  gone(contactId: string, to: { readonly channel: Transport; readonly url?: string }, now: Date): Promise<void>;
  citizen<T extends Transport>(channel: T, ticketId: string, seq: number): Promise<ReachedCitizen<T>>;
}

const contactBy = (channel: Transport) =>
  statement(
    `SELECT c.id, c.email, c.phone, c.webhook_url, c.secret_sealed FROM contact c
     WHERE c.active AND c.unit_id = $1 AND c.position = $2 AND ${CONTACT_WAYS[channel].reaches}
       AND (c.id::text = $3 OR NOT EXISTS (
         SELECT 1 FROM notice n
         WHERE n.ticket_id = $4 AND n.seq = $5 AND n.channel = $6 AND n.recipient = c.id::text))
     ORDER BY c.id::text = $3 DESC, c.id LIMIT 1`,
    {
      name: `contact-address-${channel}`,
      takes: [orNull(text), orNull(text), text, uuid, int, text],
      gives: {
        id: uuid,
        email: orNull(text),
        phone: orNull(text),
        webhook_url: orNull(text),
        secret_sealed: orNull(bytes),
      },
    },
  );
const CONTACT = Object.fromEntries(TRANSPORTS.map((channel) => [channel, contactBy(channel)])) as Record<
  Transport,
  ReturnType<typeof contactBy>
>;

const WEBHOOK_GONE = statement('UPDATE contact SET webhook_gone_at = $3 WHERE id = $1 AND webhook_url = $2', {
  takes: [uuid, text, instant],
});

const CITIZEN = statement(
  `SELECT t.wrapped_key, t.citizen_sealed, t.link_generation, e.text_sealed
   FROM ticket t LEFT JOIN ticket_event e ON e.ticket_id = t.id AND e.seq = $2 WHERE t.id = $1`,
  {
    name: 'citizen-address',
    takes: [uuid, int],
    gives: {
      wrapped_key: orNull(bytes),
      citizen_sealed: orNull(bytes),
      link_generation: int,
      text_sealed: orNull(bytes),
    },
  },
);

/** Read by the worker for each message, with what decides whether it still goes there: one round trip each. */
export function createNoticeAddresses(pool: pg.Pool, sealing: Sealing): NoticeAddresses {
  return {
    async contact(channel, { ticketId, seq, recipient, unitId, position }) {
      const [row] = await CONTACT[channel].rows(pool, [unitId, position, recipient, ticketId, seq, channel]);
      const way = CONTACT_WAYS[channel];
      return row ? { id: row.id, recipient: way.at(row, (...sealed) => sealing.openUnderMaster(...sealed)) } : null;
    },

    async gone(contactId, to, now) {
      if (to.channel === 'webhook' && to.url !== undefined) await WEBHOOK_GONE.run(pool, [contactId, to.url, now]);
    },

    async citizen(channel, ticketId, seq) {
      const [row] = await CITIZEN.rows(pool, [ticketId, seq]);
      if (!row?.wrapped_key || !row.citizen_sealed)
        return { recipient: null, words: {}, linkGeneration: row?.link_generation ?? 0 };
      const key = sealing.unwrap(ticketId, row.wrapped_key);
      const { phone, identity } = openJson(key, row.citizen_sealed, `citizen:${ticketId}`) as {
        phone: string | null;
        identity: string;
      };
      const words = row.text_sealed ? openJson(key, row.text_sealed, `text:${ticketId}`) : {};
      const recipient = identity === 'anonymous' || phone === null ? null : CONTACT_WAYS[channel].ofCitizen?.(phone);
      return {
        recipient: recipient ?? null,
        words: words as Record<string, unknown>,
        linkGeneration: row.link_generation,
      };
    },
  };
}
