import { againAndAgain } from '../../pacing/again-and-again.js';
import { createHourlyClearing } from '../../pacing/hourly-clearing.js';
import { eventually } from '../support/eventually.js';
import { pause } from '../support/running-stack.js';

describe('what is done again and again', () => {
  it('is given longer and longer after failures, and its own pace once it was done', async () => {
    const outcomes = ['fails', 'fails', 'fails', 'done', 'fails'];
    const pauses: number[] = [];
    const sweeper = againAndAgain({
      work: () => (outcomes.shift() === 'fails' ? Promise.reject(new Error('away')) : Promise.resolve()),
      everyMs: 2,
      longestPauseMs: 10,
      onFailure: (_, nextInMs) => pauses.push(nextInMs),
    });
    await eventually(() => expect(pauses).toEqual([4, 8, 10, 4]));
    await sweeper.stop();
  });

  it('is waited for when it is stopped, and does not begin again', async () => {
    let begun = 0;
    let ended = 0;
    const sweeper = againAndAgain({
      async work() {
        begun += 1;
        await pause(20);
        ended += 1;
      },
      everyMs: 1,
      longestPauseMs: 1,
      onFailure: () => undefined,
    });
    await eventually(() => expect(begun).toBeGreaterThan(0));
    await sweeper.stop();
    const done = begun;
    expect(ended).toBe(done);
    await pause(20);
    expect(begun).toBe(done);
  });
});

describe('clearing once an hour', () => {
  it('goes on while there is more, and then rests for an hour', async () => {
    let now = 0;
    const left = [5_000, 5_000, 12, 0];
    const asked: number[] = [];
    const clear = createHourlyClearing(
      (most) => {
        asked.push(most);
        return Promise.resolve(left.shift() ?? 0);
      },
      () => now,
    );
    for (let times = 0; times < 6; times += 1) await clear();
    expect(asked).toEqual([5_000, 5_000, 5_000]);
    now += 3_600_001;
    await clear();
    await clear();
    expect(asked.length).toBe(4);
  });
});
