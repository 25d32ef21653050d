import type { Keys } from '../../config/key-ring.js';
import { FEED_START, type EventFeed, type FeedPosition } from '../../storage/event/event-feed.js';
import { ApiProblem } from '../http/problem.js';
import { createSignedCursors } from '../http/signed-cursors.js';

export interface FeedCursors {
  write(position: FeedPosition): string;
  /** The place that a caller names: `start`, `end` or a cursor. Throws a problem for one that was not made here. */
  placeOf(name: string, feed: Pick<EventFeed, 'end' | 'knows'>): Promise<FeedPosition>;
}

export function createFeedCursors(keys: Keys): FeedCursors {
  const cursors = createSignedCursors(keys, 'feed');
  return {
    write: ({ xid, id }) => cursors.write([xid, id]),
    async placeOf(name, feed) {
      if (name === 'start') return FEED_START;
      if (name === 'end') return feed.end();
      const [xid, id] = cursors.read(name) ?? [];
      if (xid === undefined || id === undefined) {
        throw new ApiProblem('cursor-invalid', 'This cursor was not made here, or was changed on the way.');
      }
      const position = { xid, id };
      if (await feed.knows(position)) return position;
      throw new ApiProblem(
        'cursor-invalid',
        'This cursor is ahead of this database: it was made by another one, or before the database was restored from a copy.',
      );
    },
  };
}
