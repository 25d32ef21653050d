import { refuseUnless } from '../refusal.js';
import type { ListFault, PlacedUnit } from './unit-tree.js';

export interface Closing {
  readonly at: Date;
  /** Who goes on with its matters. */
  readonly successor: string;
}

export interface StandingUnit extends PlacedUnit {
  readonly closed: boolean;
}

/** Why a unit cannot be closed so; empty when it can. */
export function closingFaults(
  id: string,
  { successor }: Pick<Closing, 'successor'>,
  units: readonly StandingUnit[],
): ListFault[] {
  const unit = units.find((one) => one.id === id);
  const next = units.find((one) => one.id === successor);
  const fault = (field: string, says: string): ListFault => ({ of: id, field, says });
  if (unit === undefined) return [fault('id', `There is no unit ${id}.`)];
  if (unit.parent === null) return [fault('id', 'The city itself is never closed.')];
  const below = units.filter((one) => one.parent === id && !one.closed).map((one) => one.id);
  if (below.length > 0) {
    return [fault('id', `Units lie below ${id} (${below.join(', ')}). Move or close them first.`)];
  }
  if (next === undefined) return [fault('successor', `There is no unit ${successor}.`)];
  if (next.parent === null)
    return [fault('successor', 'Nothing goes on as the city itself: all of it would be taken for the unit.')];
  if (next.closed) return [fault('successor', `${successor} is closed itself. Name one that goes on.`)];
  if (next.path.includes(id)) return [fault('successor', 'A unit is not its own successor, nor is one below it.')];
  return [];
}

/** Of a tree as it is to be: nothing new comes to lie below what is closed, and what is closed stays where it is. */
export function noMoreBelow(
  units: readonly PlacedUnit[],
  before: ReadonlyMap<string, string | null>,
  closed: ReadonlySet<string>,
): ListFault[] {
  return units
    .filter(({ id, parent }) => before.get(id) !== parent)
    .flatMap(({ id, parent }): ListFault[] => {
      if (closed.has(id)) return [{ of: id, field: 'parent', says: `${id} is closed and stays where it is.` }];
      if (parent === null || !closed.has(parent)) return [];
      return [{ of: id, field: 'parent', says: `${parent} is closed; nothing comes to lie below it any more.` }];
    });
}

interface Related {
  readonly id: string;
  readonly path: readonly string[];
  readonly formerAbove: readonly string[];
  readonly successor: string | null;
}

/**
 * The units besides those on its path for which a unit is taken when a report is about them: what it, or one above it,
 * once stood under, and what was closed and goes on in one of these. Empty for most.
 */
export function alsoTakenFor(id: string, units: ReadonlyMap<string, Related>): string[] {
  const unit = units.get(id);
  if (!unit) return [];
  const taken = new Set(unit.path.flatMap((one) => [one, ...(units.get(one)?.formerAbove ?? [])]));
  // Whoever was added may itself be the successor of another one.
  for (const one of taken) {
    for (const former of units.values()) if (former.successor === one) taken.add(former.id);
  }
  return [...taken].filter((one) => !unit.path.includes(one)).sort();
}

export interface OpenOrClosed {
  /** `null`: it is open. */
  readonly closedAt: string | null;
  readonly successor: string | null;
}

/** Refuses what would begin in a unit that is not there, or that is closed. What it has already it keeps. */
export function assertTakesNew(id: string, units: ReadonlyMap<string, OpenOrClosed>): void {
  const unit = units.get(id);
  refuseUnless(unit, 'unit-not-found', `There is no unit ${id}. See GET /api/v1/units.`);
  refuseUnless(unit.closedAt === null, 'unit-closed', isClosed(id, goesOnAs(id, units)));
}

export function isClosed(id: string, successor: string): string {
  return `${id} is closed. Name ${successor}, which goes on with its matters.`;
}

/** Where what names this unit goes now: to itself, or to whoever goes on for it. */
export function goesOnAs(id: string, units: ReadonlyMap<string, Pick<Related, 'successor'>>): string {
  const seen = new Set<string>();
  let one = id;
  for (let next = units.get(one)?.successor ?? null; next !== null && !seen.has(next);) {
    seen.add(one);
    one = next;
    next = units.get(one)?.successor ?? null;
  }
  return one;
}
