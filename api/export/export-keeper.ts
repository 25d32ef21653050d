import type { Logger } from 'pino';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import type { ExportMaker } from './export-maker.js';

const EVERY_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
/** Whoever fetches one looks for itself, so that this is to say it of those that nobody fetches. */
const SPOILS_EACH = 15;

/** Makes exports while the process lives; told to stop, it lets go of the one that it makes. */
export function startExportKeeper(maker: ExportMaker, log: Logger): { stop(): Promise<void> } {
  let stopping = false;
  let rounds = 0;
  const keeper = againAndAgain({
    async work() {
      if (rounds % SPOILS_EACH === 0) await maker.spoilErased();
      rounds += 1;
      await maker.make(() => stopping);
    },
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      log.error({ error: failureName(error), nextInMs }, 'Exports wait to be made, or their files to be removed'),
  });
  return {
    async stop() {
      stopping = true;
      await keeper.stop();
    },
  };
}
