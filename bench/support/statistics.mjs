/** The value below which a share `p` (0 to 1) of the sample lies, by the nearest rank; `null` of an empty sample. */
export function percentile(sample, p) {
  if (sample.length === 0) return null;
  const sorted = Float64Array.from(sample).sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))];
}

/** What a table shows of a sample. */
export function summary(sample) {
  return {
    count: sample.length,
    p50: percentile(sample, 0.5),
    p95: percentile(sample, 0.95),
    p99: percentile(sample, 0.99),
    max: percentile(sample, 1),
  };
}

/** Adds up records of numbers, key by key. */
export function sumOf(records) {
  const total = {};
  for (const record of records) {
    for (const [key, value] of Object.entries(record)) total[key] = (total[key] ?? 0) + value;
  }
  return total;
}

/** The second record minus the first, key by key; a key that only the second has counts from nothing. */
export function difference(before, after) {
  return Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - (before[key] ?? 0)]));
}

/**
 * A measured value against what was asked for: `atLeast` or `atMost`, with the goal beyond it. A value that could not
 * be measured misses.
 */
export function judged(name, value, { atLeast, atMost, goal }) {
  const reaches = (limit) => value !== null && (atLeast === undefined ? value <= limit : value >= limit);
  const target = atLeast ?? atMost;
  return {
    name,
    value,
    sense: atLeast === undefined ? 'atMost' : 'atLeast',
    target,
    goal: goal ?? null,
    verdict: !reaches(target) ? 'missed' : goal !== undefined && reaches(goal) ? 'goal' : 'ok',
  };
}

/**
 * Judges figures beside the same ones of an earlier version: no worse, but for what two runs of one version differ by.
 */
export function besideEarlier(earlier, now, atMost) {
  return (name, of) => judged(`${name} ÷ the one before`, of(now) / of(earlier), { atMost, goal: 1 });
}
