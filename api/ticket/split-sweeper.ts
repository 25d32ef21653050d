import type { Logger } from 'pino';
import { Refusal } from '../../domain/refusal.js';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import { createHourlyClearing } from '../../pacing/hourly-clearing.js';
import { CommandRefused, EngineBusy, EngineUnavailable } from '../gateway/ticket-gateway.js';
import { finishSplit, type SplittingServices } from './splitting.js';

const EVERY_MS = 2_000;
/** One this young is on its way in the request that brought it. */
const OLDER_THAN_MS = 5_000;
const BATCH = 50;
const LONGEST_PAUSE_MS = 30_000;
/** As long as answers are kept for who asks again. */
const KEPT_HOURS = 24;

/**
 * Goes on with each splitting that broke off, because the engine was away or the process died in between. Every step of
 * it may be done again, so several API processes may sweep at once.
 */
export function startSplitSweeper(
  services: SplittingServices,
  log: Logger,
  clock: () => number,
): { stop(): Promise<void> } {
  const clear = createHourlyClearing((most) => services.splits.forget(KEPT_HOURS, most), clock);
  return againAndAgain({
    async work() {
      await sweepSplits(services, log);
      await clear();
    },
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      log.warn({ error: failureName(error), nextInMs }, 'Splittings that broke off wait for the next sweep'),
  });
}

/** One pass over all that waits. Rejects when engine or database are away, keeping what was done. */
export async function sweepSplits(
  services: SplittingServices,
  log: Logger,
  olderThanMs = OLDER_THAN_MS,
): Promise<number> {
  let finished = 0;
  for (const draft of await services.splits.unsettled(olderThanMs, BATCH)) {
    try {
      await finishSplit(services, draft);
      finished += 1;
    } catch (error) {
      if (error instanceof EngineUnavailable || error instanceof EngineBusy) throw error;
      const facts = { ticketId: draft.ticketId, error: failureName(error) };
      if (error instanceof CommandRefused || error instanceof Refusal) log.warn(facts, 'A splitting was refused');
      else log.error(facts, 'A splitting cannot be finished');
    }
  }
  if (finished > 0) log.info({ finished }, 'Splittings that had broken off were finished');
  return finished;
}
