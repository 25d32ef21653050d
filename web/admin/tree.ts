type Of<Row, T> = (row: Row) => T;

/** What lies under something comes right after it; what hangs under nothing that is there stands at the top. */
export function byTree<Row>(rows: readonly Row[], idOf: Of<Row, string>, parentOf: Of<Row, string | null>): Row[] {
  const ids = new Set(rows.map(idOf));
  const under = new Map<string | null, Row[]>();
  for (const row of rows) {
    const parent = parentOf(row);
    const place = parent !== null && ids.has(parent) ? parent : null;
    under.set(place, [...(under.get(place) ?? []), row]);
  }
  const from = (parent: string | null): Row[] => (under.get(parent) ?? []).flatMap((row) => [row, ...from(idOf(row))]);
  return from(null);
}

const DEEPEST = 5;

export function depthIn<Row>(
  row: Row,
  rows: readonly Row[],
  idOf: Of<Row, string>,
  parentOf: Of<Row, string | null>,
): number {
  let depth = 0;
  for (let above = parentOf(row); above !== null && depth < DEEPEST; depth += 1) {
    const found = rows.find((one) => idOf(one) === above);
    if (!found) break;
    above = parentOf(found);
  }
  return depth;
}
