import { createWebhookActivities, type WebhookActivities } from '../../activities/webhook/webhook-activities.js';
import { createGuardedPost } from '../../outbound/guarded-post.js';
import { createWebhookNews } from '../../storage/webhook/webhook-news.js';
import type { ApiWorld } from './api-world.js';

/** What a worker does for the webhooks of this API. `patienceMs`: how long a receiver may take for its answer. */
export function webhookActivities({ services, database }: ApiWorld, patienceMs = 60_000): WebhookActivities {
  const { webhooks, feed, reference } = services;
  return createWebhookActivities({
    store: webhooks.store,
    log: webhooks.log,
    feed,
    news: createWebhookNews(database.pool),
    reference,
    post: createGuardedPost(webhooks.guard, Date.now, patienceMs),
    source: 'https://hotline.example.org/api/v1/tickets',
    now: () => new Date(),
  });
}
