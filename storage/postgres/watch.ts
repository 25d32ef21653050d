/** One look every so often, for all who wait for something to show in it. */
export interface Watch<Seen> {
  /** Resolves once a look shows what is waited for, when there was no look to be had, or when the signal is given. */
  until(holds: (seen: Seen) => boolean, signal: AbortSignal): Promise<void>;
}

interface Waiting<Seen> {
  readonly holds: (seen: Seen) => boolean;
  readonly wake: () => void;
}

/** Nobody looks while nobody waits. */
export function createWatch<Seen>(look: () => Promise<Seen>, everyMs: number): Watch<Seen> {
  const waiting = new Set<Waiting<Seen>>();
  let asking = false;

  async function tell(): Promise<void> {
    // The database may be away: who waits reads for itself then, and fails by itself.
    const found = await look().then(
      (seen) => ({ seen }),
      () => null,
    );
    for (const one of [...waiting]) if (found === null || one.holds(found.seen)) one.wake();
  }

  function ask(): void {
    if (asking || waiting.size === 0) return;
    asking = true;
    setTimeout(() => {
      void tell().then(() => {
        asking = false;
        ask();
      });
    }, everyMs);
  }

  return {
    until: (holds, signal) =>
      new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(mine);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const mine = { holds, wake };
        if (signal.aborted) {
          resolve();
          return;
        }
        signal.addEventListener('abort', wake, { once: true });
        waiting.add(mine);
        ask();
      }),
  };
}
