/** The least that a durable life can be: the bound that the product is measured against. */
import { CancellationScope, condition, defineUpdate, setHandler, sleep } from '@temporalio/workflow';

const step = defineUpdate('step');

/**
 * So many Updates, each with a validator, and the two timers that the product's life has too: one that is set at the
 * start and given up for an earlier one, and the one that ends the life.
 */
export async function bareLife({ updates, firstTimerMs, lastTimerMs }) {
  let done = 0;
  setHandler(
    step,
    () => {
      done += 1;
      return done;
    },
    {
      validator: (text) => {
        if (typeof text !== 'string') throw new TypeError('A step says something.');
      },
    },
  );
  const first = new CancellationScope();
  void first.run(() => sleep(firstTimerMs)).catch(() => undefined);
  await condition(() => done >= updates);
  first.cancel();
  await sleep(lastTimerMs);
}

/** One timer that is due at the given instant, and the end. */
export async function bareDeadline(at) {
  await sleep(Math.max(1, at - Date.now()));
}
