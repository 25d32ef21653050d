import type { Standing } from '../../domain/disclosure/disclosure-request.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { levelOf } from '../ticket/disclosed.js';

/** As much of a ticket as says whether what was asked about it is still asked about the same. */
export function standingOf(ticket: Pick<StoredTicket, 'state' | 'citizen'>): Standing {
  return { hop: ticket.state.hop, lead: ticket.state.lead, level: levelOf(ticket) };
}
