import type { Command } from './commands.js';
import { allowedActions } from './decide.js';
import type { TicketState } from './ticket.js';
import type { Actor } from './vocabulary.js';

/** An actor with the place of its unit in the tree, from the root down. */
export interface PlacedActor extends Actor {
  readonly unitPath: readonly string[];
}

/**
 * The unit for which a handler sees and acts: its own, as long as the tree knows where that is. `null`: nobody can say
 * any more what is about it or above it, so it sees nothing.
 */
export function standingUnit({ unit, unitPath }: Pick<PlacedActor, 'unit' | 'unitPath'>): string | null {
  return unit !== null && unitPath.includes(unit) ? unit : null;
}

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
 * The hotline sees every ticket. A unit sees what it or a unit below it leads, and what it holds a task on; never what
 * is about itself or a unit above it (举报 secrecy: 济南市条例 art. 32).
 */
export function inScope(actor: PlacedActor, ticket: Pick<TicketState, 'lead' | 'tasks' | 'accusedUnit'>): boolean {
  if (actor.role !== 'handler') return true;
  const unit = standingUnit(actor);
  if (unit === null) return false;
  if (ticket.accusedUnit !== null && actor.unitPath.includes(ticket.accusedUnit)) return false;
  if (ticket.lead?.path.includes(unit)) return true;
  return ticket.tasks.some((task) => task.unit === unit && task.status !== 'cancelled');
}
