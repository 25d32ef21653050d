import type { Logger } from 'pino';
import { startMissingSubscriptions } from '../../outbound/missing-subscriptions.js';
import type { Webhooks } from './webhooks.js';

const EVERY_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const FORGET_EVERY_MS = 3_600_000;
const LOG_KEPT_DAYS = 30;
const FORGET_MOST = 5_000;

/** Sees to it that every change of a subscription reaches its workflow, also when the engine was away, and clears the log of old attempts. */
export function startWebhookSweeper(
  { store, gateway, log: deliveries }: Pick<Webhooks, 'store' | 'gateway' | 'log'>,
  log: Logger,
  clock: () => number,
): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let pause = EVERY_MS;
  let forgotAt = -Infinity;
  let sweeping: Promise<void> = Promise.resolve();

  async function sweep(): Promise<void> {
    try {
      const told = await startMissingSubscriptions(store, (one) => gateway.changed(one));
      if (told > 0) log.info({ told }, 'Webhooks were told of changes');
      if (clock() - forgotAt > FORGET_EVERY_MS) {
        // A full portion: the next sweep goes on.
        if ((await deliveries.forget(LOG_KEPT_DAYS, FORGET_MOST)) < FORGET_MOST) forgotAt = clock();
      }
      pause = EVERY_MS;
    } catch (error) {
      pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
      log.warn(
        { error: error instanceof Error ? error.name : typeof error, nextInMs: pause },
        'Webhooks wait to be told',
      );
    }
  }

  function schedule(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      sweeping = sweep().then(schedule);
    }, pause);
    timer.unref();
  }

  schedule();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}
