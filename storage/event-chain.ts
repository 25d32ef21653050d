import { createHash } from 'node:crypto';
import type { EventData, TicketEvent, TicketState } from '../domain/ticket/ticket.js';

export type SealedEvent = TicketEvent & { readonly hash: string };

/** Each event seals the one before it: whoever alters, drops or reorders a row breaks every hash after it. */
export function chain(ticket: Pick<TicketState, 'id' | 'lastHash'>, events: readonly TicketEvent[]): SealedEvent[] {
  let previous = ticket.lastHash;
  return events.map((event) => {
    const { seq, type, at, actor, from, to, data, sealed } = event;
    const canonical = JSON.stringify([
      previous,
      ticket.id,
      seq,
      type,
      at,
      actor.id,
      actor.role,
      actor.unit,
      from,
      to,
      sorted(data),
      sealed,
    ]);
    previous = createHash('sha256').update(canonical).digest('hex');
    return { ...event, hash: previous };
  });
}

/** PostgreSQL does not keep the order of keys; whoever reads the row back must come to the same hash. */
function sorted(data: EventData): [string, unknown][] {
  return Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
}
