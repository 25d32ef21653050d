import { Webhook } from 'standardwebhooks';
import type { GuardedPost, PostError } from '../../outbound/guarded-post.js';
import type { NoticeTransport } from './message.js';

/** Faults of the address itself: trying again changes nothing. */
const HOPELESS: ReadonlySet<PostError> = new Set([
  'malformed-url',
  'credentials',
  'scheme',
  'port',
  'spelling',
  'private',
]);
const GONE = 410;

/**
 * A contact's own receiver, signed as Standard Webhooks says. Another contact's dead receiver is none of its business.
 */
export function createWebhookTransport(post: GuardedPost, now: () => Date): NoticeTransport<'webhook'> {
  return {
    async send({ id, subject, text, notices, language }, to) {
      const at = now();
      const body = JSON.stringify({ id, type: 'notice', language, subject, text, notices });
      const { error, status, retryAfterMs } = await post(to.url, {
        headers: {
          'content-type': 'application/json',
          'user-agent': 'huiying-notices/1',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
          'webhook-signature': new Webhook(to.secret).sign(id, at, body),
        },
        body,
      });
      if (error === null) return { kind: 'ok' };
      const code = status === null ? `webhook-${error}` : `webhook-${status}`;
      if (status === GONE) return { kind: 'gone', code };
      if (HOPELESS.has(error)) return { kind: 'dead', code };
      return { kind: 'retry', code, ...(retryAfterMs !== null && { notBeforeMs: retryAfterMs }) };
    },
  };
}
