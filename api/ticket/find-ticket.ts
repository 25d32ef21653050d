import { can } from '../../domain/ticket/permissions.js';
import { readsOwnPart, relationOf } from '../../domain/ticket/relations.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { ticketErased, ticketNotFound } from '../route.js';
import type { Account } from '../access/account.js';

/** The ticket, if the account may see it; what it may not see does not exist for it. */
export function assertVisible(ticket: StoredTicket | null, account: Account): StoredTicket {
  if (ticket === null || !can(account, 'read', ticket.state)) throw ticketNotFound();
  return assertKept(ticket);
}

/** The ticket, unless it was erased: then all that is told of it is that it was. */
export function assertKept<T extends Pick<StoredTicket, 'dataKey'>>(ticket: T): T {
  if (ticket.dataKey === null) throw ticketErased();
  return ticket;
}

/** The same, also for who had a part in it: of its events it may read its own. */
export function assertHadPart(ticket: StoredTicket | null, account: Account): StoredTicket {
  if (ticket !== null && readsOwnPart(relationOf(account, ticket.state))) return assertKept(ticket);
  return assertVisible(ticket, account);
}
