import type { Logger } from 'pino';
import { againAndAgain } from '../pacing/again-and-again.js';
import { failureName } from '../pacing/failure-name.js';
import type { Waiting, WebhookNews } from '../storage/webhook/webhook-news.js';

const LOOK_EVERY_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/**
 * So many are told at one look. An event that all of a city's receivers want is told to them in turn, and tickets go on
 * meanwhile.
 */
const TOLD_AT_ONCE = 15;

/**
 * Looks for news on behalf of all subscriptions that wait, and wakes their workflows. Safe in any number of workers.
 */
export function startWaking(
  news: WebhookNews,
  wake: (waiting: Waiting) => Promise<void>,
  log: Pick<Logger, 'warn'>,
): { stop(): Promise<void> } {
  let stopped = false;

  async function look(): Promise<void> {
    while (!stopped && (await news.look()));
    const waiting = await news.take(TOLD_AT_ONCE);
    const told = await Promise.allSettled(waiting.map(wake));
    const untold = waiting.filter((_, index) => told[index]?.status === 'rejected');
    if (untold.length === 0) return;
    await news.giveBack(untold.map(({ id }) => id));
    throw told.find((one) => one.status === 'rejected')?.reason;
  }

  const looking = againAndAgain({
    work: look,
    everyMs: LOOK_EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      log.warn({ error: failureName(error), nextInMs }, 'Webhooks could not be told of news'),
  });
  return {
    async stop() {
      stopped = true;
      await looking.stop();
    },
  };
}
