import { isOfType } from '../../domain/ticket/event-types.js';
import {
  inSight,
  isBefore,
  type EventFeed,
  type FeedEvent,
  type FeedPosition,
  type TailEvent,
} from '../../storage/event/event-feed.js';
import type { EventStreamDeps, EventStreamWish } from './event-stream.js';

interface Page {
  readonly events: readonly FeedEvent[];
  readonly next: FeedPosition;
  readonly more: boolean;
}

/** How often one request may read on past events that its filter leaves out. */
const MOST_READINGS = 10;

/**
 * One page of the feed, with only the events of the types wished for. It may be empty and still say that there is more.
 */
export async function feedPage(
  feed: Pick<EventFeed, 'read'>,
  { account, after, types }: EventStreamWish,
  limit: number,
): Promise<Page> {
  const events: FeedEvent[] = [];
  let next = after;
  let more = true;
  for (let reading = 0; more && events.length < limit && reading < MOST_READINGS; reading += 1) {
    const page = await feed.read(account, next, limit - events.length);
    events.push(...page.events.filter((event) => isOfType(event, types)));
    ({ next, more } = page);
  }
  return { events, next, more };
}

/**
 * The same, but waits for something to happen while the page would be empty. A wait that is cut short answers with an
 * empty page.
 */
export async function awaitedPage(
  deps: Pick<EventStreamDeps, 'feed' | 'tail' | 'listeners'>,
  wish: EventStreamWish,
  { limit, waitMs, gone }: { limit: number; waitMs: number; gone: AbortSignal },
): Promise<Page> {
  const { feed, tail, listeners } = deps;
  let page = await feedPage(feed, wish, limit);
  if (page.events.length > 0 || page.more || waitMs === 0) return page;

  const ended = new AbortController();
  const over = AbortSignal.any([ended.signal, gone, AbortSignal.timeout(waitMs)]);
  let wake: (() => void) | null = null;
  over.addEventListener('abort', () => wake?.());
  const leave = listeners.add({ account: wish.account, end: () => ended.abort() });
  const leaveTail = tail.listen((events, upTo) => {
    if (events.length === 0 || events.some((event) => wanted(event, wish))) wake?.();
    // Only who waits has heard all that came before; who reads meanwhile finds this there.
    else if (wake) page = { ...page, next: upTo };
  });
  try {
    while (!over.aborted && page.events.length === 0) {
      const told = tail.position();
      if (told === null || !isBefore(page.next, told)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
      }
      if (over.aborted) break;
      page = await feedPage(feed, { ...wish, after: page.next }, limit);
    }
    return page;
  } finally {
    leave();
    leaveTail();
  }
}

function wanted(event: TailEvent, { account, types }: EventStreamWish): boolean {
  return isOfType(event, types) && inSight(account, event);
}
