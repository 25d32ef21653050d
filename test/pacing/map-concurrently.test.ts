import { mapConcurrently } from '../../pacing/map-concurrently.js';
import { pause } from '../support/running-stack.js';

describe('many questions, a few at a time', () => {
  it('are answered in their order, with no more at a time than may be', async () => {
    let underWay = 0;
    let most = 0;
    const answers = await mapConcurrently([30, 10, 20, 0], 2, async (ms) => {
      most = Math.max(most, (underWay += 1));
      await pause(ms);
      underWay -= 1;
      return ms * 2;
    });
    expect(answers).toEqual([60, 20, 40, 0]);
    expect(most).toBe(2);
  });

  it('tell of a failure only when everything else has been asked and has answered', async () => {
    const done: number[] = [];
    const asked = mapConcurrently([1, 2, 3, 4, 5], 2, async (item) => {
      if (item === 1) throw new Error('the first');
      await pause(10);
      if (item === 4) throw new Error('the second');
      done.push(item);
    });
    await expect(asked).rejects.toThrow('the first');
    expect(done).toEqual([2, 3, 5]);
  });

  it('stop at a failure where that is wanted, and tell of it when nothing is under way any more', async () => {
    const done: number[] = [];
    const asked = mapConcurrently(
      [1, 2, 3, 4, 5],
      2,
      async (item) => {
        if (item === 2) throw new Error('the second');
        await pause(10);
        done.push(item);
      },
      'stop',
    );
    await expect(asked).rejects.toThrow('the second');
    expect(done).toEqual([1]);
    await pause(30);
    expect(done).toEqual([1]);
  });
});
