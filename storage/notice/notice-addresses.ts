import type pg from 'pg';
import type { Transport } from '../../domain/notice/vocabulary.js';
import type { ClaimedNotice } from './notice-store.js';
import { bytes, instant, int, orNull, text, uuid } from '../postgres/kinds.js';
import { statement } from '../postgres/statement.js';
import { openJson, type Sealing } from '../secrets/sealing.js';

export interface ContactAddress {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly webhook: { readonly url: string; readonly secret: string } | null;
}

export interface CitizenAddress {
  /** `null`: none was left, or it has been erased. */
  readonly phone: string | null;
  /** What was written with the event, such as the lawful channel that the citizen is to be told. */
  readonly words: Readonly<Record<string, unknown>>;
}

/** A notice to a contact, by what tells where it goes. */
export type NoticeToContact = Pick<ClaimedNotice, 'ticketId' | 'seq' | 'recipient' | 'unitId' | 'position'>;

/** Where something is sent to, looked up at the moment of sending and kept nowhere. */
export interface NoticeAddresses {
  /**
   * The contact whom the notice names, as long as it has the position; else another one of the position, who was not told of the event
   * by this channel anyway. `null`: nobody is left who could be told so.
   */
  contact(channel: Transport, notice: NoticeToContact): Promise<ContactAddress | null>;
  /** The receiver of this contact says that it is gone for good: nothing more is sent to it until somebody changes the contact. */
  webhookGone(contactId: string, url: string, now: Date): Promise<void>;
  citizen(ticketId: string, seq: number): Promise<CitizenAddress>;
}

/** What a contact's webhook secret is sealed for: it opens nowhere else. */
export const contactSecretContext = (contactId: string): string => `contact-secret:${contactId}`;

const REACHED_BY: Readonly<Record<Transport, string>> = {
  email: 'c.email IS NOT NULL',
  sms: 'c.phone IS NOT NULL',
  webhook: 'c.webhook_url IS NOT NULL AND c.webhook_gone_at IS NULL',
};

const contactBy = (channel: Transport) =>
  statement(
    `SELECT c.id, c.email, c.phone, c.webhook_url, c.secret_sealed FROM contact c
     WHERE c.active AND c.unit_id = $1 AND c.position = $2 AND ${REACHED_BY[channel]}
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
const CONTACT = { email: contactBy('email'), sms: contactBy('sms'), webhook: contactBy('webhook') };

const WEBHOOK_GONE = statement('UPDATE contact SET webhook_gone_at = $3 WHERE id = $1 AND webhook_url = $2', {
  takes: [uuid, text, instant],
});

const CITIZEN = statement(
  `SELECT t.wrapped_key, t.citizen_sealed, e.text_sealed
   FROM ticket t LEFT JOIN ticket_event e ON e.ticket_id = t.id AND e.seq = $2 WHERE t.id = $1`,
  {
    name: 'citizen-address',
    takes: [uuid, int],
    gives: { wrapped_key: orNull(bytes), citizen_sealed: orNull(bytes), text_sealed: orNull(bytes) },
  },
);

/** Read by the worker for each message, with what decides whether it still goes there: one round trip each. */
export function createNoticeAddresses(pool: pg.Pool, sealing: Sealing): NoticeAddresses {
  return {
    async contact(channel, { ticketId, seq, recipient, unitId, position }) {
      const [row] = await CONTACT[channel].rows(pool, [unitId, position, recipient, ticketId, seq, channel]);
      if (!row) return null;
      const { id, email, phone, webhook_url: url, secret_sealed: sealed } = row;
      const secret = sealed && sealing.openUnderMaster(sealed, contactSecretContext(id));
      return { id, email, phone, webhook: url && secret ? { url, secret: String(secret) } : null };
    },

    async webhookGone(contactId, url, now) {
      await WEBHOOK_GONE.run(pool, [contactId, url, now]);
    },

    async citizen(ticketId, seq) {
      const [row] = await CITIZEN.rows(pool, [ticketId, seq]);
      if (!row?.wrapped_key || !row.citizen_sealed) return { phone: null, words: {} };
      const key = sealing.unwrap(ticketId, row.wrapped_key);
      const { phone, identity } = openJson(key, row.citizen_sealed, `citizen:${ticketId}`) as {
        phone: string | null;
        identity: string;
      };
      const words = row.text_sealed ? openJson(key, row.text_sealed, `text:${ticketId}`) : {};
      return { phone: identity === 'anonymous' ? null : phone, words: words as Record<string, unknown> };
    },
  };
}
