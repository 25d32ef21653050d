import { setTimeout } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { createReconcileActivities, type ReconcileActivities } from '../activities/reconcile/reconcile-activities.js';
import { startMissingSubscriptions } from '../outbound/missing-subscriptions.js';
import { mapConcurrently } from '../pacing/map-concurrently.js';
import type { Database } from '../storage/postgres/database.js';
import type { ReferenceData } from '../storage/reference/reference-data.js';
import { createReconcileStore } from '../storage/reconcile/reconcile-store.js';
import type { Sealing } from '../storage/secrets/sealing.js';
import { createTicketStore } from '../storage/ticket/ticket-store.js';
import { createRunningWebhooks, type RunningWebhooks } from '../storage/webhook/running-webhooks.js';
import type { WorkerMetrics } from './metrics.js';
import { ensureSingletonWorkflows } from './singleton-workflows.js';
import { createTicketEngine } from './ticket-engine.js';
import type { WebhookEngine } from './webhook-engine.js';

const PAGE = 200;
const TOLD_AT_ONCE = 8;

/** Puts together what compares the two stores. */
export function createReconciling(deps: {
  readonly client: Client;
  readonly taskQueue: string;
  readonly pool: Database['pool'];
  readonly sealing: Sealing;
  readonly reference: ReferenceData;
  readonly metrics: Pick<WorkerMetrics, 'found' | 'unanswered'>;
  readonly webhookEngine: WebhookEngine;
}): ReconcileActivities {
  const { client, taskQueue, pool, sealing, reference, metrics, webhookEngine: engine } = deps;
  const { markStarted } = createTicketStore(pool);
  const webhooks = createRunningWebhooks(pool, sealing);
  const { reconcile } = createReconcileActivities({
    store: { ...createReconcileStore(pool), markStarted },
    engine: createTicketEngine(client, taskQueue, Date.now),
    reference,
    pause: setTimeout,
    clock: Date.now,
    observe: metrics.found,
    silent: metrics.unanswered,
    startWebhooks: () => startLost(webhooks, engine),
  });
  return {
    async reconcile(from) {
      // Whoever reaches Temporal may end them; nobody is told anything until they go on.
      await ensureSingletonWorkflows(client, taskQueue);
      return reconcile(from);
    },
  };
}

/**
 * Tells subscriptions what they have not seen, and begins those anew whose workflow has got lost. One that fails keeps
 * no other back.
 */
export async function startLost(
  store: Pick<RunningWebhooks, 'unseen' | 'standing'>,
  engine: WebhookEngine,
): Promise<number> {
  const failures: unknown[] = [];
  const note = (error: unknown): number => {
    failures.push(error);
    return 0;
  };
  let begun = await startMissingSubscriptions(store, engine.tellChange).catch(note);
  for (let page = await store.standing(null, PAGE); page.length > 0;) {
    const lost = await engine.lost(page);
    await mapConcurrently(lost, TOLD_AT_ONCE, engine.tellChange).catch(note);
    begun += lost.length;
    page = await store.standing(page.at(-1)?.id ?? null, PAGE);
  }
  if (failures.length > 0) throw failures[0];
  return begun;
}
