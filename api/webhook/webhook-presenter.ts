import type { LoggedDelivery } from '../../storage/webhook/webhook-log.js';
import type { WebhookSubscription } from '../../storage/webhook/running-webhooks.js';
import type { WebhookLive } from '../../workflows/webhook/webhook-messages.js';
import type { FeedCursors } from '../event/feed-cursors.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';

export function presentWebhook(webhook: WebhookSubscription, places: Pick<FeedCursors, 'write'>): object {
  const { id, name, url, eventTypes, status, pausedBecause, role, unit, cursor, late } = webhook;
  return {
    id,
    name,
    url,
    eventTypes,
    status,
    pausedBecause,
    role,
    unit,
    cursor: places.write(cursor),
    late,
    failingSince: chinaTimeOrNull(webhook.failingSince),
    previousSecretUntil: chinaTimeOrNull(webhook.previousSecretUntil),
    createdAt: chinaTime(webhook.createdAt),
    updatedAt: chinaTime(webhook.updatedAt),
  };
}

export function presentLive({ doing, late }: WebhookLive): object {
  return {
    doing,
    late: late.map(({ ticketId, waiting, attempts, since, nextAt }) => ({
      ticket: ticketId,
      seq: waiting[0]?.seq ?? 0,
      waiting: waiting.length,
      attempts,
      since: since === null ? null : chinaTime(new Date(since)),
      nextAt: chinaTime(new Date(nextAt)),
    })),
  };
}

export function presentDelivery(delivery: LoggedDelivery): object {
  const { id, event, type, at, durationMs, status, error, answer, outcome } = delivery;
  return {
    id,
    ticket: event?.ticketId ?? null,
    seq: event?.seq ?? 0,
    type,
    at: chinaTime(at),
    durationMs,
    status,
    error,
    answer,
    outcome,
  };
}
