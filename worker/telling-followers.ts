import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { createFollowerActivities, type FollowerActivities } from '../activities/ticket/follower-activities.js';
import { masterConcluded } from '../workflows/ticket/ticket-messages.js';

/**
 * A master speaks to its followers through the client: to signal them itself would cost its history two events each.
 */
export function createTellingFollowers({ client }: { readonly client: Client }): FollowerActivities {
  return createFollowerActivities({
    async tell(workflowId, outcome) {
      try {
        await client.workflow.getHandle(workflowId).signal(masterConcluded, outcome);
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      }
    },
  });
}
