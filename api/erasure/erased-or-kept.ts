import { can } from '../../domain/ticket/permissions.js';
import type { Account } from '../access/account.js';
import { ticketNotFound } from '../route.js';
import type { Services } from '../services.js';

/** The id of a ticket that the account may see, or might if it had not been erased. */
export async function ticketIdOf(
  { views }: Pick<Services, 'views'>,
  idOrNumber: string,
  account: Account,
): Promise<string> {
  const ticket = await views.find(idOrNumber);
  if (ticket === null || !can(account, 'read', ticket.state)) throw ticketNotFound();
  return ticket.state.id;
}
