import { oneAtATime } from '../../../workflows/ticket/one-at-a-time.js';

describe('A queue of one lane', () => {
  it('begins at once when nobody waits, and otherwise in the order of asking', async () => {
    const queue = oneAtATime();
    const seen: string[] = [];
    let finish = (): void => undefined;
    const first = queue.run(() => {
      seen.push('first begins');
      return new Promise<void>((resolve) => {
        finish = resolve;
      }).then(() => void seen.push('first ends'));
    });
    expect(seen).toEqual(['first begins']);
    const second = queue.run(() => void seen.push('second'));
    const third = queue.run(() => void seen.push('third'));
    expect(queue.isIdle()).toBe(false);
    finish();
    await Promise.all([first, second, third]);
    expect(seen).toEqual(['first begins', 'first ends', 'second', 'third']);
    expect(queue.isIdle()).toBe(true);
  });

  it.each([
    [
      'at once',
      () => {
        throw new Error('no');
      },
    ],
    ['later', () => Promise.reject(new Error('no'))],
  ])('lets work that fails %s fail alone', async (_, fails) => {
    const queue = oneAtATime();
    const failed = queue.run(fails);
    const next = queue.run(() => 'done');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('done');
    expect(queue.isIdle()).toBe(true);
    await expect(queue.run(fails)).rejects.toThrow('no');
    expect(queue.isIdle()).toBe(true);
  });
});
