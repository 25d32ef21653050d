import type { Logger } from 'pino';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import { createHourlyClearing } from '../../pacing/hourly-clearing.js';
import type { Services } from '../services.js';

const EVERY_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;

type Desks = Pick<Services, 'drafts' | 'presence'>;

/**
 * Clears drafts whose seven days are over, and who was at a ticket, also where nobody writes any more: what was said
 * to last so long is not kept longer because a desk is quiet. `clock`: milliseconds since 1970.
 */
export function startDeskSweeper(desks: Desks, log: Logger, clock: () => number): { stop(): Promise<void> } {
  return againAndAgain({
    work: createDeskClearing(desks, clock),
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) => log.warn({ error: failureName(error), nextInMs }, 'Old drafts wait to be cleared'),
  });
}

export function createDeskClearing({ drafts, presence }: Desks, clock: () => number): () => Promise<void> {
  const clearing = [drafts, presence].map((store) =>
    createHourlyClearing((most) => store.forget(new Date(clock()), most), clock),
  );
  return async () => {
    for (const clear of clearing) await clear();
  };
}
