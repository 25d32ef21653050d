import type { Command } from './commands.js';
import { allowedActions } from './decide.js';
import { relationOf, seesTicket, type PlacedActor, type Surroundings } from './relations.js';
import type { TicketState } from './ticket.js';

export { standingUnit, type PlacedActor } from './relations.js';

export type TicketAction = 'read' | Command;

/**
 * The one matrix: may this actor do this with this ticket? `storage/access/scope.ts` says the same of `read` in SQL,
 * and a test holds the two together. What an actor may not read does not exist for it.
 */
export function can(actor: PlacedActor, action: TicketAction, ticket: TicketState): boolean {
  if (!inScope(actor, ticket)) return false;
  return action === 'read' || allowedActions(ticket, actor).includes(action);
}

/**
 * The hotline sees every ticket. A unit sees what it or a unit below it leads, and what it holds an open task on; never
 * what is about itself or a unit above it (举报 secrecy: 济南市条例 art. 32).
 */
export function inScope(actor: PlacedActor, ticket: Surroundings): boolean {
  return seesTicket(relationOf(actor, ticket));
}
