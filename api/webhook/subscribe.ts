import { randomUUID } from 'node:crypto';
import type { NewWebhook } from '../../contracts/webhooks.js';
import { hasScope } from '../../domain/access/key-scopes.js';
import { assertTakesNew } from '../../domain/city/closing.js';
import { MOST_OF_A_UNIT } from '../../domain/webhook/subscription.js';
import type { Noted } from '../../storage/admin/noun-store.js';
import type { WebhookSubscription } from '../../storage/webhook/running-webhooks.js';
import { TooManyWebhooks } from '../../storage/webhook/webhook-store.js';
import { EngineUnavailable, EngineBusy } from '../gateway/ticket-gateway.js';
import { keyReused, onceId } from '../idempotency/idempotency.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Services } from '../services.js';
import type { Account } from '../access/account.js';
import type { Webhooks } from './webhooks.js';
import { presentWebhook } from './webhook-presenter.js';
import { WEBHOOK_ROUTE } from './webhook-route.js';
import { assertTargetAllowed } from './assert-target-allowed.js';

/**
 * Takes a subscription. It begins with what happens from now on, also when the engine is away and its workflow starts
 * later. The same request under its key answers with the same subscription and the same secret.
 */
export async function subscribe(
  services: Pick<Services, 'feed' | 'feedCursors' | 'webhooks' | 'reference' | 'keys'>,
  body: NewWebhook,
  account: Account,
  key: string | null,
  noted: Noted<WebhookSubscription>,
): Promise<RouteResponse> {
  const { feed, feedCursors, reference, webhooks } = services;
  const { store, guard, gateway } = webhooks;
  const owner = await ownerOf(services, body.key, account);
  if (owner.unit !== null) assertTakesNew(owner.unit, (await reference.current()).units);
  const eventTypes = [...new Set(body.eventTypes)];
  await assertTargetAllowed(guard, body.url, '/url');
  const { subscription, secret, isNew } = await store
    .create(
      {
        id: key === null ? randomUUID() : uuidOf(onceId(account.id, key)),
        name: body.name,
        ownerKeyId: owner.id,
        role: owner.role,
        unit: owner.unit,
        url: body.url,
        eventTypes,
        cursor: await feed.end(),
      },
      noted,
    )
    .catch((error: unknown) => {
      throw error instanceof TooManyWebhooks ? tooMany() : error;
    });
  const isSame =
    subscription.name === body.name &&
    subscription.url === body.url &&
    subscription.eventTypes.join() === eventTypes.join() &&
    subscription.status !== 'removed';
  if (!isSame) throw keyReused();
  await wake(gateway, subscription);
  return {
    status: 201,
    headers: isNew ? {} : { 'Idempotency-Replayed': 'true' },
    body: { ...presentWebhook(subscription, feedCursors), secret },
  };
}

/** It is told what a key sees, for as long as that key is good; a session ends, and is nobody's system. */
async function ownerOf(
  { keys }: Pick<Services, 'keys'>,
  wanted: string | undefined,
  { by, role, unit }: Account,
): Promise<Pick<WebhookSubscription, 'role' | 'unit'> & { readonly id: string }> {
  if (by.kind === 'key') {
    if (wanted === undefined || wanted === by.id) return { id: by.id, role, unit };
    throw invalidField('/key', 'invalid', 'A key subscribes for itself, and for no other.');
  }
  if (wanted === undefined) throw invalidField('/key', 'invalid', 'Name the key whose subscription it is.');
  const key = (await keys.stillOpen([wanted])).has(wanted) ? await keys.find(wanted) : null;
  if (key && WEBHOOK_ROUTE.permission.some((one) => one === key.role) && hasScope(key.scopes, WEBHOOK_ROUTE.scope)) {
    return { id: key.id, role: key.role, unit: key.unit };
  }
  throw invalidField('/key', 'unknown-value', 'There is no open key with this id that may subscribe.');
}

function tooMany(): ApiProblem {
  return new ApiProblem(
    'too-many-webhooks',
    `Your unit has ${MOST_OF_A_UNIT} subscriptions, as many as a unit may have. Remove one that nobody needs, or pass events on from one address.`,
  );
}

/** Tells the workflow of a change. While the engine is away the change is kept, and the workflow is told later. */
export async function wake(gateway: Webhooks['gateway'], webhook: WebhookSubscription): Promise<void> {
  try {
    await gateway.changed(webhook);
  } catch (error) {
    if (!(error instanceof EngineUnavailable || error instanceof EngineBusy)) throw error;
  }
}

/** The same for the same request, and never met by chance. */
function uuidOf(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
