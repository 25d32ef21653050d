import * as wf from '@temporalio/workflow';
import type { ReconcileActivities } from '../../activities/reconcile/reconcile-activities.js';
import { outboundQueue } from '../outbound-messages.js';
import type { ReconcileRun } from './reconcile-messages.js';

/**
 * Compares the two stores once. Run by a Schedule, it goes through all open tickets little by little: each run begins
 * where the last one that succeeded ended.
 */
export async function reconcileStores(): Promise<ReconcileRun> {
  const { reconcile } = wf.proxyActivities<ReconcileActivities>({
    taskQueue: outboundQueue(wf.workflowInfo().taskQueue),
    startToCloseTimeout: '4 minutes',
    retry: { initialInterval: '10 seconds', maximumAttempts: 3 },
  });
  const last = wf.workflowInfo().lastResult as ReconcileRun | undefined;
  return reconcile(last?.next ?? null);
}
