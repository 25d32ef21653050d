import { createWebhookActivities, type WebhookActivities } from '../activities/webhook/webhook-activities.js';
import type { GuardedPost } from '../outbound/guarded-post.js';
import type { Database } from '../storage/postgres/database.js';
import { createEventFeed } from '../storage/event/event-feed.js';
import type { ReferenceData } from '../storage/reference/reference-data.js';
import type { Sealing } from '../storage/secrets/sealing.js';
import { createWebhookLog } from '../storage/webhook/webhook-log.js';
import { createWebhookNews } from '../storage/webhook/webhook-news.js';
import { createRunningWebhooks } from '../storage/webhook/running-webhooks.js';

/** Puts together what delivers webhooks. */
export function createWebhooks(deps: {
  readonly pool: Database['pool'];
  readonly sealing: Sealing;
  readonly reference: ReferenceData;
  readonly post: GuardedPost;
  readonly publicUrl: string | undefined;
}): WebhookActivities {
  const { pool, sealing, reference, post, publicUrl } = deps;
  const feed = createEventFeed(pool);
  return createWebhookActivities({
    store: createRunningWebhooks(pool, sealing),
    log: createWebhookLog(pool),
    news: createWebhookNews(pool),
    feed,
    reference,
    post,
    source: `${(publicUrl ?? '').replace(/\/$/, '')}/api/v1/tickets`,
    now: () => new Date(),
  });
}
