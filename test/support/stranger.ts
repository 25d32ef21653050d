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
  return {
    async update(workflowId, name, carried, updateId = crypto.randomUUID()) {
      const { outcome } = await workflowService.updateWorkflowExecution({
        namespace,
        workflowExecution: { workflowId },
        waitPolicy: { lifecycleStage: COMPLETED },
        request: { meta: { updateId, identity: 'mallory' }, input: { name, args: carriedIn(carried) } },
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
      // A poll that nothing came to answers without a token.
      let taskToken: Uint8Array = new Uint8Array();
      for (const until = Date.now() + PATIENCE_MS; taskToken.length === 0 && Date.now() < until;) {
        ({ taskToken } = await connection.withDeadline(Date.now() + PATIENCE_MS, () =>
          workflowService.pollActivityTaskQueue({ namespace, taskQueue: { name: taskQueue } }),
        ));
      }
      await workflowService.respondActivityTaskCompleted({ namespace, taskToken, result: carriedIn([result]) });
    },
    close: () => connection.close(),
  };
}

const COMPLETED = 3;
