import { chanceOf, pick, shuffled } from '../../../cli/simulate/chance.js';
import { findDuplicates } from '../../../cli/simulate/duplicates.js';
import { allotPlots, PLOT_NAMES, PLOTS, type Plot } from '../../../cli/simulate/plots.js';

const sharesOf = (plots: readonly Plot[]): Map<Plot, number> => {
  const shares = new Map<Plot, number>();
  for (const plot of plots) shares.set(plot, (shares.get(plot) ?? 0) + 1 / plots.length);
  return shares;
};

describe('the choice of plots', () => {
  it('is the same under the same seed and another under another', () => {
    expect(allotPlots(500, 'a')).toEqual(allotPlots(500, 'a'));
    expect(allotPlots(500, 'a')).not.toEqual(allotPlots(500, 'b'));
  });

  it('keeps the shares of the table', () => {
    const total = PLOT_NAMES.reduce((sum, plot) => sum + PLOTS[plot].weight, 0);
    const shares = sharesOf(allotPlots(2_000, 'shares'));
    for (const plot of PLOT_NAMES) expect(shares.get(plot) ?? 0).toBeCloseTo(PLOTS[plot].weight / total, 2);
    expect(shares.get('prompt')).toBeGreaterThan(0.4);
    expect(shares.get('prompt')).toBeLessThan(0.6);
  });

  it('has every plot once at least when there are tickets enough', () => {
    const drawn = PLOT_NAMES.filter((plot) => PLOTS[plot].weight > 0);
    for (const count of [drawn.length, 30, 38, 60, 61]) {
      const plots = allotPlots(count, 'few');
      expect(plots).toHaveLength(count);
      expect([...new Set(plots)].sort()).toEqual([...drawn].sort());
    }
  });

  it('makes do with fewer tickets than plots', () => {
    for (const count of [1, 2, 5, 20]) expect(allotPlots(count, 'fewer')).toHaveLength(count);
  });
});

describe('seeded chance', () => {
  it('spreads evenly over names that differ by a character', () => {
    const chance = chanceOf('spread');
    const draws = Array.from({ length: 10_000 }, (_, index) => chance(`draw:${index}`));
    const tenths = Array.from(
      { length: 10 },
      (_, tenth) => draws.filter((draw) => Math.floor(draw * 10) === tenth).length,
    );
    for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('always picks something, and shuffles without losing anything', () => {
    expect(['a', 'b', 'c']).toContain(pick(chanceOf('pick'), 'any', ['a', 'b', 'c']));
    const items = Array.from({ length: 50 }, (_, index) => index);
    const mixed = shuffled(chanceOf('shuffle'), 'items', items);
    expect(mixed).not.toEqual(items);
    expect(mixed.toSorted((a, b) => a - b)).toEqual(items);
  });
});

describe('duplicates', () => {
  it('are found by nearly the same title, or by the same place and class', () => {
    const found = findDuplicates([
      { title: '汐桥路路口有个大坑', classCode: '010101' },
      { title: '楼下烧烤店油烟扰民', classCode: '070201' },
      { title: '汐桥路的坑什么时候补', classCode: '010101' },
      { title: '楼下烧烤店油烟太扰民', classCode: '070201' },
      { title: '汐桥路的公交站牌倒了', classCode: '040101' },
    ]);
    expect(found).toEqual([null, null, 0, 1, null]);
  });

  it('never follow a follower', () => {
    const titles = Array.from({ length: 20 }, () => ({ title: '青橹街道又停水了', classCode: '030101' }));
    const found = findDuplicates(titles);
    const followed = new Set(found.filter((master) => master !== null));
    for (const master of followed) expect(found[master]).toBeNull();
    expect(Math.max(...[...followed].map((master) => found.filter((one) => one === master).length))).toBe(5);
  });
});
