import type { Logger } from 'pino';
import { chinaDate } from '../../domain/calendar/china-time.js';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import type { BlockEnd, LookChain } from '../../storage/look/look-chain.js';
import type { LookHeads } from '../../storage/look/look-heads.js';
import type { LookStore } from '../../storage/look/look-store.js';
import type { LookMetrics } from '../metrics/look-metrics.js';

const EVERY_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const HEADS_EVERY_MS = 3_600_000;
/** The clocks of processes differ; so long after midnight nobody links to the day before. */
const DAY_IS_OVER_MS = 300_000;
/** Of a storm of looks, so many blocks in one go. */
const MOST_BLOCKS = 50;

export interface LookKeeper {
  /** Links what there is, and brings the head to the second place. */
  stop(): Promise<void>;
}

export interface KeeperDeps {
  readonly chain: LookChain;
  readonly store: Pick<LookStore, 'makeSure' | 'takeOver'>;
  readonly heads: Pick<LookHeads, 'write'>;
  readonly metrics: Pick<LookMetrics, 'headWritten'>;
  readonly log: Logger;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/**
 * Links looks every few seconds, whichever process comes first, writes again what PostgreSQL forgot in a crash, and
 * writes the newest head to the second place: once an hour, and the last of each day when the day is over. Every
 * process writes to its own.
 */
export function startLookKeeper(deps: KeeperDeps): LookKeeper {
  const { link, bringHeads } = createLookKeeping(deps);
  const keeping = againAndAgain({
    async work() {
      await link();
      const lost = await deps.store.makeSure();
      if (lost > 0) deps.log.warn({ lost }, 'PostgreSQL forgot looks in a crash; they were written again');
      const { written, refused } = await deps.store.takeOver();
      if (written > 0)
        deps.log.warn({ written }, 'Looks were in the journal of a process that is gone; they are rows now');
      if (refused > 0) deps.log.error({ refused }, 'The journal of looks had lines that this system did not write');
      await bringHeads();
    },
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      deps.log.error({ error: failureName(error), nextInMs }, 'Looks wait to be linked, or their head to be written'),
  });
  return {
    async stop() {
      await keeping.stop();
      try {
        await link();
        await deps.store.makeSure();
        await bringHeads({ atOnce: true });
      } catch (error) {
        deps.log.error(
          { error: failureName(error) },
          'The last looks were not linked; another process, or the next, does it',
        );
      }
    },
  };
}

/** What is done again and again, for tests to do at will. */
export function createLookKeeping({ chain, heads, metrics, clock }: Omit<KeeperDeps, 'store' | 'log'>): {
  link(): Promise<void>;
  bringHeads(how?: { readonly atOnce: boolean }): Promise<void>;
} {
  let written: { readonly block: BlockEnd; readonly at: number; readonly last: boolean } | null = null;

  async function write(block: BlockEnd, last: boolean): Promise<void> {
    const at = clock();
    const { day, number, head } = block;
    await heads.write({ day, number, head: head.toString('hex'), last, at: new Date(at).toISOString() });
    written = { block, at, last };
  }

  return {
    async link() {
      for (let blocks = 0; blocks < MOST_BLOCKS && (await chain.link()) > 0; blocks += 1);
    },

    async bringHeads({ atOnce } = { atOnce: false }) {
      const newest = await chain.newest();
      if (newest) {
        const before = written;
        if (before && before.block.day < newest.day && !before.last) {
          const end = await chain.lastOf(before.block.day);
          if (end) await write(end, true);
        }
        const isOver = newest.day < chinaDate(new Date(clock() - DAY_IS_OVER_MS));
        const isNew = !before?.block.head.equals(newest.head);
        const isTime = atOnce || !before || clock() - before.at >= HEADS_EVERY_MS || before.block.day < newest.day;
        if ((isNew && (isTime || isOver)) || (isOver && before?.last === false)) await write(newest, isOver);
        if (isNew && !isTime && !isOver) return;
      }
      metrics.headWritten();
    },
  };
}
