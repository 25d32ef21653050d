const EVERY_MS = 3_600_000;
/** Forgotten at once: a statement of a fraction of a second, whatever a day left behind. */
const PORTION = 5_000;

/**
 * Clears what is old, once an hour however often it is called. A full portion means that there is more: the next call
 * goes on. `clock`: milliseconds since 1970.
 */
export function createHourlyClearing(
  forget: (most: number) => Promise<number>,
  clock: () => number,
): () => Promise<void> {
  let clearedAt = -Infinity;
  return async () => {
    if (clock() - clearedAt > EVERY_MS && (await forget(PORTION)) < PORTION) clearedAt = clock();
  };
}
