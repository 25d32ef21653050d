import type { UnitLevel } from '../ticket/vocabulary.js';

export interface UnitWish {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  readonly level: UnitLevel;
  readonly parent: string | null;
}

export interface PlacedUnit extends UnitWish {
  /** Ids from the root down to the unit itself. */
  readonly path: readonly string[];
}

/** Why a list cannot be taken: what of it, and what is wrong with it. */
export interface ListFault {
  readonly of: string;
  readonly field: string;
  readonly says: string;
}

/** Under which levels a unit may lie. The one root is a `city` under nothing. */
export const PARENT_LEVELS: Readonly<Record<UnitLevel, readonly UnitLevel[]>> = {
  city: ['city'],
  cityDepartment: ['city'],
  district: ['city'],
  districtDepartment: ['district'],
  township: ['district'],
  community: ['township'],
  grid: ['community'],
};

/**
 * The whole tree as it is when these units are added or changed, or all that is wrong with it. Their order does not
 * matter.
 */
export function unitTree(
  known: readonly UnitWish[],
  wishes: readonly UnitWish[],
): { readonly units: readonly PlacedUnit[] } | { readonly faults: readonly ListFault[] } {
  const all = new Map([...known, ...wishes].map((unit) => [unit.id, unit]));
  const faults = [...repeated(wishes), ...[...all.values()].flatMap((unit) => faultsOf(unit, all))];
  const roots = [...all.values()].filter(({ parent }) => parent === null);
  for (const { id } of roots.slice(1)) {
    faults.push({ of: id, field: 'parent', says: `There is one root, and it is ${roots[0]?.id ?? ''}.` });
  }
  if (faults.length > 0) return { faults };
  const placed = new Map<string, PlacedUnit>();
  for (const { id } of all.values()) {
    const circle = place(id, all, placed, []);
    if (circle !== null) return { faults: [circle] };
  }
  return { units: [...placed.values()] };
}

function repeated(wishes: readonly UnitWish[]): ListFault[] {
  const seen = new Set<string>();
  return wishes.flatMap(({ id }) => {
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ of: id, field: 'id', says: 'This id stands in the list twice.' }];
  });
}

function faultsOf({ id, level, parent }: UnitWish, all: ReadonlyMap<string, UnitWish>): ListFault[] {
  if (parent === null) {
    return level === 'city' ? [] : [{ of: id, field: 'parent', says: 'Only the city lies under nothing.' }];
  }
  const above = all.get(parent);
  if (above === undefined) return [{ of: id, field: 'parent', says: `There is no unit ${parent}.` }];
  if (PARENT_LEVELS[level].includes(above.level)) return [];
  return [
    {
      of: id,
      field: 'parent',
      says: `A ${level} lies under a ${PARENT_LEVELS[level].join(' or ')}, not a ${above.level}.`,
    },
  ];
}

/** Those above first. */
function place(
  id: string,
  all: ReadonlyMap<string, UnitWish>,
  placed: Map<string, PlacedUnit>,
  below: readonly string[],
): ListFault | null {
  const unit = all.get(id);
  if (unit === undefined || placed.has(id)) return null;
  if (below.includes(id))
    return { of: id, field: 'parent', says: `It lies under itself: ${[...below, id].join(', ')}.` };
  if (unit.parent !== null) {
    const circle = place(unit.parent, all, placed, [...below, id]);
    if (circle !== null) return circle;
  }
  const above = unit.parent === null ? [] : (placed.get(unit.parent)?.path ?? []);
  placed.set(id, { ...unit, path: [...above, id] });
  return null;
}
