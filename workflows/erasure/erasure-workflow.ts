import * as wf from '@temporalio/workflow';
import type { ErasureActivities } from '../../activities/erasure/erasure-activities.js';
import { outboundQueue } from '../outbound-messages.js';
import type { ErasureRun } from './erasure-messages.js';

/** Of retention, so many in one run: a city's night is long, and its history of runs is not to be. */
const PORTIONS = 20;

/**
 * Carries out what was granted and not done, erases what retention says, portion by portion, and has what is left of
 * erased tickets removed elsewhere. Run by a Schedule; each run goes on with retention where the last one ended.
 */
export async function eraseTickets(): Promise<ErasureRun> {
  const { finishErasures, retainTickets } = wf.proxyActivities<ErasureActivities>({
    taskQueue: outboundQueue(wf.workflowInfo().taskQueue),
    startToCloseTimeout: '10 minutes',
    retry: { initialInterval: '10 seconds', maximumAttempts: 3 },
  });
  const last = wf.workflowInfo().lastResult as ErasureRun | undefined;
  let next = last?.next ?? null;
  let retained = 0;
  let held = 0;
  for (let portion = 0; portion < PORTIONS; portion += 1) {
    const done = await retainTickets(next);
    retained += Object.values(done.erased).reduce((sum, count) => sum + count, 0);
    held += done.held;
    next = done.next;
    if (next === null) break;
  }
  const { carriedOut, removed, left } = await finishErasures();
  return { carriedOut, removed, left, retained, held, next };
}
