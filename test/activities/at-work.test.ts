import { pooled } from '../../activities/at-work.js';
import { pause } from '../support/running-stack.js';

describe('a pool', () => {
  it('answers in the order of the questions, with no more at a time than it may', async () => {
    let underWay = 0;
    let most = 0;
    const answers = await pooled([30, 10, 20, 0], 2, async (ms) => {
      most = Math.max(most, (underWay += 1));
      await pause(ms);
      underWay -= 1;
      return ms * 2;
    });
    expect(answers).toEqual([60, 20, 40, 0]);
    expect(most).toBe(2);
  });

  it('tells of a failure only when everything else has been asked and has answered', async () => {
    const done: number[] = [];
    const asked = pooled([1, 2, 3, 4, 5], 2, async (item) => {
      if (item === 1) throw new Error('the first');
      await pause(10);
      if (item === 4) throw new Error('the second');
      done.push(item);
    });
    await expect(asked).rejects.toThrow('the first');
    expect(done).toEqual([2, 3, 5]);
  });
});
