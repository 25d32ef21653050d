import type { UntoldFollowers } from '../../domain/ticket/ticket.js';

export interface FollowerActivities {
  /** Tells followers what became of their master. Safe to repeat: a follower hears it once, and one that has ended not at all. */
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
      const waiting = [...followers];
      const failures: unknown[] = [];
      const lane = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          await dependencies.tell(next, outcome).catch((error: unknown) => failures.push(error));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      if (failures.length > 0) {
        throw new Error(`${failures.length} of ${followers.length} followers could not be told yet.`, {
          cause: failures[0],
        });
      }
    },
  };
}
