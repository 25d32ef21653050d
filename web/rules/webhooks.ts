import { api, ask } from '../api/client.js';
import type { components } from '../generated/api.js';

export type Webhook = components['schemas']['Webhook'];
export type WebhookDetail = components['schemas']['WebhookDetail'];
export type Delivery = components['schemas']['WebhookDelivery'];
export const WEBHOOKS = ['webhooks'] as const;

const path = (id: string) => ({ path: { id } });
export const readWebhooks = () => ask(api.GET('/api/v1/webhooks'));
export const readWebhook = (id: string): Promise<WebhookDetail> =>
  ask(api.GET('/api/v1/webhooks/{id}', { params: path(id) }));
export const pauseWebhook = (id: string) => ask(api.POST('/api/v1/webhooks/{id}/pause', { params: path(id) }));
export const resumeWebhook = (id: string) => ask(api.POST('/api/v1/webhooks/{id}/resume', { params: path(id) }));
export const removeWebhook = (id: string) => ask(api.DELETE('/api/v1/webhooks/{id}', { params: path(id) }));
export const testWebhook = (id: string) => ask(api.POST('/api/v1/webhooks/{id}/test', { params: path(id) }));
export const replayWebhook = (id: string) =>
  ask(api.POST('/api/v1/webhooks/{id}/replay', { params: path(id), body: { after: 'start' } }));
export const rotateSecret = (id: string, key: string) =>
  ask(
    api.POST('/api/v1/webhooks/{id}/rotate-secret', {
      params: { ...path(id), header: { 'Idempotency-Key': key } },
      body: { overlapHours: 24 },
    }),
  );
export const redeliver = (id: string, delivery: string) =>
  ask(api.POST('/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver', { params: { path: { id, delivery } } }));
