import type { UntoldFollowers } from '../../domain/ticket/ticket.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';

export interface FollowerActivities {
  /**
   * Tells followers what became of their master. Safe to repeat: a follower hears it once, and one that has ended not
   * at all.
   */
  tellFollowers(task: UntoldFollowers): Promise<void>;
}

/** Signals under way at once: the engine has others to serve. */
const AT_ONCE = 10;

export function createFollowerActivities(dependencies: {
  /** Resolves too when there is no such workflow any more. */
  tell: (workflowId: string, outcome: UntoldFollowers['outcome']) => Promise<void>;
}): FollowerActivities {
  return {
    async tellFollowers({ outcome, followers }) {
      const failures: unknown[] = [];
      await mapConcurrently(followers, AT_ONCE, (follower) =>
        dependencies.tell(follower, outcome).catch((error: unknown) => void failures.push(error)),
      );
      if (failures.length > 0) {
        throw new Error(`${failures.length} of ${followers.length} followers could not be told yet.`, {
          cause: failures[0],
        });
      }
    },
  };
}
