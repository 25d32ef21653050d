import { createTransport } from 'nodemailer';
import type { Delivery, NoticeTransport } from './message.js';

const CONNECTIONS = 4;
const TIMEOUT_MS = 20_000;

/** Faults of the way to the server, or of our standing with it. */
const AWAY: ReadonlySet<string> = new Set([
  'ECONNECTION',
  'ETIMEDOUT',
  'ESOCKET',
  'EDNS',
  'ETLS',
  'EPROTOCOL',
  'EAUTH',
  'ENOAUTH',
  'EPROXY',
]);
/** The server says that it closes. */
const CLOSING = 421;

/** E-mail through the operator's own server. The message id and the ids of the notices go with it. */
export function createMailTransport(smtpUrl: string, from: string): NoticeTransport<'email'> & { close(): void } {
  const mailer = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: CONNECTIONS,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([A-Za-z0-9.-]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
  return {
    async send(message, to) {
      try {
        await mailer.sendMail({
          from,
          to: to.address,
          subject: message.subject,
          text: message.text,
          messageId: `<${message.id}@${domain}>`,
          headers: {
            'Auto-Submitted': 'auto-generated',
            'X-Huiying-Notices': message.notices.map(({ id }) => id).join(' '),
          },
        });
        return { kind: 'ok' };
      } catch (error) {
        return faultOf(error as { code?: string; responseCode?: number });
      }
    },
    close: () => mailer.close(),
  };
}

function faultOf({ code = 'unknown', responseCode = 0 }: { code?: string; responseCode?: number }): Delivery {
  if (AWAY.has(code) || responseCode === CLOSING) return { kind: 'away', code: `smtp-${code.toLowerCase()}` };
  if (responseCode >= 500) return { kind: 'dead', code: `smtp-${responseCode}` };
  return { kind: 'retry', code: responseCode > 0 ? `smtp-${responseCode}` : `smtp-${code.toLowerCase()}` };
}
