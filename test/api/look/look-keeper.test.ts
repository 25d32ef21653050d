import { createLookKeeping } from '../../../api/look/look-keeper.js';
import type { Block, LookChain } from '../../../storage/look/look-chain.js';
import type { HeadWords } from '../../../storage/look/look-seals.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('the heads in the second place', () => {
  let now: number;
  let blocks: Block[];
  let written: HeadWords[];
  let fails: boolean;
  beforeEach(() => {
    // Ten in the morning in the city.
    now = Date.parse('2026-11-30T02:00:00.000Z');
    [blocks, written, fails] = [[], [], false];
  });

  const chain: LookChain = {
    link: () => Promise.resolve(0),
    newest: () => Promise.resolve(blocks.at(-1) ?? null),
    lastOf: (day) => Promise.resolve(blocks.findLast((block) => block.day === day) ?? null),
  };
  const keeping = () =>
    createLookKeeping({
      chain,
      heads: {
        write: (words) => {
          if (fails) return Promise.reject(new Error('No space left on device'));
          written.push(words);
          return Promise.resolve();
        },
      },
      metrics: { headWritten: () => undefined },
      clock: () => now,
    });
  function linked(day = '2026-11-30'): void {
    const number = blocks.filter((block) => block.day === day).length + 1;
    const head = Buffer.from([blocks.length + 1]);
    const same = { looks: [], marks: Buffer.alloc(0), previous: Buffer.alloc(0), madeAt: new Date(now) };
    blocks.push({ ...same, day, number, head, lastId: String(blocks.length + 1) });
  }
  const briefly = (): string[] => written.map(({ day, number, last }) => `${day} ${number}${last ? ' last' : ''}`);

  it('begin with the newest, and come once an hour if there is another', async () => {
    const { bringHeads } = keeping();
    await bringHeads();
    linked();
    await bringHeads();
    for (const minutes of [10, 30, 19, 2]) {
      now += minutes * MINUTE_MS;
      linked();
      await bringHeads();
    }
    now += 3 * HOUR_MS;
    await bringHeads();
    await bringHeads();
    expect(briefly()).toEqual(['2026-11-30 1', '2026-11-30 5']);
  });

  it('end each day with its last, whether a new day began with a look or not', async () => {
    const { bringHeads } = keeping();
    linked();
    await bringHeads();
    now = Date.parse('2026-11-30T15:58:00.000Z');
    linked();
    await bringHeads();
    now += 4 * MINUTE_MS;
    linked('2026-12-01');
    await bringHeads();
    now = Date.parse('2026-12-01T16:01:00.000Z');
    await bringHeads();
    now += 10 * MINUTE_MS;
    await bringHeads();
    await bringHeads();
    expect(briefly()).toEqual([
      '2026-11-30 1',
      '2026-11-30 2',
      '2026-11-30 2 last',
      '2026-12-01 1',
      '2026-12-01 1 last',
    ]);
  });

  it('are written with the next try when the place was full', async () => {
    const { bringHeads } = keeping();
    linked();
    fails = true;
    await expect(bringHeads()).rejects.toThrow('No space left');
    fails = false;
    await bringHeads();
    expect(briefly()).toEqual(['2026-11-30 1']);
  });

  it('are written at once when a process stops', async () => {
    const { bringHeads } = keeping();
    linked();
    await bringHeads();
    linked();
    await bringHeads({ atOnce: true });
    await bringHeads({ atOnce: true });
    expect(briefly()).toEqual(['2026-11-30 1', '2026-11-30 2']);
  });
});
