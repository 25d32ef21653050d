import type { PlacedPresent, PresenceStore } from '../../storage/presence/presence-store.js';

/** Told which tickets somebody came to or left, with all who are there now. */
export type PresenceListener = (changed: ReadonlyMap<string, readonly PlacedPresent[]>) => void;

export interface PresenceTail {
  /** Until the function that it answers with is called. */
  listen(listener: PresenceListener): () => void;
  /** All who are at tickets, as it was seen last. */
  seen(): ReadonlyMap<string, readonly PlacedPresent[]>;
}

const EVERY_MS = 1_000;

/**
 * The one in a process that looks who is where, for all who listen; it looks only while somebody does. Who says nothing
 * more is gone by the time, in every process alike.
 */
export function createPresenceTail(
  store: Pick<PresenceStore, 'everybody'>,
  now: () => Date,
  { everyMs = EVERY_MS, onError = () => undefined }: { everyMs?: number; onError?: (error: unknown) => void } = {},
): PresenceTail {
  const listeners = new Set<PresenceListener>();
  let seen: ReadonlyMap<string, readonly PlacedPresent[]> = new Map();
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      const found = byTicket(await store.everybody(now()));
      const changed = new Map<string, readonly PlacedPresent[]>();
      for (const id of new Set([...seen.keys(), ...found.keys()])) {
        const there = found.get(id) ?? [];
        if (wordOf(seen.get(id) ?? []) !== wordOf(there))
          changed.set(id, there.length > 0 ? there : (seen.get(id) ?? []).map(gone));
      }
      seen = found;
      if (changed.size > 0) for (const listener of [...listeners]) listener(changed);
    } catch (error) {
      onError(error);
    }
    timer = listeners.size > 0 ? setTimeout(() => void look(), everyMs) : undefined;
    if (timer === undefined) seen = new Map();
  }

  return {
    listen(listener) {
      listeners.add(listener);
      timer ??= setTimeout(() => void look(), 0);
      return () => void listeners.delete(listener);
    },
    seen: () => seen,
  };
}

/** That nobody is there any more is told to those who saw that somebody was. */
function gone(present: PlacedPresent): PlacedPresent {
  return { ...present, until: new Date(0) };
}

function byTicket(all: readonly PlacedPresent[]): Map<string, PlacedPresent[]> {
  const found = new Map<string, PlacedPresent[]>();
  for (const one of all) found.set(one.ticketId, [...(found.get(one.ticketId) ?? []), one]);
  return found;
}

const wordOf = (there: readonly PlacedPresent[]): string =>
  there.map(({ account, doing }) => `${account} ${doing}`).join();
