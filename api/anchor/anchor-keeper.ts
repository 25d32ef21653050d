import type { Logger } from 'pino';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import type { Anchoring } from '../../storage/anchor/anchoring.js';
import type { ChainFault, ChainsChecked } from '../../storage/anchor/chain-check.js';

const EVERY_MS = 300_000;
const LONGEST_PAUSE_MS = 1_800_000;

export interface AnchorKeeperDeps {
  readonly anchoring: Anchoring;
  /** Holds some tickets against their anchors, others each time. */
  readonly check: () => Promise<ChainsChecked>;
  /** Told of each finding by its kind. */
  readonly observe: (fault: ChainFault) => void;
  readonly log: Logger;
  readonly now: () => Date;
}

/** Anchors the chains of all tickets once a day, and sees every few minutes whether some that have ended still hold. */
export function startAnchorKeeper(deps: AnchorKeeperDeps): { stop(): Promise<void> } {
  return againAndAgain({
    work: () => keepAnchors(deps),
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      deps.log.error({ error: failureName(error), nextInMs }, 'The chains of tickets wait to be anchored'),
  });
}

/** One turn, for tests to do at will. */
export async function keepAnchors({ anchoring, check, observe, log, now }: AnchorKeeperDeps): Promise<void> {
  while (await anchoring.isDue(now())) {
    const { tickets, file, more } = await anchoring.bring(now());
    log.info({ tickets, file }, 'The chains of tickets are anchored');
    if (!more) break;
  }
  const { findings } = await check();
  for (const { fault, ticketId, seq, file } of findings) {
    observe(fault);
    log.error({ fault, ticketId, seq, file }, 'A ticket is not as it was written. `huiying audit verify` tells all');
  }
}
