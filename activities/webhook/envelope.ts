import { chinaTime, withChinaTimes } from '../../domain/calendar/china-time.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import { toldOf } from '../../domain/ticket/told-words.js';
import type { FeedEvent } from '../../storage/event/event-feed.js';

/**
 * The message that a receiver takes: CloudEvents 1.0, structured JSON. The same event always gives the same message.
 */
export interface CloudEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: Readonly<Record<string, unknown>>;
}

export const CLOUD_EVENTS_JSON = 'application/cloudevents+json; charset=utf-8';

/** What happened, without a word of what people wrote: who may read that asks for the ticket. */
export function cloudEventOf(event: FeedEvent, receiver: Pick<PlacedActor, 'role'>, source: string): CloudEvent {
  const { id, ticketId, number, seq, type, at, actor, from, to, data, changes } = event;
  return {
    specversion: '1.0',
    id,
    source,
    type: `huiying.ticket.${type}`,
    subject: ticketId,
    time: chinaTime(at),
    datacontenttype: 'application/json',
    data: {
      ticket: { id: ticketId, number, state: to, version: seq },
      seq,
      actor,
      from,
      to,
      data: withChinaTimes(toldOf(data, receiver)),
      changes,
    },
  };
}

/** Sent on request, so that a receiver can be tried before anything happens. */
export function pingOf(id: string, subscriptionId: string, at: Date, source: string): CloudEvent {
  return {
    specversion: '1.0',
    id,
    source,
    type: 'huiying.ping',
    time: chinaTime(at),
    datacontenttype: 'application/json',
    data: { webhook: subscriptionId },
  };
}
