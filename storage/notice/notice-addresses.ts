import type pg from 'pg';
import type { Transport } from '../../domain/notice/vocabulary.js';
import type { ClaimedNotice } from './notice-store.js';
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

export function createNoticeAddresses(pool: pg.Pool, sealing: Sealing): NoticeAddresses {
  return {
    async contact(channel, { ticketId, seq, recipient, unitId, position }) {
      const { rows } = await pool.query<{
        id: string;
        email: string | null;
        phone: string | null;
        webhook_url: string | null;
        secret_sealed: Buffer | null;
      }>({
        name: `contact-address-${channel}`,
        text: `SELECT c.id, c.email, c.phone, c.webhook_url, c.secret_sealed FROM contact c
               WHERE c.active AND c.unit_id = $1 AND c.position = $2 AND ${REACHED_BY[channel]}
                 AND (c.id::text = $3 OR NOT EXISTS (
                   SELECT 1 FROM notice n
                   WHERE n.ticket_id = $4 AND n.seq = $5 AND n.channel = $6 AND n.recipient = c.id::text))
               ORDER BY c.id::text = $3 DESC, c.id LIMIT 1`,
        values: [unitId, position, recipient, ticketId, seq, channel],
      });
      const [row] = rows;
      if (!row) return null;
      const { id, email, phone, webhook_url: url, secret_sealed: sealed } = row;
      const secret = sealed && sealing.openUnderMaster(sealed, contactSecretContext(id));
      return { id, email, phone, webhook: url && secret ? { url, secret: String(secret) } : null };
    },

    async webhookGone(contactId, url, now) {
      await pool.query('UPDATE contact SET webhook_gone_at = $3 WHERE id = $1 AND webhook_url = $2', [
        contactId,
        url,
        now,
      ]);
    },

    async citizen(ticketId, seq) {
      const { rows } = await pool.query<{
        wrapped_key: Buffer | null;
        citizen_sealed: Buffer | null;
        text_sealed: Buffer | null;
      }>({
        name: 'citizen-address',
        text: `SELECT t.wrapped_key, t.citizen_sealed, e.text_sealed
               FROM ticket t LEFT JOIN ticket_event e ON e.ticket_id = t.id AND e.seq = $2 WHERE t.id = $1`,
        values: [ticketId, seq],
      });
      const [row] = rows;
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
