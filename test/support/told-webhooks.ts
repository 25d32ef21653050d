import type { WebhookGateway } from '../../api/webhook/webhook-gateway.js';
import { EngineUnavailable, WorkflowGone } from '../../api/gateway/ticket-gateway.js';
import type { InProcessGateway } from './in-process-gateway.js';

/** The workflows of subscriptions, as far as the API sees them: they hear what they are told, and do nothing. */
export interface ToldWebhooks extends WebhookGateway {
  readonly told: { readonly name: string; readonly id: string; readonly about?: unknown }[];
}

export function createToldWebhooks(engine: Pick<InProcessGateway, 'mood'>): ToldWebhooks {
  const told: { name: string; id: string; about?: unknown }[] = [];
  async function hear(name: string, id: string, about?: unknown): Promise<void> {
    if (engine.mood === 'away') throw new EngineUnavailable();
    told.push({ name, id, ...(about !== undefined && { about }) });
    return Promise.resolve();
  }
  return {
    told,
    changed: ({ id }) => hear('changed', id),
    replay: ({ id }, from) => hear('replay', id, from),
    redeliver: ({ id }, event) => hear('redeliver', id, event),
    async test({ id }) {
      await hear('test', id);
      return { delivered: true, status: 204, error: null, answer: '', durationMs: 3 };
    },
    async live(id) {
      await hear('live', id);
      throw new WorkflowGone();
    },
  };
}
