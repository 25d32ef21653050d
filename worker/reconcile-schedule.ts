import { ScheduleAlreadyRunning, type Client } from '@temporalio/client';
import { RECONCILE_SCHEDULE, RECONCILE_WORKFLOW } from '../workflows/reconcile/reconcile-messages.js';

const EVERY = '5 minutes';
const CATCH_UP = '1 minute';
const LONGEST = '15 minutes';

/**
 * The Schedule that compares the two stores. Made once for all workers; one that is there, or was paused by hand, is
 * left as it is.
 */
export async function ensureReconcileSchedule(client: Client, taskQueue: string): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: RECONCILE_SCHEDULE,
      spec: { intervals: [{ every: EVERY }] },
      policies: { overlap: 'SKIP', catchupWindow: CATCH_UP },
      action: {
        type: 'startWorkflow',
        workflowType: RECONCILE_WORKFLOW,
        workflowId: RECONCILE_SCHEDULE,
        taskQueue,
        // A run that nobody takes up must not stand in the way of all that follow.
        workflowExecutionTimeout: LONGEST,
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}
