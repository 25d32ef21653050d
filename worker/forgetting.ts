import { isGrpcServiceError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import { workflowIdOf } from '../domain/ticket/rules/intake.js';

const DEADLINE_MS = 10_000;
const NOT_FOUND = 5;
const WHY = 'The ticket was erased.';

/**
 * Removes all that the engine keeps of a ticket: its workflow, if a backup left it running, and the history of every
 * run. What is past its retention is gone already. Safe to repeat.
 */
export function createForgetting(client: Client, clock: () => number): (ticketId: string) => Promise<void> {
  const { connection, workflowService } = client;
  const { namespace } = client.options;
  const within = <T>(ask: () => Promise<T>): Promise<T> => connection.withDeadline(clock() + DEADLINE_MS, ask);

  /** The newest first: each run names the one that it goes on from. */
  async function runsOf(workflowId: string): Promise<string[]> {
    const runs: string[] = [];
    let runId: string | null = null;
    try {
      const { status, runId: newest } = await within(() => client.workflow.getHandle(workflowId).describe());
      if (status.name === 'RUNNING') await within(() => client.workflow.getHandle(workflowId).terminate(WHY));
      runId = newest;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
    }
    while (runId !== null && !runs.includes(runId)) {
      const of: string = runId;
      runs.push(of);
      runId = await runBefore(workflowId, of);
    }
    return runs;
  }

  async function runBefore(workflowId: string, runId: string): Promise<string | null> {
    try {
      const { history } = await within(() =>
        workflowService.getWorkflowExecutionHistory({
          namespace,
          execution: { workflowId, runId },
          maximumPageSize: 1,
        }),
      );
      const before = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
      return before === undefined || before === null || before === '' ? null : before;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  return async (ticketId) => {
    const workflowId = workflowIdOf(ticketId);
    // The oldest first: what is broken off is found again by the newest.
    for (const runId of (await runsOf(workflowId)).toReversed()) {
      try {
        await within(() =>
          workflowService.deleteWorkflowExecution({ namespace, workflowExecution: { workflowId, runId } }),
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
  };
}

function isNotFound(error: unknown): boolean {
  return isGrpcServiceError(error) && Number(error.code) === NOT_FOUND;
}
