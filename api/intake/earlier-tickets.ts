import type { EarlierTicketBody, EarlierTicketsSchema } from '../../contracts/intake.js';
import type { z } from 'zod';
import { can } from '../../domain/ticket/permissions.js';
import { isBeyond } from '../../domain/ticket/rules/supervising.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import type { Account } from '../access/account.js';
import { chinaTime } from '../http/time.js';
import type { Services } from '../services.js';
import { asShown, levelOf, noteDisclosed, shownOf, withheldOf } from '../ticket/disclosed.js';

export const MOST_EARLIER = 50;

/** What who has this number asked before, as far as this account may see it; newest first. */
export async function earlierTickets(
  phone: string,
  account: Account,
  { views, reference }: Pick<Services, 'views' | 'reference'>,
): Promise<z.input<typeof EarlierTicketsSchema>> {
  const [snapshot, found] = await Promise.all([reference.current(), views.ofCaller(phone, MOST_EARLIER + 1)]);
  const items = found.slice(0, MOST_EARLIER).flatMap((ticket) => earlier(ticket, account, snapshot));
  return {
    items,
    total: items.length,
    inProgress: items.filter(({ inProgress }) => inProgress).length,
    more: found.length > MOST_EARLIER,
  };
}

/** To be found by a number tells whose it is: only to who is shown the number, if only in part. */
function earlier(
  ticket: StoredTicket,
  account: Account,
  { units }: Pick<ReferenceSnapshot, 'units'>,
): EarlierTicketBody[] {
  const { state, citizen, content } = ticket;
  const shown = shownOf(ticket, account);
  const identity = state.identity ?? citizen?.identity;
  if (!can(account, 'read', state) || shown.telephone === 'none' || identity === 'anonymous') return [];
  noteDisclosed(ticket, { title: content?.title, telephone: citizen?.phone }, shown);
  const inProgress = STATE_KIND[state.state] === 'open';
  return [
    {
      ...{ id: state.id, number: state.number, state: state.state, version: state.version },
      title: asShown(shown.title, ticket, 'title'),
      withheld: withheldOf(shown, { title: content?.title }),
      protection: levelOf(ticket),
      classCode: state.classCode,
      unit: state.lead && { id: state.lead.id, name: units.get(state.lead.id)?.name ?? null },
      registeredAt: chinaTime(state.registeredAt),
      inProgress,
      mayNudge: inProgress && !isBeyond(state, 'nudge'),
    },
  ];
}
