import { ScheduleAlreadyRunning, type Client } from '@temporalio/client';
import { ERASURE_SCHEDULE, ERASURE_WORKFLOW } from '../workflows/erasure/erasure-messages.js';
import { RECONCILE_SCHEDULE, RECONCILE_WORKFLOW } from '../workflows/reconcile/reconcile-messages.js';

/**
 * What is done by the clock, whatever tickets there are. `longest`: a run that nobody takes up must not stand in the
 * way.
 */
const ROWS = [
  { scheduleId: RECONCILE_SCHEDULE, workflowType: RECONCILE_WORKFLOW, every: '5 minutes', longest: '15 minutes' },
  { scheduleId: ERASURE_SCHEDULE, workflowType: ERASURE_WORKFLOW, every: '1 hour', longest: '4 hours' },
] as const;
const CATCH_UP = '1 minute';

/** Made once for all workers; one that is there, or was paused by hand, is left as it is. */
export async function ensureSchedules(client: Client, taskQueue: string): Promise<void> {
  for (const { scheduleId, workflowType, every, longest } of ROWS) {
    try {
      await client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every }] },
        policies: { overlap: 'SKIP', catchupWindow: CATCH_UP },
        action: {
          type: 'startWorkflow',
          workflowType,
          workflowId: scheduleId,
          taskQueue,
          workflowExecutionTimeout: longest,
        },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
