import {
  DeliveryListSchema,
  DeliveryParamsSchema,
  DeliveryQuerySchema,
  TakenUpSchema,
  WebhookParamsSchema,
} from '../../contracts/webhooks.js';
import { pageOf, startOf } from '../http/paging.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { presentDelivery } from './webhook-presenter.js';
import { ONE_WEBHOOK, webhookOf, WEBHOOKS } from './webhook-route.js';

type DeliveryServices = Pick<Services, 'webhooks'>;
const defineRoute = routesFor<DeliveryServices>();

const listDeliveries = defineRoute({
  ...ONE_WEBHOOK,
  method: 'get',
  path: `${WEBHOOKS}/{id}/deliveries`,
  operationId: 'listWebhookDeliveries',
  summary: 'Every attempt, and what the receiver said',
  description: 'Newest first, for 30 days. `outcome=dead` lists what was given up after three days of trying.',
  params: WebhookParamsSchema,
  query: DeliveryQuerySchema,
  responses: { 200: { description: 'One page.', schema: DeliveryListSchema } },
  async handler({ params, query, account }, services) {
    const { log, pages } = services.webhooks;
    const webhook = await webhookOf(services, account, params.id);
    const start = startOf(query.cursor, (cursor) => {
      const [at, id] = pages.read(cursor) ?? [];
      return at === undefined || id === undefined ? null : { at, id };
    });
    const { outcome, ticket, limit } = query;
    const filter = { ...(outcome && { outcome }), ...(ticket !== undefined && { ticket }) };
    const found = await log.list(webhook.id, filter, start, limit + 1);
    const { items, nextCursor } = pageOf(found, limit, ({ at, id }) => pages.write([at.toISOString(), id]));
    return { status: 200, body: { items: items.map(presentDelivery), nextCursor } };
  },
});

const redeliver = defineRoute({
  ...ONE_WEBHOOK,
  method: 'post',
  path: `${WEBHOOKS}/{id}/deliveries/{delivery}/redeliver`,
  operationId: 'redeliverWebhookEvent',
  summary: 'Send the event of an attempt again',
  description: 'At once, and with retries as at first. For what was given up, or was lost by the receiver.',
  params: DeliveryParamsSchema,
  responses: { 202: { description: 'It is sent.', schema: TakenUpSchema } },
  problems: ['webhook-not-found', 'not-found'],
  async handler({ params, account }, services) {
    const { log, gateway } = services.webhooks;
    const webhook = await webhookOf(services, account, params.id);
    const delivery = await log.find(webhook.id, params.delivery);
    if (!delivery) throw new ApiProblem('not-found', 'There is no such delivery; the log is kept for 30 days.');
    if (!delivery.event) throw new ApiProblem('not-found', 'This was a test. Send another one with `test`.');
    await gateway.redeliver(webhook, delivery.event);
    return { status: 202, body: { id: delivery.id, taken: true } };
  },
});

export const deliveryRoutes: readonly Route<DeliveryServices>[] = [listDeliveries, redeliver];
