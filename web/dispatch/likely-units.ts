import type { TicketClass, Unit } from '../api/reference.js';
import type { Ticket } from '../ticket/ticket-data.js';

export type Why = 'owner' | 'coOwner' | 'suggested' | 'area';

export interface Likely {
  readonly id: string;
  readonly why: Why;
}

/** So many are looked over at a glance, and each has a digit. */
const MOST = 5;

/**
 * To whom a ticket probably goes, the usual owner of its class first. A unit that is closed is named by its successor,
 * and the one that the ticket is about not at all.
 */
export function likelyUnits(
  { classCode, requests, address, accusedUnit }: Pick<Ticket, 'classCode' | 'requests' | 'address' | 'accusedUnit'>,
  classes: readonly TicketClass[],
  units: readonly Unit[],
): readonly Likely[] {
  const byId = new Map(units.map((unit) => [unit.id, unit]));
  const open = (id: string): string | null => {
    let unit = byId.get(id);
    for (let steps = 0; unit && unit.closedAt !== null && steps < units.length; steps += 1)
      unit = unit.successor === null ? undefined : byId.get(unit.successor);
    return unit && unit.closedAt === null ? unit.id : null;
  };
  const owners = ownersOf(classCode, classes);
  const named: readonly (readonly [string, Why])[] = [
    ...owners.map((id, place) => [id, place === 0 ? 'owner' : 'coOwner'] as const),
    ...requests.flatMap(({ suggestedUnit }) => (suggestedUnit === null ? [] : [[suggestedUnit, 'suggested'] as const])),
    ...districtsOf(address?.area, byId).map((id) => [id, 'area'] as const),
  ];
  const likely = new Map<string, Why>();
  for (const [id, why] of named) {
    const unit = open(id);
    if (unit !== null && unit !== accusedUnit && !likely.has(unit)) likely.set(unit, why);
  }
  return [...likely].slice(0, MOST).map(([id, why]) => ({ id, why }));
}

/** Of the class itself, or of the nearest above it that has any. */
function ownersOf(code: string | null, classes: readonly TicketClass[]): readonly string[] {
  for (let one = classes.find((each) => each.code === code); one;) {
    if (one.owners.length > 0) return one.owners;
    const { parent } = one;
    one = parent === null ? undefined : classes.find((each) => each.code === parent);
  }
  return [];
}

/** The place itself up to its district, the widest first; a grid cell gets no tickets. */
function districtsOf(area: string | undefined, byId: ReadonlyMap<string, Unit>): readonly string[] {
  const path: string[] = [];
  for (let unit = area === undefined ? undefined : byId.get(area); unit && unit.parent !== null;) {
    if (unit.level !== 'grid') path.unshift(unit.id);
    unit = byId.get(unit.parent);
  }
  return path;
}
