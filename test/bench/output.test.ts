import { barChart } from '../../bench/support/chart.mjs';
import { byPlace, selfTimes } from '../../bench/support/profile.mjs';
import { judged } from '../../bench/support/statistics.mjs';
import { shown, table, verdicts } from '../../bench/support/table.mjs';

describe('a table', () => {
  it('puts names to the left and figures to the right, each column as wide as it must be', () => {
    const lines = table([
      ['a life', 'bound', 'product'],
      ['CPU in all', '73 ms', '101 ms'],
    ]).split('\n');
    expect(lines).toEqual([
      '  a life      bound  product',
      '  ----------  -----  -------',
      '  CPU in all  73 ms   101 ms',
    ]);
  });

  it.each([
    [0, '0'],
    [1.234, '1.23'],
    [12.345, '12.3'],
    [123.45, '123'],
    [null, '-'],
    [undefined, '-'],
  ])('shows %p as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('says of every target whether it was reached', () => {
    const text = verdicts([judged('one', 0.4, { atLeast: 0.5, goal: 0.7 }), judged('two', 1, { atMost: 2 })]);
    expect(text).toMatch(/one +0\.40 +≥ 0\.5 +≥ 0\.7 +MISSED/);
    expect(text).toMatch(/two +1\.00 +≤ 2 +- +ok/);
  });
});

describe('a chart', () => {
  const svg = barChart({
    title: 'A < B & "C"',
    note: 'here',
    panels: [
      {
        title: 'CPU',
        unit: 'ms',
        parts: ['server', 'worker'],
        bars: [
          { label: 'bound', values: [30, 20] },
          { label: 'product', values: [60, 40] },
        ],
      },
    ],
  });
  const widths = [...svg.matchAll(/<rect x="[\d.]+" y="\d+" width="([\d.]+)" height="20"/g)].map((match) =>
    Number(match[1]),
  );

  it('draws every part as long as its value, on one scale', () => {
    expect(widths).toHaveLength(4);
    expect(widths.map((width) => Math.round((width / (widths[0] ?? 1)) * 30))).toEqual([30, 20, 60, 40]);
  });

  it('writes the whole behind the bar', () => {
    expect(svg).toContain('>50.0<');
    expect(svg).toContain('>100<');
  });

  it('lets no word of a title become markup', () => {
    expect(svg).toContain('A &lt; B &amp; "C"</text>');
    expect(svg).toContain('aria-label="A &lt; B &amp; &quot;C&quot;"');
  });

  it('can be drawn of nothing but zeros', () => {
    const empty = { title: 'none', unit: 's', parts: ['all'], bars: [{ label: 'bound', values: [0] }] };
    expect(barChart({ title: 't', note: 'n', panels: [empty] })).not.toContain('NaN');
  });
});

describe('a summary of a CPU profile', () => {
  const frame = (functionName: string, url = '') => ({ functionName, url, lineNumber: 9 });
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(idle)') },
      { id: 2, callFrame: frame('seal', 'file:///home/x/dist/codec/payload-codec.js') },
      { id: 3, callFrame: frame('', 'file:///home/x/node_modules/@temporalio/common/lib/a.js') },
      { id: 4, callFrame: frame('(garbage collector)') },
    ],
    samples: [1, 2, 2, 3, 4],
    timeDeltas: [1_000, 2_000, 3_000, 1_000, 500],
    startTime: 0,
  };

  it('adds up the self time of each function and leaves out time without work', () => {
    expect(selfTimes(profile)).toEqual([
      { name: 'seal  dist/codec/payload-codec.js:10', ms: 5 },
      { name: '(anonymous)  @temporalio/common/lib/a.js:10', ms: 1 },
      { name: '(garbage collector)', ms: 0.5 },
    ]);
  });

  it('counts only the samples within the windows', () => {
    expect(selfTimes(profile, [[2_500, 3_500]])).toEqual([{ name: 'seal  dist/codec/payload-codec.js:10', ms: 2 }]);
  });

  it('tells the same by package and folder', () => {
    expect(byPlace(selfTimes(profile)).map(({ name }) => name)).toEqual([
      'dist/codec',
      '@temporalio/common',
      'engine (garbage collection, native code)',
    ]);
  });
});
