import type { TargetGuard } from '../../outbound/target-guard.js';
import type { WebhookLog } from '../../storage/webhook/webhook-log.js';
import type { WebhookStore } from '../../storage/webhook/webhook-store.js';
import type { WebhookGateway } from './webhook-gateway.js';
import type { SignedCursors } from '../http/signed-cursors.js';

/** All that the routes of webhooks work with, besides what every route has. */
export interface Webhooks {
  readonly store: WebhookStore;
  readonly log: WebhookLog;
  readonly gateway: WebhookGateway;
  readonly guard: TargetGuard;
  /** Of the pages of the delivery log. */
  readonly pages: SignedCursors;
}
