import type { WebhookSubscription } from '../../storage/webhook/running-webhooks.js';
import { ApiProblem } from '../http/problem.js';
import type { Services } from '../services.js';
import type { Account } from '../access/account.js';

/** What all routes of webhooks have in common. */
export const WEBHOOK_ROUTE = {
  tag: 'Webhooks',
  permission: ['handler', 'administrator'],
  scope: 'webhooks',
} as const;
export const WEBHOOKS = '/api/v1/webhooks';
export const ONE_WEBHOOK = {
  ...WEBHOOK_ROUTE,
  problems: ['webhook-not-found'],
  missing: 'webhook-not-found',
} as const;

/** The subscription, if it is the account's to see; any other does not exist for it. */
export async function webhookOf(
  { webhooks }: Pick<Services, 'webhooks'>,
  account: Account,
  id: string,
  evenRemoved = false,
): Promise<WebhookSubscription> {
  const found = await webhooks.store.find(account, id, evenRemoved);
  return found ?? noWebhook();
}

export function noWebhook(): never {
  throw new ApiProblem('webhook-not-found', 'There is no webhook with this id that you may see.');
}
