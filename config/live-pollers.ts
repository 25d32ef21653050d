/** As the engine tells of a process that asked it for work: when it did so last. */
export interface Poller {
  readonly lastAccessTime?: { readonly seconds?: unknown; readonly nanos?: number | null } | null;
}

/**
 * Whoever has nothing to do asks again after a minute at the latest, and the engine remembers those that ended for
 * five. So who has not asked for longer than this is gone.
 */
const GONE_AFTER_MS = 75_000;

/** How many of them are still there. */
export function livePollers(pollers: readonly Poller[], now: number): number {
  return pollers.filter(({ lastAccessTime }) => now - Number(lastAccessTime?.seconds ?? 0) * 1_000 < GONE_AFTER_MS)
    .length;
}
