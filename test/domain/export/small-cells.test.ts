import { LEAST_TOLD, REST, tellable, type Cell, type Line } from '../../../domain/export/small-cells.js';

/** The same tables each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** All cells that there could be, those without a ticket too: who compares does not know which these are. */
function grid(levels: readonly number[], of: () => number): Cell[] {
  let cells: string[][] = [[]];
  for (const [level, many] of levels.entries()) {
    cells = cells.flatMap((at) =>
      Array.from({ length: many }, (_one, value) => [...at, `${'abc'[level] ?? ''}${value}`]),
    );
  }
  return cells.map((at) => ({ at, count: of() }));
}

/** Which cells a line counts, as who reads it knows: the rest is whatever the table does not name. */
function countedIn(line: Line, lines: readonly Line[], cells: readonly Cell[]): number[] {
  const isBelow = (cell: Cell, at: readonly string[]): boolean => at.every((value, level) => cell.at[level] === value);
  if (line.at.at(-1) !== REST) return cells.map((cell) => (isBelow(cell, line.at) ? 1 : 0));
  const above = line.at.slice(0, -1);
  const named = lines.filter(
    ({ at }) =>
      at.length === line.at.length &&
      at.at(-1) !== REST &&
      at.slice(0, -1).every((value, level) => value === above[level]),
  );
  return cells.map((cell) => (isBelow(cell, above) && !named.some(({ at }) => isBelow(cell, at)) ? 1 : 0));
}

/** Whether the count of these cells is a sum or difference, of whatever multiples, of what the table tells. */
function isTold(wanted: readonly number[], told: readonly (readonly number[])[]): boolean {
  return rankOf([...told, wanted]) === rankOf(told);
}

function rankOf(rows: readonly (readonly number[])[]): number {
  const left = rows.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < (left[0]?.length ?? 0); column += 1) {
    const found = left.slice(rank).findIndex((row) => Math.abs(row[column] ?? 0) > 1e-9);
    if (found === -1) continue;
    const [pivot = []] = left.splice(rank + found, 1);
    left.splice(rank, 0, pivot);
    for (const row of left.slice(rank + 1)) {
      const factor = (row[column] ?? 0) / (pivot[column] ?? 1);
      for (let at = column; at < row.length; at += 1) row[at] = (row[at] ?? 0) - factor * (pivot[at] ?? 0);
    }
    rank += 1;
  }
  return rank;
}

/** Every set of cells whose count can be found out and is that of one to four tickets. */
function foundOut(cells: readonly Cell[]): string[] {
  const lines = tellable(cells.filter(({ count }) => count > 0));
  const told = lines.filter(({ count }) => count !== null).map((line) => countedIn(line, lines, cells));
  const found: string[] = [];
  for (let set = 1; set < 2 ** cells.length; set += 1) {
    const chosen = cells.map((_cell, index) => (set >> index) & 1);
    const count = cells.reduce((sum, cell, index) => sum + (chosen[index] ?? 0) * cell.count, 0);
    if (count > 0 && count < LEAST_TOLD && isTold(chosen, told)) found.push(`${set} counts ${count}`);
  }
  return found;
}

const at = (...values: string[]): string[] => values;

describe('the table of a year', () => {
  it('tells totals and their parts, and puts together what is small', () => {
    const lines = tellable([
      { at: at('water', 'open'), count: 20 },
      { at: at('water', 'closed'), count: 7 },
      { at: at('housing', 'open'), count: 3 },
      { at: at('police', 'open'), count: 2 },
    ]);
    expect(lines).toEqual([
      { at: [], count: 32 },
      { at: at('water'), count: 27 },
      { at: at('water', 'open'), count: 20 },
      { at: at('water', 'closed'), count: 7 },
      { at: at(REST), count: 5 },
    ]);
  });

  it('lets a small part take the next larger one with it, which would tell it by the difference to the total', () => {
    expect(
      tellable([
        { at: at('water'), count: 20 },
        { at: at('housing'), count: 9 },
        { at: at('police'), count: 3 },
      ]),
    ).toEqual([
      { at: [], count: 32 },
      { at: at('water'), count: 20 },
      { at: at(REST), count: 12 },
    ]);
  });

  it('of fewer than five tickets tells not even how many', () => {
    expect(tellable([{ at: at('water'), count: 4 }])).toEqual([{ at: [], count: null }]);
    expect(tellable([])).toEqual([{ at: [], count: null }]);
  });

  it('is the same whatever order its cells come in', () => {
    const random = chance(5);
    const cells = grid([3, 4], () => Math.floor(random() * 12)).filter(({ count }) => count > 0);
    expect(tellable(cells.toReversed())).toEqual(tellable(cells));
  });

  it('adds up: each total is the sum of its parts', () => {
    const random = chance(11);
    for (let table = 0; table < 200; table += 1) {
      const lines = tellable(grid([3, 3, 3], () => Math.floor(random() * 9)));
      for (const { at: above, count } of lines) {
        const parts = lines.filter(
          ({ at: here }) => here.length === above.length + 1 && above.every((value, level) => here[level] === value),
        );
        if (parts.length > 0 && above.at(-1) !== REST)
          expect(parts.reduce((sum, part) => sum + (part.count ?? 0), 0)).toBe(count);
      }
    }
  });

  it.each([
    ['one level', [8]],
    ['two levels', [3, 3]],
    ['three levels', [2, 2, 2]],
  ])('of %s lets nobody find out a count of one to four by any sum or difference', (_what, levels) => {
    const random = chance(7);
    const found = Array.from({ length: 60 }, () => foundOut(grid(levels, () => Math.floor(random() ** 2 * 12))));
    expect(found.flat()).toEqual([]);
  });

  it('would be seen to tell one if it did: the search finds what a table gives away that only leaves small cells out', () => {
    const cells = grid([3], () => 6).map((cell, index) => (index === 0 ? { ...cell, count: 3 } : cell));
    const told = [
      [1, 1, 1],
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(isTold([1, 0, 0], told)).toBe(true);
    expect(foundOut(cells)).toEqual([]);
  });
});
