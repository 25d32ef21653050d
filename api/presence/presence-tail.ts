import { createWatching } from '../../pacing/watching.js';
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
  return createWatching<ReadonlyMap<string, readonly PlacedPresent[]>, ReadonlyMap<string, readonly PlacedPresent[]>>(
    async (before) => {
      const seen = byTicket(await store.everybody(now()));
      const changed = new Map<string, readonly PlacedPresent[]>();
      for (const id of new Set([...before.keys(), ...seen.keys()])) {
        const there = seen.get(id) ?? [];
        if (wordOf(before.get(id) ?? []) !== wordOf(there))
          changed.set(id, there.length > 0 ? there : (before.get(id) ?? []).map(gone));
      }
      return { seen, news: changed.size > 0 ? changed : null };
    },
    { nothing: new Map(), everyMs, onError },
  );
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
