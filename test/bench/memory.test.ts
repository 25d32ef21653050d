import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { memoryOf } from '../../bench/support/memory.mjs';
import { describeUnlessMissing } from '../support/skip.js';

const missing =
  process.platform === 'linux' ? undefined : 'memory of another process is read from /proc, which only Linux has';

describeUnlessMissing(missing, 'the memory of a process', () => {
  it('counts its children, unless it is asked for alone', async () => {
    const child = spawn(process.execPath, ['-e', 'process.stdout.write("up"); setInterval(() => {}, 1000)']);
    await once(child.stdout, 'data');
    try {
      const pids = { parent: process.pid, child: child.pid ?? 0 };
      const whole = memoryOf(pids);
      const apart = memoryOf(pids, ['parent']);
      expect(whole.child.pss).toBeGreaterThan(1);
      expect(whole.child.rss).toBeGreaterThanOrEqual(whole.child.pss);
      expect(whole.parent.rss).toBeGreaterThan(apart.parent.rss + 0.5 * whole.child.rss);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('is not told of a process that is gone', () => {
    expect(() => memoryOf({ worker: 2 ** 22 + 1 })).toThrow('(worker) is gone');
  });
});
