import * as wf from '@temporalio/workflow';
import type { RecordedAnswer, RecordedStep, TicketActivities } from '../../activities/ticket/ticket-activities.js';

/** A citizen or a clerk is waiting, so the first seconds are tried here and now, and leave one line in the history. */
const atOnce = wf.proxyLocalActivities<TicketActivities>({
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '20 seconds',
  retry: {
    initialInterval: '100 milliseconds',
    backoffCoefficient: 2,
    maximumInterval: '2 seconds',
    maximumAttempts: 6,
  },
});

/** Shorter than a workflow task may go on without a word to the engine. */
const onceMore = wf.proxyLocalActivities<TicketActivities>({
  startToCloseTimeout: '6 seconds',
  retry: { maximumAttempts: 1 },
});

const FIRST_WAIT_MS = 10_000;
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * Writes steps, and waits while PostgreSQL is away, if need be for days. A local activity that goes on retrying reports
 * to the engine every few seconds, three events each time, so after the first seconds the workflow sleeps between
 * attempts: some fifty events an hour. Whoever speaks to the ticket meanwhile wakes it, so that it need not sleep on
 * when the database is back.
 */
export function recorder(): { record(step: RecordedStep): Promise<RecordedAnswer>; tryNow(): void } {
  let hurried = false;
  return {
    tryNow() {
      hurried = true;
    },
    async record(step) {
      try {
        return await atOnce.record(step);
      } catch (error) {
        assertMayComeRight(error);
        wf.log.warn('A step could not be written; it waits for the database', { error });
      }
      for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LONGEST_WAIT_MS, wait * 3)) {
        hurried = false;
        await wf.condition(() => hurried, wait);
        try {
          return await onceMore.record(step);
        } catch (error) {
          assertMayComeRight(error);
        }
      }
    },
  };
}

/**
 * Every failure of the activity may, in whatever wrapping; not what was stopped on purpose, nor a fault of this code.
 */
function assertMayComeRight(error: unknown): void {
  if (!(error instanceof wf.TemporalFailure) || wf.isCancellation(error)) throw error;
}
