import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** A machine on which a process that has little to do waits so long for its turn gives nobody an answer in time. */
const WAITED_MS = 500;
/** Nor does one whose control group has no CPU left in so many of its periods. */
const HELD_BACK_SHARE = 0.5;

/**
 * Whether the machine had enough CPU for what is asked of it. An API that gets none answers 503, and it should: that
 * says nothing about restarts.
 * @returns {{ end(): string | null }} `end` answers once, in words, what was missing; `null`: nothing.
 */
export function watchForStarvation() {
  const waits = monitorEventLoopDelay({ resolution: 20 });
  waits.enable();
  const before = periods();
  return {
    end() {
      waits.disable();
      const waitedMs = Math.round(waits.max / 1e6);
      if (waitedMs > WAITED_MS) return `this machine stood still for ${waitedMs} ms`;
      const after = periods();
      const share = (after.heldBack - before.heldBack) / Math.max(1, after.all - before.all);
      return share > HELD_BACK_SHARE ? `a control group left no CPU in ${Math.round(share * 100)} % of the time` : null;
    },
  };
}

/**
 * The scheduler's periods so far of the control group that this process is in, of either version; none where there is
 * no limit.
 */
function periods() {
  try {
    const groups = readFileSync('/proc/self/cgroup', 'utf8').split('\n');
    const own =
      groups.find((line) => /^\d+:([^:]*,)?cpu(,[^:]*)?:/.test(line)) ?? groups.find((line) => line.startsWith('0::'));
    const [, controllers = '', path = '/'] = own?.split(':') ?? [];
    const stat = readFileSync(`/sys/fs/cgroup${controllers === '' ? '' : '/cpu'}${path}/cpu.stat`, 'utf8');
    const count = (name) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(stat)?.[1] ?? 0);
    return { all: count('nr_periods'), heldBack: count('nr_throttled') };
  } catch {
    return { all: 0, heldBack: 0 };
  }
}
