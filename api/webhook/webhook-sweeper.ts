import type { Logger } from 'pino';
import { startMissingSubscriptions } from '../../outbound/missing-subscriptions.js';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import { createHourlyClearing } from '../../pacing/hourly-clearing.js';
import type { Webhooks } from './webhooks.js';

const EVERY_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const LOG_KEPT_DAYS = 30;

/**
 * Sees to it that every change of a subscription reaches its workflow, also when the engine was away, and clears the
 * log of old attempts. `clock`: milliseconds since 1970.
 */
export function startWebhookSweeper(
  { store, gateway, log: deliveries }: Pick<Webhooks, 'store' | 'gateway' | 'log'>,
  log: Logger,
  clock: () => number,
): { stop(): Promise<void> } {
  const clear = createHourlyClearing((most) => deliveries.forget(LOG_KEPT_DAYS, most), clock);
  return againAndAgain({
    async work() {
      const told = await startMissingSubscriptions(store, (one) => gateway.changed(one));
      if (told > 0) log.info({ told }, 'Webhooks were told of changes');
      await clear();
    },
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) => log.warn({ error: failureName(error), nextInMs }, 'Webhooks wait to be told'),
  });
}
