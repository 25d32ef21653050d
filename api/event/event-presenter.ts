import type { FeedEventBody } from '../../contracts/events.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import { toldOf } from '../../domain/ticket/told-words.js';
import type { FeedEvent } from '../../storage/event/event-feed.js';
import { chinaTime, withChinaTimes } from '../http/time.js';
import type { FeedCursors } from './feed-cursors.js';

/** An event as everybody in whose sight it lies is told it: what happened to which ticket, and no words of people. */
export function presentFeedEvent(
  event: FeedEvent,
  reader: Pick<PlacedActor, 'role'>,
  cursors: Pick<FeedCursors, 'write'>,
): FeedEventBody {
  const { id, ticketId, number, seq, type, at, actor, from, to, data, changes } = event;
  return {
    cursor: cursors.write(event.position),
    id,
    type,
    ticket: { id: ticketId, number },
    seq,
    at: chinaTime(at),
    // The columns hold what the rules wrote; the contract checks it on its way out.
    actor: actor as FeedEventBody['actor'],
    from: from as FeedEventBody['from'],
    to: to as FeedEventBody['to'],
    data: withChinaTimes(toldOf(data, reader)),
    changes: changes && { ...changes },
  };
}
