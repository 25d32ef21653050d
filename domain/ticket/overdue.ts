import type { Instant } from '../calendar/types.js';
import type { Clock, TicketState } from './ticket.js';

/**
 * Since when a clock is overdue at `now`, by its date: the rung that marks it may still be waiting for its place in a
 * crowd. `null`: in time, or ended in time. SQL says the same of a ticket in `storage/ticket/ticket-filter.ts`.
 */
export function overdueAt(clock: Clock, now: Instant): Instant | null {
  if (clock.overdueAt !== null) return clock.overdueAt;
  return clock.state === 'running' && clock.dueAt < now ? clock.dueAt : null;
}

/** Whether the unit that holds the ticket is late, or was when it replied. */
export function isOverdue(ticket: TicketState, now: Instant): boolean {
  return ticket.overdue || ticket.clocks.some((clock) => clock.key === 'handle' && overdueAt(clock, now) !== null);
}
