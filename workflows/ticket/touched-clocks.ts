import type { TicketState } from '../../domain/ticket/ticket.js';

/** Ids of the clocks that a step changed in a way that lists can see, so that only their rows are written. */
export function touchedClocks(before: TicketState, after: TicketState): string[] {
  const known = new Map(before.clocks.map((clock) => [clock.id, clock]));
  return after.clocks
    .filter((clock) => {
      const former = known.get(clock.id);
      return (
        !former ||
        former.state !== clock.state ||
        former.dueAt !== clock.dueAt ||
        former.satisfiedAt !== clock.satisfiedAt ||
        former.overdueAt !== clock.overdueAt
      );
    })
    .map((clock) => clock.id);
}
