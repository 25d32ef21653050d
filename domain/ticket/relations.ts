import { isOpenTask } from './draft.js';
import type { TicketState, UnitFacts } from './ticket.js';
import type { Actor, Role } from './vocabulary.js';
import { ROLES, STATE_KIND } from './vocabulary.js';

/** An actor with the place of its unit in the tree, from the root down. */
export interface PlacedActor extends Actor {
  readonly unitPath: readonly string[];
  /** Units besides these for which its unit is taken when a report is about them; absent: none. */
  readonly takenFor?: readonly string[];
}

/** Where an actor of this unit stands in the tree. */
export function placeOf(
  unit: string | null,
  units: ReadonlyMap<string, Pick<UnitFacts, 'path' | 'takenFor'>>,
): Pick<PlacedActor, 'unitPath' | 'takenFor'> {
  const found = unit === null ? undefined : units.get(unit);
  return { unitPath: found?.path ?? [], ...(found?.takenFor !== undefined && { takenFor: found.takenFor }) };
}

/** All units of which a report is about the actor's own house. */
export function ownHouse({ unitPath, takenFor = [] }: Pick<PlacedActor, 'unitPath' | 'takenFor'>): string[] {
  return [...unitPath, ...takenFor];
}

/**
 * The unit for which a handler sees and acts: its own, as long as the tree knows where that is. `null`: nobody can say
 * any more what is about it or above it, so it sees nothing.
 */
export function standingUnit({ unit, unitPath }: Pick<PlacedActor, 'unit' | 'unitPath'>): string | null {
  return unit !== null && unitPath.includes(unit) ? unit : null;
}

/**
 * How somebody stands towards a ticket. `above` is a unit over the lead, `task` a helper with an open task,
 * `masterOrFollower` a unit that sees the other ticket of a merging: no ticket knows that of itself, so whoever shows
 * the one with the other says it.
 */
export const RELATIONS = [
  'hotline',
  'lead',
  'above',
  'task',
  'formerLead',
  'formerTask',
  'accused',
  'masterOrFollower',
  'none',
] as const;
export type Relation = (typeof RELATIONS)[number];

/** As much of a ticket as says who stands where. */
export type Surroundings = Pick<TicketState, 'state' | 'lead' | 'tasks' | 'accusedUnit' | 'clocks' | 'requests'>;

/**
 * The accused unit, and all below it, is that before anything else (举报 secrecy: 济南市条例 art. 32). A helper is one as long
 * as its task is open, and a lead as long as it has the ticket.
 */
export function relationOf(actor: PlacedActor, ticket: Surroundings): Relation {
  if (actor.role !== 'handler') return isRole(actor.role) ? 'hotline' : 'none';
  const unit = standingUnit(actor);
  if (unit === null) return 'none';
  if (ticket.accusedUnit !== null && ownHouse(actor).includes(ticket.accusedUnit)) return 'accused';
  if (ticket.lead?.id === unit) return 'lead';
  if (ticket.lead?.path.includes(unit)) return 'above';
  if (openTasks(ticket).some((task) => task.unit === unit)) return 'task';
  if (hadIt(unit, ticket)) return 'formerLead';
  return ticket.tasks.some((task) => task.unit === unit) ? 'formerTask' : 'none';
}

/** Tasks that somebody still works on: with the handling of the ticket they end, answered or not. */
export function openTasks({ state, tasks }: Pick<TicketState, 'state' | 'tasks'>): TicketState['tasks'] {
  return STATE_KIND[state] === 'open' ? tasks.filter(isOpenTask) : [];
}

/** A clock that ended keeps whose time it was, and a request keeps who asked. */
function hadIt(unit: string, { clocks, requests }: Surroundings): boolean {
  return (
    clocks.some(({ endedWith }) => endedWith?.id === unit) ||
    requests.some(({ by }) => by.role === 'handler' && by.unit === unit)
  );
}

/** Who looks from these sees the ticket. The others see what they did themselves, or nothing at all. */
const SEES: Readonly<Record<Relation, boolean>> = {
  hotline: true,
  lead: true,
  above: true,
  task: true,
  formerLead: false,
  formerTask: false,
  accused: false,
  masterOrFollower: false,
  none: false,
};

export function seesTicket(relation: Relation): boolean {
  return SEES[relation];
}

/** Had a part in the ticket, and may read its own events of it. */
export function readsOwnPart(relation: Relation): boolean {
  return relation === 'formerLead' || relation === 'formerTask';
}

function isRole(role: string): role is Role {
  return (ROLES as readonly string[]).includes(role);
}
