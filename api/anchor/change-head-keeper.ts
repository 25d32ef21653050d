import type { Logger } from 'pino';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import type { Brought } from '../../storage/admin/bring-head.js';
import type { ChangeFault } from '../../storage/admin/change-check.js';

const EVERY_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

export interface ChangeHeadKeeperDeps {
  readonly bring: () => Promise<Brought>;
  readonly observe: (fault: ChangeFault) => void;
  readonly log: Logger;
}

/** Within seconds the second place knows how far the trail of what administrators changed is, from every process. */
export function startChangeHeadKeeper(deps: ChangeHeadKeeperDeps): { stop(): Promise<void> } {
  const turn = changeHeadTurn(deps);
  const keeping = againAndAgain({
    work: turn,
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      deps.log.error(
        { error: failureName(error), nextInMs },
        'The head of the trail of administrators waits to be written to the second place',
      ),
  });
  return {
    async stop() {
      await keeping.stop();
      await turn().catch((error: unknown) =>
        deps.log.error({ error: failureName(error) }, 'The last changes by administrators are not in the second place'),
      );
    },
  };
}

/** One turn after another, for tests to do at will. That the end is gone is said once. */
export function changeHeadTurn({ bring, observe, log }: ChangeHeadKeeperDeps): () => Promise<void> {
  let said = false;
  return async () => {
    const isCut = (await bring()) === 'cut-off';
    if (isCut && !said) {
      observe('changes-cut');
      log.error('The end of the trail of administrators is gone. `huiying audit verify` tells all');
    }
    said = isCut;
  };
}
