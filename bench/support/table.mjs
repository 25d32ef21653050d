/** Rows of text in columns: the first to the left, the others to the right. The first row is the heading. */
export function table(rows) {
  const widths = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, cell.length)));
  const line = (row) =>
    `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')}`.trimEnd();
  const [heading = [], ...rest] = rows;
  return [line(heading), `  ${widths.map((width) => '-'.repeat(width)).join('  ')}`, ...rest.map(line)].join('\n');
}

/** A number for people: three digits that matter, a dash for none. */
export function shown(value, unit = '') {
  if (value === null || value === undefined || Number.isNaN(value)) return '-';
  const size = Math.abs(value);
  const text = value === 0 ? '0' : size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
  return unit === '' ? text : `${text} ${unit}`;
}

/** What was asked for, what came out, and whether that is enough. */
export function verdicts(judged) {
  return table([
    ['target', 'measured', 'asked', 'goal', ''],
    ...judged.map(({ name, value, sense, target, goal, verdict }) => {
      const sign = sense === 'atLeast' ? '≥' : '≤';
      return [name, shown(value), `${sign} ${target}`, goal === null ? '-' : `${sign} ${goal}`, WORDS[verdict]];
    }),
  ]);
}

const WORDS = { goal: 'ok (goal reached)', ok: 'ok', missed: 'MISSED' };
