import { isAfter, type Position } from '../domain/webhook/subscription.js';
import type { EventFeed } from './event-feed.js';
import { createWatch } from './watch.js';

export interface FeedWatch {
  /** Resolves once the feed has gone on beyond this place, or when the signal is given. */
  beyond(place: Position, until: AbortSignal): Promise<void>;
}

export function createFeedWatch(feed: Pick<EventFeed, 'end'>, everyMs: number): FeedWatch {
  const ends = createWatch(() => feed.end(), everyMs);
  return { beyond: (place, until) => ends.until((end) => isAfter(end, place), until) };
}
