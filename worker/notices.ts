import { createMailTransport } from '../activities/notice/mail-transport.js';
import { createNoticeActivities, type NoticeActivities } from '../activities/notice/notice-activities.js';
import { createSmsOutbox } from '../activities/notice/sms-outbox.js';
import { createWebhookTransport } from '../activities/notice/url-transport.js';
import type { Env } from '../config/env.js';
import type { Keys } from '../config/key-ring.js';
import type { Transport } from '../domain/notice/vocabulary.js';
import type { GuardedPost } from '../outbound/guarded-post.js';
import { createProgressLinks, createQueryCodes, createRatingLinks } from '../storage/access/citizen-links.js';
import type { Database } from '../storage/postgres/database.js';
import { isDatabaseAway } from '../storage/postgres/database-away.js';
import { createNoticeAddresses } from '../storage/notice/notice-addresses.js';
import { createNoticeStore } from '../storage/notice/notice-store.js';
import { readNoticeTemplates } from '../storage/notice/notice-templates.js';
import type { ReferenceData } from '../storage/reference/reference-data.js';
import type { Sealing } from '../storage/secrets/sealing.js';
import { createWatch } from '../storage/postgres/watch.js';

const LOOK_EVERY_MS = 1_000;

/** Everything with which people are told, put together: what a channel does, and which channels there are. */
export function createNotices(deps: {
  readonly env: Pick<Env, 'smtpUrl' | 'mailFrom' | 'smsOutbox' | 'publicUrl'>;
  readonly keys: Keys;
  readonly pool: Database['pool'];
  readonly sealing: Sealing;
  readonly reference: ReferenceData;
  readonly post: GuardedPost;
  readonly now: () => Date;
  readonly stopping: AbortSignal;
}): { readonly activities: NoticeActivities; close(): void } {
  const { env, keys, pool, sealing, reference, post, now, stopping } = deps;
  const email = env.smtpUrl === undefined ? undefined : createMailTransport(env.smtpUrl, env.mailFrom);
  const sms = env.smsOutbox === undefined ? undefined : createSmsOutbox(env.smsOutbox);
  const store = createNoticeStore(pool);
  const activities = createNoticeActivities({
    store,
    due: createWatch(() => store.dueChannels(now()), LOOK_EVERY_MS),
    addresses: createNoticeAddresses(pool, sealing),
    reference,
    transports: { email, sms, webhook: createWebhookTransport(post, now) } satisfies Record<Transport, unknown>,
    templates: readNoticeTemplates(),
    isDatabaseAway,
    ratingLinks: createRatingLinks(keys, env.publicUrl),
    progressLinks: createProgressLinks(keys, env.publicUrl),
    queryCodes: createQueryCodes(keys),
    now,
    stopping,
  });
  return {
    activities,
    close: () => email?.close(),
  };
}
