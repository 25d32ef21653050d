import type { Logger } from 'pino';
import type { Waiting, WebhookNews } from '../storage/webhook/webhook-news.js';

const LOOK_EVERY_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** So many are told at one look. An event that all of a city's receivers want is told to them in turn, and tickets go on meanwhile. */
const TOLD_AT_ONCE = 15;

/** Looks for news on behalf of all subscriptions that wait, and wakes their workflows. Safe in any number of workers. */
export function startWaking(
  news: WebhookNews,
  wake: (waiting: Waiting) => Promise<void>,
  log: Pick<Logger, 'warn'>,
): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let pause = LOOK_EVERY_MS;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    while (!stopped && (await news.look()));
    const waiting = await news.take(TOLD_AT_ONCE);
    const told = await Promise.allSettled(waiting.map(wake));
    const untold = waiting.filter((_, index) => told[index]?.status === 'rejected');
    if (untold.length === 0) return;
    await news.giveBack(untold.map(({ id }) => id));
    throw told.find((one) => one.status === 'rejected')?.reason;
  }

  function schedule(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      looking = look()
        .then(
          () => {
            pause = LOOK_EVERY_MS;
          },
          (error: unknown) => {
            pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
            const name = error instanceof Error ? error.name : typeof error;
            log.warn({ error: name, nextInMs: pause }, 'Webhooks could not be told of news');
          },
        )
        .then(schedule);
    }, pause);
  }

  schedule();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
