import { createRestoreGate } from '../../../api/erasure/restore-gate.js';

describe('the gate that a backup shuts', () => {
  let now = 0;
  let back: string[] = [];
  let looked = 0;
  const gate = () =>
    createRestoreGate(
      () => {
        looked += 1;
        return Promise.resolve(back);
      },
      () => now,
    );
  beforeEach(() => {
    [now, back, looked] = [0, [], 0];
  });

  it('is looked at once for all who ask whether we are ready, as long as nothing was brought back', async () => {
    const { known, assertOpen } = gate();
    expect(await known()).toBe(0);
    now += 3_600_000;
    expect(await known()).toBe(0);
    await assertOpen();
    expect(looked).toBe(1);
  });

  it('says at once what the keeper found, and is looked at every two seconds while it is shut', async () => {
    const { look, known, assertOpen } = gate();
    await look();
    back = ['t1', 't2'];
    await look();
    expect(await known()).toBe(2);
    await expect(assertOpen()).rejects.toMatchObject({ code: 'unavailable' });
    expect(looked).toBe(2);
    back = [];
    now += 2_000;
    expect(await known()).toBe(0);
    await assertOpen();
    expect(looked).toBe(3);
  });
});
