import { setTimeout } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { createReconcileActivities, type ReconcileActivities } from '../activities/reconcile-activities.js';
import type { PlacedActor } from '../domain/ticket/permissions.js';
import { startMissingSubscriptions } from '../outbound/missing-subscriptions.js';
import type { Database } from '../storage/database.js';
import type { ReferenceData } from '../storage/reference-data.js';
import { createReconcileStore } from '../storage/reconcile-store.js';
import type { Sealing } from '../storage/sealing.js';
import { createTicketStore } from '../storage/ticket-store.js';
import { createWebhookStore, type WebhookSubscription } from '../storage/webhook-store.js';
import { changed, WEBHOOK_WORKFLOW, webhookWorkflowId, type WebhookInput } from '../workflows/webhook-messages.js';
import type { WorkerMetrics } from './metrics.js';
import { ensureStandingWorkflows } from './standing-workflows.js';
import { createTicketEngine } from './ticket-engine.js';

const EVERYTHING: PlacedActor = { id: 'reconciling', role: 'administrator', unit: null, unitPath: [] };

/** Puts together what compares the two stores. */
export function createReconciling(parts: {
  readonly client: Client;
  readonly taskQueue: string;
  readonly pool: Database['pool'];
  readonly sealing: Sealing;
  readonly reference: ReferenceData;
  readonly metrics: Pick<WorkerMetrics, 'found' | 'unanswered'>;
}): ReconcileActivities {
  const { client, taskQueue, pool, sealing, reference, metrics } = parts;
  const { markStarted } = createTicketStore(pool);
  const webhooks = createWebhookStore(pool, sealing);
  const { reconcile } = createReconcileActivities({
    store: { ...createReconcileStore(pool), markStarted },
    engine: createTicketEngine(client, taskQueue, Date.now),
    reference,
    pause: setTimeout,
    clock: Date.now,
    observe: metrics.found,
    silent: metrics.unanswered,
    startWebhooks: async () => {
      const told = await startMissingSubscriptions(webhooks, wake);
      const lost: WebhookSubscription[] = [];
      for (const one of await webhooks.list(EVERYTHING)) if (!(await isRunning(one))) lost.push(one);
      for (const one of lost) await wake(one);
      return told + lost.length;
    },
  });
  return {
    async reconcile(from) {
      // Whoever reaches Temporal may end them; nobody is told anything until they go on.
      await ensureStandingWorkflows(client, taskQueue);
      return reconcile(from);
    },
  };

  async function isRunning({ id }: WebhookSubscription): Promise<boolean> {
    try {
      const { status } = await client.workflow.getHandle(webhookWorkflowId(id)).describe();
      return status.name === 'RUNNING';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  /** A workflow that is gone begins where the subscription was last seen to be; what was late then is sent again on request only. */
  async function wake({ id, cursor }: WebhookSubscription): Promise<void> {
    const input: WebhookInput = { id, cursor, late: [], turn: 0, failingSince: null };
    await client.workflow.signalWithStart(WEBHOOK_WORKFLOW, {
      workflowId: webhookWorkflowId(id),
      taskQueue,
      args: [input],
      signal: changed,
    });
  }
}
