import { join } from 'node:path';
import { chanceOf } from '../../../cli/simulate/chance.js';
import { checkAll } from '../../../cli/simulate/checks.js';
import { cityOf } from '../../../cli/simulate/city.js';
import type { HttpCall } from '../../../cli/simulate/connection.js';
import { createConnection } from '../../../cli/simulate/connection.js';
import { gatherEvidence } from '../../../cli/simulate/evidence.js';
import { createHotline } from '../../../cli/simulate/hotline.js';
import { readMessages } from '../../../cli/simulate/messages.js';
import { makePlans } from '../../../cli/simulate/plan.js';
import { PLOT_NAMES } from '../../../cli/simulate/plots.js';
import { makeReport, type Report } from '../../../cli/simulate/report.js';
import { playAll } from '../../../cli/simulate/run.js';
import { createTally } from '../../../cli/simulate/tally.js';
import { cast, rulesHotline, virtualTime } from './rules-hotline.js';

const SAMPLE = join(import.meta.dirname, '../../../data/samples/messages.zh.jsonl');

async function play(
  seed: string,
  copies: number,
  trouble?: (call: HttpCall) => 'none' | 'busy' | 'lost' | 'answerLost',
): Promise<{ report: Report; stories: string[] }> {
  const time = virtualTime();
  const tally = createTally();
  const { transport, tickets } = rulesHotline(time, trouble);
  const hotline = createHotline(createConnection(transport, time, tally));
  const key = cast.keyOf({ role: 'supervisor' });
  const sample = await readMessages(SAMPLE);
  // Each copy a matter of its own.
  const messages = Array.from({ length: copies }, (_, copy) =>
    sample.map((message, index) => (copy === 0 ? message : { ...message, title: `事项${copy}x${index}y` })),
  ).flat();
  const plans = makePlans(messages, cityOf(await hotline.units(key), await hotline.classes(key), cast.units), seed);
  const standing = { total: plans.length, registered: 0, ended: 0, checked: 0, open: 0 };
  const run = await playAll(plans, { hotline, cast, time, tally, speed: 1, concurrency: 8 }, standing);
  const evidence = await gatherEvidence(run.lives, hotline, key);
  expect(standing).toMatchObject({ ended: plans.length, registered: plans.length, open: 0 });
  const stories = run.lives.map(
    ({ id, plot }) =>
      `${plot}: ${tickets
        .get(id)
        ?.events.filter(({ from, to }) => from !== to)
        .map(({ to }) => to)
        .join(' ')}`,
  );
  return { report: makeReport(run, tally, evidence, checkAll(evidence)), stories };
}

const failures = ({ checks }: Report): unknown[] => checks.filter(({ ok }) => !ok);

describe('a simulated day at the hotline', () => {
  it.each(['1', '2', '3', '4', '5'])(
    'brings every plot of the sample to an end, by the rules (seed %s)',
    async (seed) => {
      const { report } = await play(seed, 1);
      expect(failures(report)).toEqual([]);
      expect(report.ok).toBe(true);
      expect(report.refusals.unexpected).toEqual({});
      expect(Object.keys(report.byPlot).sort()).toEqual([...PLOT_NAMES].sort());
    },
  );

  it('meets every refusal that its plots ask for, and climbs the whole ladder', async () => {
    const reports = [await play('one', 4), await play('two', 4)].map(({ report }) => report);
    expect(reports.flatMap(failures)).toEqual([]);
    const refused = new Set(reports.flatMap(({ refusals }) => Object.keys(refusals.expected)));
    const levels = new Set(reports.flatMap(({ escalationsByLevel }) => Object.keys(escalationsByLevel)));
    expect([...refused]).toEqual(
      expect.arrayContaining([
        'stale-version',
        'return-not-allowed',
        'open-tasks',
        'extension-limit',
        'actor-not-allowed',
        'unit-level-not-allowed',
        'owner-fixed',
        'new-lead-required',
        'never-declined',
      ]),
    );
    expect([...levels]).toEqual(expect.arrayContaining(['1', '2', '3']));
    expect(reports.every(({ repeatedUnderSameKey }) => repeatedUnderSameKey > 0)).toBe(true);
  });

  it('makes the same decisions under the same seed', async () => {
    const [one, two, other] = [await play('7', 1), await play('7', 1), await play('8', 1)];
    expect(one.stories).toEqual(two.stories);
    expect(one.stories).not.toEqual(other.stories);
  });

  it('loses nothing and does nothing twice when calls and answers get lost', async () => {
    const chance = chanceOf('trouble');
    let calls = 0;
    const { report } = await play('3', 1, () => {
      const roll = chance(String((calls += 1)));
      return roll < 0.03 ? 'busy' : roll < 0.06 ? 'lost' : roll < 0.09 ? 'answerLost' : 'none';
    });
    expect(failures(report)).toEqual([]);
    expect(report.tickets).toBe(40);
    expect(report.retries).toMatchObject({ network: expect.any(Number), '503': expect.any(Number) });
  });
});
