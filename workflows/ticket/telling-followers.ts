import * as wf from '@temporalio/workflow';
import type { FollowerActivities } from '../../activities/ticket/follower-activities.js';
import type { OutgoingSignal, UntoldFollowers } from '../../domain/ticket/ticket.js';
import { outboundQueue } from '../outbound-messages.js';

/** Three events in the history each, where a signal to every follower would be two. */
const CHUNK = 100;

export type Conclusion = Extract<OutgoingSignal, { name: 'masterConcluded' }>;

/**
 * Tells followers beside everything else, so that neither the reviewer nor the next command waits for them. Who is
 * still untold is carried into a fresh start; to tell somebody twice does no harm.
 */
export function followerTeller(carried: readonly UntoldFollowers[]): {
  tell(conclusions: readonly Conclusion[]): void;
  untold(): readonly UntoldFollowers[];
} {
  const untold = new Set<UntoldFollowers>();
  const { tellFollowers } = wf.proxyActivities<FollowerActivities>({
    taskQueue: outboundQueue(wf.workflowInfo().taskQueue),
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
  const begin = (chunk: UntoldFollowers): void => {
    untold.add(chunk);
    void tellFollowers(chunk).then(
      () => untold.delete(chunk),
      (error: unknown) => {
        if (wf.isCancellation(error)) return;
        wf.log.error('Followers were not told', { followers: chunk.followers.length, error });
        untold.delete(chunk);
      },
    );
  };
  carried.forEach(begin);
  return {
    tell(conclusions) {
      for (const { outcome, followers } of byOutcome(conclusions)) {
        for (let from = 0; from < followers.length; from += CHUNK) {
          begin({ outcome, followers: followers.slice(from, from + CHUNK) });
        }
      }
    },
    untold: () => [...untold],
  };
}

function byOutcome(conclusions: readonly Conclusion[]): UntoldFollowers[] {
  const groups = new Map<string, { outcome: Conclusion['outcome']; followers: string[] }>();
  for (const { to, outcome } of conclusions) {
    const key = JSON.stringify(outcome);
    const group = groups.get(key) ?? { outcome, followers: [] };
    group.followers.push(to);
    groups.set(key, group);
  }
  return [...groups.values()];
}
