/** Fewer tickets than this could be told apart by who knows some of them. */
export const LEAST_TOLD = 5;
/** Stands for all values of a level that are told together. */
export const REST = '*';

/** How many tickets have these values, one for each level of the division. */
export interface Cell {
  readonly at: readonly string[];
  readonly count: number;
}

/** A line of the table. Shorter than the division: a total. It may end with `REST`. */
export interface Line {
  readonly at: readonly string[];
  /** `null`: too few to be told. */
  readonly count: number | null;
}

/**
 * The table as it may be shown: a tree of totals, each divided by the next level. Values with fewer tickets than five
 * are told together with the others of their kind, which then are five at least; where they are not, the smallest of
 * those that could stand alone joins them. So whatever is told is a sum of groups that do not overlap and of which none
 * is small, and no sum or difference of what is told is the count of fewer than five.
 */
export function tellable(cells: readonly Cell[]): Line[] {
  const total = sumOf(cells);
  if (total < LEAST_TOLD) return [{ at: [], count: null }];
  return [{ at: [], count: total }, ...divided([], cells)];
}

function divided(at: readonly string[], cells: readonly Cell[]): Line[] {
  if (!cells.some((cell) => cell.at.length > at.length)) return [];
  const groups = [...groupedBy(cells, at.length)].sort(byCount);
  const alone = groups.filter(({ count }) => count >= LEAST_TOLD);
  const together = groups.filter(({ count }) => count < LEAST_TOLD);
  while (together.length > 0 && sumOf(together) < LEAST_TOLD) {
    const smallest = alone.pop();
    if (!smallest) break;
    together.push(smallest);
  }
  const lines = alone.flatMap(({ value, count, cells: below }) => {
    const here = [...at, value];
    return [{ at: here, count }, ...divided(here, below)];
  });
  return together.length === 0 ? lines : [...lines, { at: [...at, REST], count: sumOf(together) }];
}

interface Group {
  readonly value: string;
  readonly count: number;
  readonly cells: readonly Cell[];
}

function groupedBy(cells: readonly Cell[], level: number): Group[] {
  const found = new Map<string, Cell[]>();
  for (const cell of cells) {
    const value = cell.at[level] ?? '';
    const group = found.get(value);
    if (group) group.push(cell);
    else found.set(value, [cell]);
  }
  return [...found].map(([value, group]) => ({ value, cells: group, count: sumOf(group) }));
}

/** The most first, so that the same tickets always make the same table. */
function byCount(one: Group, other: Group): number {
  return other.count - one.count || (one.value < other.value ? -1 : 1);
}

function sumOf(counted: readonly { readonly count: number }[]): number {
  return counted.reduce((sum, { count }) => sum + count, 0);
}
