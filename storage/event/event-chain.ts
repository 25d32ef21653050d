import { createHash } from 'node:crypto';
import type { EventChanges, EventData, TicketEvent, TicketState } from '../../domain/ticket/ticket.js';

export type SealedEvent = TicketEvent & { readonly hash: string };

/** Each event seals the one before it: whoever alters, drops or reorders a row breaks every hash after it. */
export function chain(ticket: Pick<TicketState, 'id' | 'lastHash'>, events: readonly TicketEvent[]): SealedEvent[] {
  let previous = ticket.lastHash;
  return events.map((event) => {
    const { seq, type, at, actor, from, to, data, sealed, changes } = event;
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
      ...(changes ? [sortedChanges(changes)] : []),
    ]);
    previous = createHash('sha256').update(canonical).digest('hex');
    return { ...event, hash: previous };
  });
}

function sortedChanges(changes: EventChanges): [string, unknown, unknown][] {
  return Object.entries(changes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([field, { before, after }]) => [field, before, after]);
}

/** PostgreSQL does not keep the order of keys; whoever reads the row back must come to the same hash. */
function sorted(data: EventData): [string, unknown][] {
  return Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
}
