import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { againAndAgain } from '../pacing/again-and-again.js';
import { failureName } from '../pacing/failure-name.js';
import { mapConcurrently } from '../pacing/map-concurrently.js';
import type { EntryLife } from '../storage/knowledge/entry-life.js';
import {
  changed,
  KNOWLEDGE_WORKFLOW,
  knowledgeWorkflowId,
  type KnowledgeInput,
} from '../workflows/knowledge/knowledge-messages.js';

/** Nothing that an entry asks for is needed sooner. */
const LOOK_EVERY_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** An import of thousands is told little by little, and tickets go on meanwhile. */
const TOLD_AT_ONCE = 40;
const AT_A_TIME = 8;
const DEADLINE_MS = 5_000;

/**
 * Tells the workflows of knowledge entries what has changed, and begins those that there are not. What changed is
 * written with the change, so it is told even if every process died in between. Safe in any number of workers.
 */
export function startKnowledgeWaking(deps: {
  readonly client: Client;
  readonly taskQueue: string;
  readonly life: Pick<EntryLife, 'unseen'>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: Pick<Logger, 'warn'>;
}): { stop(): Promise<void> } {
  const { client, taskQueue, life, clock, log } = deps;

  async function tell(id: string): Promise<void> {
    const input: KnowledgeInput = { id };
    await client.withDeadline(clock() + DEADLINE_MS, () =>
      client.workflow.signalWithStart(KNOWLEDGE_WORKFLOW, {
        workflowId: knowledgeWorkflowId(id),
        taskQueue,
        args: [input],
        signal: changed,
        staticSummary: 'knowledge entry',
      }),
    );
  }

  return againAndAgain({
    async work() {
      await mapConcurrently(await life.unseen(TOLD_AT_ONCE), AT_A_TIME, tell);
    },
    everyMs: LOOK_EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      log.warn({ error: failureName(error), nextInMs }, 'Knowledge entries wait to be told of changes'),
  });
}
