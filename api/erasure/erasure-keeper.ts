import type { Logger } from 'pino';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';

const EVERY_MS = 60_000;
const LONGEST_PAUSE_MS = 600_000;

export interface ErasureKeeping {
  bring(): Promise<number>;
  look(): Promise<number>;
}

/** Brings the list of erased tickets to the second place, whoever erased them, and sees that none of them is back. */
export function startErasureKeeper(keeping: ErasureKeeping, log: Logger): { stop(): Promise<void> } {
  return againAndAgain({
    async work() {
      const back = await keeping.look();
      if (back > 0) log.error({ back }, 'A backup brought back erased tickets. Run: huiying erase replay');
      const added = await keeping.bring();
      if (added > 0) log.info({ added }, 'Erased tickets were added to the list in the second place');
    },
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      log.error({ error: failureName(error), nextInMs }, 'The erasure list waits to be brought to the second place'),
  });
}
