import { goesOnAs, isClosed, type OpenOrClosed } from './closing.js';
import type { ListFault } from './unit-tree.js';

export interface ClassWish {
  readonly code: string;
  readonly name: string;
  readonly nameEn: string;
  readonly parent: string | null;
  /** Units that own the matter, the usual one first. */
  readonly owners: readonly string[];
  readonly departmentOnly: boolean;
  readonly neverDecline: boolean;
  readonly statutory: { readonly workingDays: number; readonly lawRef: string } | null;
}

export interface PlacedClass extends ClassWish {
  /** 1 for a branch without a parent. */
  readonly level: number;
}

const DEEPEST = 3;

/**
 * The classes as they are when these are added or changed, or all that is wrong with them. Their order does not matter.
 */
export function classTree(
  known: readonly ClassWish[],
  wishes: readonly ClassWish[],
  units: ReadonlyMap<string, OpenOrClosed>,
): { readonly classes: readonly PlacedClass[] } | { readonly faults: readonly ListFault[] } {
  const all = new Map([...known, ...wishes].map((one) => [one.code, one]));
  const ownersOf = new Map(known.map(({ code, owners }) => [code, owners]));
  const faults: ListFault[] = [];
  const seen = new Set<string>();
  for (const { code, owners } of wishes) {
    if (seen.has(code)) faults.push({ of: code, field: 'code', says: 'This code stands in the list twice.' });
    seen.add(code);
    for (const owner of owners) {
      const unit = units.get(owner);
      const fault = (says: string): unknown => faults.push({ of: code, field: 'owners', says });
      if (!unit) fault(`There is no unit ${owner}.`);
      else if (unit.closedAt !== null && ownersOf.get(code)?.includes(owner) !== true)
        fault(isClosed(owner, goesOnAs(owner, units)));
    }
  }
  const classes = [...all.values()].map((one) => {
    const level = levelOf(one, all);
    if (typeof level === 'string') faults.push({ of: one.code, field: 'parent', says: level });
    return { ...one, level: typeof level === 'string' ? 0 : level };
  });
  return faults.length > 0 ? { faults } : { classes };
}

function levelOf({ parent }: ClassWish, all: ReadonlyMap<string, ClassWish>): number | string {
  let above = parent;
  for (let level = 1; level <= DEEPEST; level += 1) {
    if (above === null) return level;
    const next = all.get(above);
    if (next === undefined) return `There is no class ${above}.`;
    above = next.parent;
  }
  return 'Classes lie at most three deep, and none under itself.';
}
