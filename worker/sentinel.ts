import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createSentinelActivities, type SentinelActivities } from '../activities/sentinel/sentinel-activities.js';
import { againAndAgain } from '../pacing/again-and-again.js';
import { failureName } from '../pacing/failure-name.js';
import type { Database } from '../storage/postgres/database.js';
import type { ReferenceData } from '../storage/reference/reference-data.js';
import type { Sealing } from '../storage/secrets/sealing.js';
import { createSentinelSteps } from '../storage/sentinel/sentinel-step.js';
import type { SentinelNews } from '../storage/sentinel/sentinel-feed.js';
import { createWatchedTickets } from '../storage/sentinel/watched-tickets.js';
import {
  news as newsSignal,
  SENTINEL_SHARD,
  SENTINEL_WORKFLOW,
  sentinelWorkflowId,
  type SentinelInput,
} from '../workflows/sentinel/sentinel-messages.js';

/** A third caller is told of within as much. */
const LOOK_EVERY_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
const DEADLINE_MS = 5_000;
/** They were brought into one spelling when they were written down, of which a sign before or after may differ. */
const NO_DIGITS = /\D/gu;

/** Puts together what the sentinel does. */
export function createSentinel(pool: Database['pool'], sealing: Sealing, reference: ReferenceData): SentinelActivities {
  const tickets = createWatchedTickets(pool, sealing, (written) => written.replace(NO_DIGITS, '') || null);
  const steps = createSentinelSteps(pool, tickets, SENTINEL_SHARD);
  return createSentinelActivities({ step: async (at) => steps.step(at, await reference.current()) });
}

/** Tells the sentinel of what was registered, and begins it where there is none. Safe in any number of workers. */
export function startSentinelWaking(deps: {
  readonly client: Client;
  readonly taskQueue: string;
  readonly news: SentinelNews;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly log: Pick<Logger, 'warn'>;
}): { stop(): Promise<void> } {
  const { client, taskQueue, news, clock, log } = deps;

  return againAndAgain({
    async work() {
      if (!(await news.look())) return;
      const input: SentinelInput = { shard: SENTINEL_SHARD };
      await client.withDeadline(clock() + DEADLINE_MS, () =>
        client.workflow.signalWithStart(SENTINEL_WORKFLOW, {
          workflowId: sentinelWorkflowId(SENTINEL_SHARD),
          taskQueue,
          args: [input],
          signal: newsSignal,
          staticSummary: 'sentinel',
        }),
      );
    },
    everyMs: LOOK_EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) => log.warn({ error: failureName(error), nextInMs }, 'The sentinel waits to be told'),
  });
}
