import type pg from 'pg';
import { openJson, type Sealing } from './sealing.js';

export interface ContactAddress {
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

/** Where something is sent to, looked up at the moment of sending and kept nowhere. */
export interface NoticeAddresses {
  /** `null`: there is no such contact any more. */
  contact(id: string): Promise<ContactAddress | null>;
  citizen(ticketId: string, seq: number): Promise<CitizenAddress>;
}

/** What a contact's webhook secret is sealed for: it opens nowhere else. */
export const contactSecretContext = (contactId: string): string => `contact-secret:${contactId}`;

export function createNoticeAddresses(pool: pg.Pool, sealing: Sealing): NoticeAddresses {
  return {
    async contact(id) {
      const { rows } = await pool.query<{
        email: string | null;
        phone: string | null;
        webhook_url: string | null;
        secret_sealed: Buffer | null;
      }>({
        name: 'contact-address',
        text: 'SELECT email, phone, webhook_url, secret_sealed FROM contact WHERE id = $1 AND active',
        values: [id],
      });
      const [row] = rows;
      if (!row) return null;
      const { webhook_url: url, secret_sealed: sealed } = row;
      const secret = sealed && sealing.openUnderMaster(sealed, contactSecretContext(id));
      return { email: row.email, phone: row.phone, webhook: url && secret ? { url, secret: String(secret) } : null };
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
