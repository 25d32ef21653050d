import type { Recipient } from '../../domain/notice/recipients.js';
import { TRANSPORTS, type Transport } from '../../domain/notice/vocabulary.js';

/** What a contact's webhook secret is sealed for: it opens nowhere else. */
export const contactSecretContext = (contactId: string): string => `contact-secret:${contactId}`;

export interface ContactRow {
  readonly id: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly webhook_url: string | null;
  readonly secret_sealed: Buffer | null;
}

interface Way<T extends Transport> {
  /** Whether a contact `c` is reached so, as SQL. */
  readonly reaches: string;
  /** Where; `null`: nowhere, after all. `open` gives a sealed secret in clear. */
  at(row: ContactRow, open: (sealed: Buffer, context: string) => unknown): Recipient<T> | null;
  /** A citizen, by the telephone number that was left; absent: citizens are not told so. */
  ofCitizen?(phone: string): Recipient<T>;
}

/** How contacts are reached, by each transport: the one place that knows the columns. */
export const CONTACT_WAYS: { readonly [T in Transport]: Way<T> } = {
  email: {
    reaches: 'c.email IS NOT NULL',
    at: ({ email }) => (email === null ? null : { channel: 'email', address: email }),
  },
  sms: {
    reaches: 'c.phone IS NOT NULL',
    at: ({ phone }) => (phone === null ? null : { channel: 'sms', phone }),
    ofCitizen: (phone) => ({ channel: 'sms', phone }),
  },
  webhook: {
    reaches: 'c.webhook_url IS NOT NULL AND c.webhook_gone_at IS NULL',
    at({ id, webhook_url: url, secret_sealed: sealed }, open) {
      if (url === null || sealed === null) return null;
      return { channel: 'webhook', url, secret: String(open(sealed, contactSecretContext(id))) };
    },
  },
};

const CASES = TRANSPORTS.map((transport) => `CASE WHEN ${CONTACT_WAYS[transport].reaches} THEN '${transport}' END`);
/** By which transports the contact `c` is reached, as SQL. */
export const REACHED_BY = `array_remove(ARRAY[${CASES.join(', ')}]::text[], NULL)`;
