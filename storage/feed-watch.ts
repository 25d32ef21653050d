import { isAfter, type Position } from '../domain/webhook/subscription.js';
import type { EventFeed } from './event-feed.js';

export interface FeedWatch {
  /** Resolves once the feed has gone on beyond this place, or when the signal is given. */
  beyond(place: Position, until: AbortSignal): Promise<void>;
}

interface Waiting {
  readonly place: Position;
  readonly wake: () => void;
}

/** Asks for the end of the feed every so often, once for all who wait, and not at all while nobody does. */
export function createFeedWatch(feed: Pick<EventFeed, 'end'>, everyMs: number): FeedWatch {
  const waiting = new Set<Waiting>();
  let asking = false;

  async function look(): Promise<void> {
    // The database may be away: the next look tells, and who waits reads for itself and fails by itself.
    const end = await feed.end().catch(() => null);
    for (const one of [...waiting]) if (end === null || isAfter(end, one.place)) one.wake();
  }

  function ask(): void {
    if (asking || waiting.size === 0) return;
    asking = true;
    setTimeout(() => {
      void look().then(() => {
        asking = false;
        ask();
      });
    }, everyMs);
  }

  return {
    beyond: (place, until) =>
      new Promise((resolve) => {
        const wake = (): void => {
          waiting.delete(mine);
          until.removeEventListener('abort', wake);
          resolve();
        };
        const mine = { place, wake };
        if (until.aborted) {
          resolve();
          return;
        }
        until.addEventListener('abort', wake, { once: true });
        waiting.add(mine);
        ask();
      }),
  };
}
