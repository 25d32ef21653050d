import {
  NewWebhookSchema,
  ReplaySchema,
  RotatedSchema,
  RotateSchema,
  TakenUpSchema,
  WebhookDetailSchema,
  WebhookListSchema,
  WebhookParamsSchema,
  WebhookSchema,
  WebhookTestedSchema,
  WebhookWithSecretSchema,
} from '../../contracts/webhooks.js';
import type { Request } from 'express';
import { notedWebhook } from '../../storage/admin/noted.js';
import type { WebhookSubscription } from '../../storage/webhook/running-webhooks.js';
import type { Account } from '../access/account.js';
import { authorOf } from '../admin/author.js';
import { EngineUnavailable, EngineBusy, WorkflowGone } from '../gateway/ticket-gateway.js';
import { idempotencyKey, onceId } from '../idempotency/idempotency.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTimeOrNull } from '../http/time.js';
import { deliveryRoutes } from './delivery-routes.js';
import { subscribe, wake } from './subscribe.js';
import { presentLive, presentWebhook } from './webhook-presenter.js';
import { noWebhook, ONE_WEBHOOK, WEBHOOK_ROUTE, webhookOf, WEBHOOKS } from './webhook-route.js';

type WebhookServices = Pick<Services, 'admin' | 'webhooks' | 'feed' | 'feedCursors' | 'reference' | 'keys'>;
const defineRoute = routesFor<WebhookServices>();

const ONE = { ...ONE_WEBHOOK, params: WebhookParamsSchema } as const;

const createWebhook = defineRoute({
  ...WEBHOOK_ROUTE,
  method: 'post',
  path: WEBHOOKS,
  operationId: 'createWebhook',
  summary: 'Have events posted to an address',
  description:
    'Everything in sight of the key from now on, in the order of its ticket, at least once. The secret is in this answer alone; under an Idempotency-Key a repetition has it again.',
  body: NewWebhookSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: {
    201: { description: 'Subscribed.', schema: WebhookWithSecretSchema, headers: ['Idempotency-Replayed'] },
  },
  problems: ['target-not-allowed', 'idempotency-key-reused', 'too-many-webhooks', 'unit-closed'],
  handler: ({ body, account, request }, services) =>
    subscribe(
      services,
      ...([body, account, idempotencyKey(request.get('idempotency-key'))] as const),
      notedBy(services, account, request),
    ),
});

const listWebhooks = defineRoute({
  ...WEBHOOK_ROUTE,
  method: 'get',
  path: WEBHOOKS,
  operationId: 'listWebhooks',
  summary: 'The subscriptions of the own unit',
  description: 'Newest first; administrators see those of all.',
  responses: { 200: { description: 'All of them.', schema: WebhookListSchema } },
  async handler({ account }, { webhooks: { store }, feedCursors }) {
    return { status: 200, body: { items: (await store.list(account)).map((one) => presentWebhook(one, feedCursors)) } };
  },
});

const getWebhook = defineRoute({
  ...ONE,
  method: 'get',
  path: `${WEBHOOKS}/{id}`,
  operationId: 'getWebhook',
  summary: 'How a subscription is doing',
  responses: { 200: { description: 'The subscription, and what its workflow says.', schema: WebhookDetailSchema } },
  async handler({ params, account }, services): Promise<RouteResponse> {
    const webhook = await webhookOf(services, account, params.id);
    const live = await services.webhooks.gateway.live(webhook.id).catch((error: unknown) => {
      if (error instanceof EngineUnavailable || error instanceof EngineBusy || error instanceof WorkflowGone)
        return null;
      throw error;
    });
    return { status: 200, body: { ...presentWebhook(webhook, services.feedCursors), live: live && presentLive(live) } };
  },
});

const removeWebhook = defineRoute({
  ...ONE,
  method: 'delete',
  path: `${WEBHOOKS}/{id}`,
  operationId: 'removeWebhook',
  summary: 'End a subscription for good',
  description: 'Its secrets are forgotten. A second time changes nothing.',
  responses: { 204: { description: 'Removed.' } },
  async handler({ params, account, request }, services) {
    const webhook = await webhookOf(services, account, params.id, true);
    if (webhook.status !== 'removed') {
      const noted = notedBy(services, account, request);
      const removed = await services.webhooks.store.setStatus(webhook.id, 'removed', account.by.id, noted);
      if (removed) await wake(services.webhooks.gateway, removed);
    }
    return { status: 204 };
  },
});

const standing = (
  verb: 'pause' | 'resume',
  status: 'paused' | 'active',
  summary: string,
  description: string,
): Route<WebhookServices> =>
  defineRoute({
    ...ONE,
    method: 'post',
    path: `${WEBHOOKS}/{id}/${verb}`,
    operationId: `${verb}Webhook`,
    summary,
    description,
    responses: { 200: { description: 'The subscription as it is now.', schema: WebhookSchema } },
    async handler({ params, account, request }, services) {
      const { store, gateway } = services.webhooks;
      const before = await webhookOf(services, account, params.id);
      if (status === 'active' && account.by.kind === 'session') await assertOwned(services, before);
      const noted = notedBy(services, account, request);
      const webhook = (await store.setStatus(params.id, status, account.by.id, noted)) ?? noWebhook();
      await wake(gateway, webhook);
      return { status: 200, body: presentWebhook(webhook, services.feedCursors) };
    },
  });

const replayWebhook = defineRoute({
  ...ONE,
  method: 'post',
  path: `${WEBHOOKS}/{id}/replay`,
  operationId: 'replayWebhook',
  summary: 'Send again from a place in the feed',
  description: 'Messages keep their `webhook-id`, so a receiver that remembers them does nothing twice.',
  body: ReplaySchema,
  responses: { 202: { description: 'It begins.', schema: TakenUpSchema } },
  problems: ['webhook-not-found', 'cursor-invalid'],
  async handler({ params, account, body }, services) {
    const webhook = await webhookOf(services, account, params.id);
    const { feed, feedCursors, webhooks } = services;
    await webhooks.gateway.replay(webhook, await feedCursors.placeOf(body.after, feed));
    return { status: 202, body: { id: webhook.id, taken: true } };
  },
});

const testWebhook = defineRoute({
  ...ONE,
  method: 'post',
  path: `${WEBHOOKS}/{id}/test`,
  operationId: 'testWebhook',
  summary: 'Send a `ping` now and say what came of it',
  description: 'Works on a paused subscription too. Signed like every message.',
  responses: { 200: { description: 'What the receiver said.', schema: WebhookTestedSchema } },
  async handler({ params, account }, services) {
    const webhook = await webhookOf(services, account, params.id);
    return { status: 200, body: await services.webhooks.gateway.test(webhook) };
  },
});

const rotateSecret = defineRoute({
  ...ONE,
  method: 'post',
  path: `${WEBHOOKS}/{id}/rotate-secret`,
  operationId: 'rotateWebhookSecret',
  summary: 'Take a new secret',
  description:
    'For the overlap every message carries two signatures, one by each secret. Under an Idempotency-Key a repetition has the same secret again.',
  body: RotateSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: { 200: { description: 'The new secret, shown this once.', schema: RotatedSchema } },
  async handler({ params, account, body, request }, services) {
    const { store, gateway } = services.webhooks;
    const webhook = await webhookOf(services, account, params.id);
    const requestId = onceId(account.id, idempotencyKey(request.get('idempotency-key')));
    const noted = notedBy(services, account, request);
    const { until, secret } =
      (await store.rotate(webhook.id, requestId, body.overlapHours * 3_600_000, noted)) ?? noWebhook();
    await wake(gateway, webhook);
    return { status: 200, body: { secret, previousSecretUntil: chinaTimeOrNull(until) } };
  },
});

/** A key that goes on with it becomes its owner where the owner's is not good any more; a session cannot. */
async function assertOwned(
  { keys }: Pick<WebhookServices, 'keys'>,
  { ownerKeyId }: WebhookSubscription,
): Promise<void> {
  if ((await keys.stillOpen([ownerKeyId])).has(ownerKeyId)) return;
  throw new ApiProblem(
    'actor-not-allowed',
    'The key whose subscription it is is not good any more. Resume it with another key, or add one for another key.',
  );
}

/** Tells the trail of what is changed here, in the transaction that changes it. */
function notedBy({ admin }: Pick<WebhookServices, 'admin'>, account: Account, request: Request) {
  return notedWebhook(admin, authorOf(account, request, request.get('idempotency-key') ?? null));
}

export const webhookRoutes: readonly Route<WebhookServices>[] = [
  createWebhook,
  listWebhooks,
  getWebhook,
  removeWebhook,
  standing('pause', 'paused', 'Stop sending for a while', 'What happens meanwhile is sent after `resume`.'),
  standing('resume', 'active', 'Go on sending', 'What is late is tried at once.'),
  replayWebhook,
  testWebhook,
  rotateSecret,
  ...deliveryRoutes,
];
