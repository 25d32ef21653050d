import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { FeedPosition } from '../domain/webhook/subscription.js';
import {
  changed,
  news,
  WEBHOOK_WORKFLOW,
  webhookWorkflowId,
  type WebhookInput,
} from '../workflows/webhook/webhook-messages.js';

const DEADLINE_MS = 5_000;

interface Subscription {
  readonly id: string;
  /** A workflow that is gone begins here; what was late then is sent again on request only. */
  readonly cursor: FeedPosition;
}

/** The workflows of subscriptions, as the worker speaks to them. */
export interface WebhookEngine {
  /** The row was changed. */
  tellChange(subscription: Subscription): Promise<void>;
  tellNews(subscription: Subscription): Promise<void>;
  /** Which of these have no workflow that runs. */
  lost<T extends Subscription>(subscriptions: readonly T[]): Promise<T[]>;
}

/** `clock`: milliseconds since 1970. */
export function createWebhookEngine(client: Client, taskQueue: string, clock: () => number): WebhookEngine {
  const within = <T>(ask: () => Promise<T>): Promise<T> => client.withDeadline(clock() + DEADLINE_MS, ask);

  function tell({ id, cursor }: Subscription, signal: typeof changed | typeof news): Promise<void> {
    const input: WebhookInput = { id, cursor, late: [], turn: 0, failingSince: null };
    return within(async () => {
      await client.workflow.signalWithStart(WEBHOOK_WORKFLOW, {
        workflowId: webhookWorkflowId(id),
        taskQueue,
        args: [input],
        signal,
      });
    });
  }

  async function isRunning({ id }: Subscription): Promise<boolean> {
    try {
      const { status } = await within(() => client.workflow.getHandle(webhookWorkflowId(id)).describe());
      return status.name === 'RUNNING';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  return {
    tellChange: (subscription) => tell(subscription, changed),
    tellNews: (subscription) => tell(subscription, news),
    async lost(subscriptions) {
      const found: (typeof subscriptions)[number][] = [];
      for (const one of subscriptions) if (!(await isRunning(one))) found.push(one);
      return found;
    },
  };
}
