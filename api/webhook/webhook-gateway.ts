import type { EventRef, FeedPosition } from '../../domain/webhook/subscription.js';
import type { Pinged, WebhookLive } from '../../workflows/webhook/webhook-messages.js';

/** What a subscription's workflow is begun with. */
export interface NewWebhookWorkflow {
  readonly id: string;
  readonly cursor: FeedPosition;
}

/** All that the API wants of the workflows of subscriptions. Each method rejects as those of the ticket gateway do. */
export interface WebhookGateway {
  /** Its row was made or changed: the workflow looks at it, and is started if there is none. May be repeated. */
  changed(webhook: NewWebhookWorkflow): Promise<void>;
  replay(webhook: NewWebhookWorkflow, from: FeedPosition): Promise<void>;
  redeliver(webhook: NewWebhookWorkflow, event: EventRef): Promise<void>;
  test(webhook: NewWebhookWorkflow): Promise<Pinged>;
  live(id: string): Promise<WebhookLive>;
}
