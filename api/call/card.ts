import type { Account } from '../access/account.js';
import { earlierTickets } from '../intake/earlier-tickets.js';
import type { Services } from '../services.js';

const NOBODY = { items: [], total: 0, inProgress: 0, more: false };

/** What who rings asked before, the open ones first; of a number that was withheld nothing is known. */
export async function cardOf(
  phone: string | null,
  account: Account,
  services: Pick<Services, 'views' | 'reference'>,
): ReturnType<typeof earlierTickets> {
  if (phone === null) return NOBODY;
  const earlier = await earlierTickets(phone, account, services);
  return { ...earlier, items: earlier.items.toSorted((a, b) => Number(b.inProgress) - Number(a.inProgress)) };
}
