import type { EventFeed, FeedPosition, TailEvent } from '../../storage/event/event-feed.js';

/**
 * Told of what is new, in order, and how far that goes; once without events as soon as the tail knows where it stands.
 */
export type TailListener = (events: readonly TailEvent[], upTo: FeedPosition) => void;

export interface Tail {
  /** Until the function that it answers with is called. */
  listen(listener: TailListener): () => void;
  /** How far everybody who listens has been told; `null` before the first look at the feed. */
  position(): FeedPosition | null;
}

const EVERY_MS = 250;
/** PostgreSQL is away; asking it four times a second would not bring it back. */
const AGAIN_MS = 1_000;

/**
 * The one reader of the feed's end in a process, for all who listen there; it reads only while somebody does. A
 * listener that wants what lies before reads that for itself, up to the tail's position, and is told the rest here.
 */
export function createTail(
  feed: Pick<EventFeed, 'tail' | 'end'>,
  { everyMs = EVERY_MS, onError = () => undefined }: { everyMs?: number; onError?: (error: unknown) => void } = {},
): Tail {
  const listeners = new Set<TailListener>();
  let position: FeedPosition | null = null;
  let timer: NodeJS.Timeout | undefined;
  let reading = false;

  async function look(): Promise<void> {
    timer = undefined;
    reading = true;
    let next = everyMs;
    try {
      if (position === null) tell([], await feed.end());
      else {
        const events = await feed.tail(position);
        const last = events.at(-1);
        if (last) {
          tell(events, last.position);
          next = 0;
        }
      }
    } catch (error) {
      onError(error);
      next = AGAIN_MS;
    }
    reading = false;
    if (listeners.size > 0) timer = setTimeout(() => void look(), next);
    // Nobody listens: the place grows old, and whoever comes next begins at the end of then.
    else position = null;
  }

  function tell(events: readonly TailEvent[], upTo: FeedPosition): void {
    position = upTo;
    for (const listener of [...listeners]) listener(events, upTo);
  }

  return {
    listen(listener) {
      listeners.add(listener);
      if (!reading && timer === undefined) void look();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || reading) return;
        clearTimeout(timer);
        timer = undefined;
        position = null;
      };
    },
    position: () => position,
  };
}
