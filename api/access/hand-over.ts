import type { z } from 'zod';
import type { LeftAccountSchema } from '../../contracts/accounts.js';
import { contactsFor } from '../../domain/notice/recipients.js';
import { NO_FACTS } from '../../domain/ticket/commands.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import type { HeldTicket } from '../../storage/ticket/held-tickets.js';
import { CommandRefused } from '../gateway/ticket-gateway.js';
import { currentRequestId } from '../http/request-context.js';
import { bodyHashOf, onceId } from '../idempotency/idempotency.js';
import type { Services } from '../services.js';
import { actorOf, type Account } from './account.js';

type HandedOver = z.input<typeof LeftAccountSchema>['handedOver'];
type HandedTicket = HandedOver['tickets'][number];
export type HandOverServices = Pick<Services, 'heldTickets' | 'disclosures' | 'gateway' | 'reference' | 'now'>;

const AT_ONCE = 4;

/**
 * What somebody who has left had in hand: tickets go to the liaison of their unit, who is told; what the person had
 * asked to be shown is withdrawn. What cannot be handed over now is named, and is tried when this is asked again.
 */
export async function handOver(services: HandOverServices, personId: string, account: Account): Promise<HandedOver> {
  const { heldTickets, disclosures, now } = services;
  const withdrawn = await disclosures.withdrawAllOf(personId, account.id, now());
  const held = await heldTickets.of(personId);
  const tickets = await mapConcurrently(held, AT_ONCE, (ticket) => handOverOne(services, ticket, account));
  return { tickets, disclosures: withdrawn };
}

async function handOverOne(
  { gateway, reference }: HandOverServices,
  { id, number, unit, path }: HeldTicket,
  account: Account,
): Promise<HandedTicket> {
  const { contacts } = await reference.current();
  const [found] = contactsFor('unitLiaison', { id: unit, path }, contacts).contacts;
  if (!found) return { id, number, unit, to: null, why: 'nobody' };
  const body = { handler: found.id };
  const requestId = currentRequestId();
  const envelope = {
    actor: actorOf(account),
    body,
    facts: NO_FACTS,
    sealed: null,
    expectedVersion: null,
    bodyHash: bodyHashOf(`handOver ${id}`, body),
    ...(requestId !== undefined && { requestId }),
  };
  try {
    await gateway.execute(id, 'handOver', onceId(account.id, null), envelope);
  } catch (error) {
    // The person has left all the same: one ticket keeps no other from being handed over.
    return { id, number, unit, to: null, why: error instanceof CommandRefused ? 'refused' : 'unanswered' };
  }
  return { id, number, unit, to: { contact: found.id, unit: found.unit, position: found.position }, why: null };
}
