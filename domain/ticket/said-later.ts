import type { Instant } from '../calendar/types.js';
import { since } from './edition.js';
import { protectionOf } from './protection.js';
import type { TicketState } from './ticket.js';

/** What the citizen says after the ticket was handed on; the words of a protected one wait for a person's yes. */
const SAID_LATER: ReadonlySet<string> = new Set([
  ...['supplemented', 'nudged', 'nudgedAfterClosing', 'followerSupplemented', 'followerNudged'],
  ...['appealed', 'withdrawn', 'reopened'],
]);

export function isSaidLater(eventType: string): boolean {
  return SAID_LATER.has(eventType);
}

/** As many as one yes can name. Whoever says more is on the list by those before. */
const REMEMBERED = 200;
/** Other words may come without a text, and then there is nothing to say yes to. */
const NEVER_WITHOUT_TEXT: ReadonlySet<string> = new Set(['supplemented', 'followerSupplemented']);

/**
 * Of every ticket, for what is open today may be protected tomorrow, and then all that was said waits for a yes.
 * `hasText`: somebody wrote something with this event, the newest one.
 */
export function rememberSaid(ticket: TicketState, type: string, at: Instant, hasText: boolean): void {
  if (!isSaidLater(type) || !since(ticket, 4) || !(hasText || NEVER_WITHOUT_TEXT.has(type))) return;
  const { saidLater = [], version } = ticket;
  if (saidLater.length < REMEMBERED) ticket.saidLater = [...saidLater, { event: version, at }];
}

/** The newest yes alone holds: what it does not name units do not read, whatever one before it said. */
export function releaseSaid(ticket: TicketState, named: readonly number[]): void {
  if (ticket.saidLater === undefined) return;
  ticket.saidLater = ticket.saidLater.map(({ event, at }) => ({
    ...{ event, at },
    ...(named.includes(event) && { released: true as const }),
  }));
}

/** Since when something that the citizen of a protected ticket said waits for a person's yes; `null`: nothing does. */
export function unreleasedSince(ticket: TicketState): Instant | null {
  if (ticket.saidLater === undefined || protectionOf(ticket) === 'open') return null;
  return ticket.saidLater.find(({ released }) => !released)?.at ?? null;
}
