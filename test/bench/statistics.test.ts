import { exactness, isExact } from '../../bench/deadlines/exactness.mjs';
import { difference, judged, percentile, sumOf, summary } from '../../bench/support/statistics.mjs';

describe('percentile', () => {
  it('is the nearest rank, of an unsorted sample, and leaves the sample as it was', () => {
    const sample = [50, 15, 20, 40, 35];
    expect([0, 0.05, 0.3, 0.4, 0.5, 1].map((p) => percentile(sample, p))).toEqual([15, 15, 20, 20, 35, 50]);
    expect(sample).toEqual([50, 15, 20, 40, 35]);
  });

  it('sorts by size and not by spelling', () => {
    expect(percentile([9, 10, 100], 0.5)).toBe(10);
  });

  it('is nothing for an empty sample', () => {
    expect(summary([])).toEqual({ count: 0, p50: null, p95: null, p99: null, max: null });
  });
});

describe('records of numbers', () => {
  it('are added up key by key', () => {
    expect(sumOf([{ server: 1, worker: 2 }, { server: 3 }])).toEqual({ server: 4, worker: 2 });
  });

  it('are taken from each other, and what is new counts from nothing', () => {
    expect(difference({ server: 1 }, { server: 4, api: 2 })).toEqual({ server: 3, api: 2 });
  });
});

describe('a verdict', () => {
  it.each([
    [0.49, 'missed'],
    [0.5, 'ok'],
    [0.7, 'goal'],
    [null, 'missed'],
    [Number.NaN, 'missed'],
  ])('for %p where at least 0.5 is asked and 0.7 is the goal: %s', (value, verdict) => {
    expect(judged('ratio', value, { atLeast: 0.5, goal: 0.7 }).verdict).toBe(verdict);
  });

  it.each([
    [2.6, 'missed'],
    [2.5, 'ok'],
    [2, 'goal'],
  ])('for %p where at most 2.5 is asked and 2 is the goal: %s', (value, verdict) => {
    expect(judged('latency', value, { atMost: 2.5, goal: 2 }).verdict).toBe(verdict);
  });

  it('is never better than ok without a goal', () => {
    expect(judged('lost', 0, { atMost: 0 })).toMatchObject({ verdict: 'ok', goal: null });
  });
});

describe('exactness', () => {
  const fired = (id: string, firedAt: number, scheduledAt = 1_000) => ({ id, scheduledAt, firedAt });

  it('holds when each deadline fired once, at its time or after', () => {
    const found = exactness([fired('a', 1_000), fired('b', 1_400)], 2, 1_000);
    expect(found).toMatchObject({ fired: 2, lost: 0, doubled: 0, early: 0, elsewhere: 0 });
    expect(found.latenessMs).toMatchObject({ p50: 0, max: 400 });
    expect(isExact(found)).toBe(true);
  });

  it.each([
    ['lost', [fired('a', 1_000)]],
    ['doubled', [fired('a', 1_000), fired('a', 1_001), fired('b', 1_002)]],
    ['early', [fired('a', 999), fired('b', 1_000)]],
    ['elsewhere', [fired('a', 1_000), fired('b', 2_000, 2_000)]],
  ] as const)('tells one that was %s', (fault, each) => {
    const found = exactness(each, 2, 1_000);
    expect(found[fault]).toBe(1);
    expect(isExact(found)).toBe(false);
  });
});
