import { PATIENCE_MS } from './eventually.js';
import { Client, Connection } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { defaultPayloadConverter } from '@temporalio/common';
import type { TestWorkflowEnvironment } from '@temporalio/testing';

/** What a message carries: values in clear, or payloads that were copied or made by hand. */
export type Carried = readonly unknown[] | { readonly payloads: readonly Payload[] };

/** Somebody who reaches the port of Temporal and has no key: the plain client, and nothing of ours. */
export interface Stranger {
  /** `done`, or the word with which it was rejected. */
  update(workflowId: string, name: string, carried: Carried, updateId?: string): Promise<string>;
  signal(workflowId: string, name: string, carried: Carried): Promise<void>;
  query(workflowId: string, name: string, carried?: Carried): Promise<string>;
  start(workflowId: string, type: string, carried: Carried): Promise<void>;
  /** Takes the next activity from the queue as if it were a worker, and answers for it. */
  answerActivity(taskQueue: string, result: unknown): Promise<void>;
  close(): Promise<void>;
}

export async function comeAsStranger(env: TestWorkflowEnvironment): Promise<Stranger> {
  const namespace = env.namespace ?? 'default';
  const connection = await Connection.connect({ address: env.address });
  const { workflowService } = new Client({ connection, namespace });
  const carriedIn = (carried: Carried): { payloads: Payload[] } => ({
    payloads:
      'payloads' in carried
        ? [...carried.payloads]
        : carried.map((value) => {
            const payload = defaultPayloadConverter.toPayload(value);
            if (payload === undefined) throw new Error('This value cannot be carried.');
            return payload;
          }),
  });
  /**
   * Asks until there is a task. The server ends a poll to which nothing came after a minute, without a token; it must
   * be the server, as a task that it hands to a poll nobody reads any more is lost until its heartbeat is missed.
   * Whoever else polls the queue is a rival that may win every time, so there must be none.
   */
  async function nextActivity(taskQueue: string): Promise<Uint8Array> {
    const queue = { namespace, taskQueue: { name: taskQueue } };
    const others = (): Promise<string[]> =>
      workflowService
        .describeTaskQueue({ ...queue, taskQueueType: ACTIVITY_QUEUE })
        .then(({ pollers }) => pollers.map(({ identity }) => identity ?? '').filter((who) => who !== NAME));
    const rivals = await others();
    if (rivals.length > 0)
      throw new Error(`${rivals.join(', ')} may take what the stranger waits for on ${taskQueue}.`);
    for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
      const { taskToken } = await connection.withDeadline(Date.now() + PATIENCE_MS, () =>
        workflowService.pollActivityTaskQueue({ ...queue, identity: NAME }),
      );
      if (taskToken.length > 0) return taskToken;
    }
    throw new Error(
      `No activity came to the queue ${taskQueue} in ${PATIENCE_MS / 1000} s. Others who ask there: ${(await others()).join(', ') || 'nobody'}.`,
    );
  }
  return {
    async update(workflowId, name, carried, updateId = crypto.randomUUID()) {
      const { outcome } = await workflowService.updateWorkflowExecution({
        namespace,
        workflowExecution: { workflowId },
        waitPolicy: { lifecycleStage: COMPLETED },
        request: { meta: { updateId, identity: NAME }, input: { name, args: carriedIn(carried) } },
      });
      return outcome?.failure?.applicationFailureInfo?.type ?? (outcome?.success ? 'done' : 'unanswered');
    },
    async signal(workflowId, signalName, carried) {
      await workflowService.signalWorkflowExecution({
        namespace,
        workflowExecution: { workflowId },
        signalName,
        input: carriedIn(carried),
        requestId: crypto.randomUUID(),
      });
    },
    async query(workflowId, queryType, carried = []) {
      try {
        await workflowService.queryWorkflow({
          namespace,
          execution: { workflowId },
          query: { queryType, queryArgs: carriedIn(carried) },
        });
        return 'answered';
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    async start(workflowId, type, carried) {
      await workflowService.startWorkflowExecution({
        namespace,
        workflowId,
        workflowType: { name: type },
        taskQueue: { name: 'tickets' },
        input: carriedIn(carried),
        requestId: crypto.randomUUID(),
      });
    },
    async answerActivity(taskQueue, result) {
      const taskToken = await nextActivity(taskQueue);
      await workflowService.respondActivityTaskCompleted({ namespace, taskToken, result: carriedIn([result]) });
    },
    close: () => connection.close(),
  };
}

/** Under which it asks. */
const NAME = 'mallory';
const COMPLETED = 3;
const ACTIVITY_QUEUE = 2;
