import type { TicketEvent, TicketState } from '../ticket/ticket.js';
import { citizenNoticesFor } from './citizen-notices.js';
import type { NoticeIntent } from './intent.js';
import { staffNoticesFor } from './staff-notices.js';

/** Whom a step tells what: each event on its own, the ticket as the whole step left it. Empty for most steps. */
export function noticesFor(
  events: readonly TicketEvent[],
  ticket: TicketState,
): readonly { readonly event: TicketEvent; readonly intents: readonly NoticeIntent[] }[] {
  const told = [];
  for (const event of events) {
    const happened = { event, ticket, step: events };
    const intents = [...staffNoticesFor(happened), ...citizenNoticesFor(happened)];
    if (intents.length > 0) told.push({ event, intents });
  }
  return told;
}
