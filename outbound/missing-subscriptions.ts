/** A change this young is being told by the request that made it. */
const OLDER_THAN_MS = 5_000;
const BATCH = 50;

interface Changed {
  readonly id: string;
  readonly cursor: { readonly xid: string; readonly id: string };
}

/**
 * Tells the workflows of subscriptions what they have not seen yet, starting those that there are not: a subscription
 * is taken while the engine is away. Safe to repeat and to run several times at once. Answers how many were told.
 */
export async function startMissingSubscriptions<T extends Changed>(
  store: { unseen(olderThanMs: number, limit: number): Promise<readonly T[]> },
  wake: (subscription: T) => Promise<void>,
  olderThanMs: number = OLDER_THAN_MS,
): Promise<number> {
  const waiting = await store.unseen(olderThanMs, BATCH);
  const failures: unknown[] = [];
  // One that cannot be told keeps no other from hearing.
  for (const subscription of waiting) await wake(subscription).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
  return waiting.length;
}
