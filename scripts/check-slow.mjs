/** Runs the suites on a machine that is made slow: see `USAGE`. A test may be slow there, and never wrong. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './support/build.mjs';

const USAGE = `npm run check:slow [-- <suites> <words for jest>]: the suites with a fifth of the CPU.

Where a control group may be made, everything that a suite starts shares a fifth of all cores. Elsewhere a spinning load runs beside the suites, which
are nicer to it than it is to them. The words are those of npm test; without any, all suites. It takes some 40 minutes on two cores. The last line is
"N passed, N failed", the exit code that of npm test.`;

const SHARE = 0.2;
const PERIOD_US = 100_000;
/**
 * A step of niceness is worth a quarter of the CPU to the other: with two of them on each core, three steps make about
 * a fifth.
 */
const SPINNERS_A_CORE = 2;
const NICER_BY = 3;
/** A spinning process ends by itself when whoever started it is gone, and after this long in any case. */
const SPINS_FOR_MS = 7_200_000;
const SPIN = `const until = Date.now() + ${SPINS_FOR_MS};
const parent = process.ppid;
while (Date.now() < until && process.ppid === parent) for (let n = 0; n < 1e7; n += 1);`;

const root = join(import.meta.dirname, '..');
const words = process.argv.slice(2);
if (words.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}
if (!ensureBuilt(root)) {
  console.log('The build failed, so no test was run.\n0 passed, 1 failed');
  process.exit(1);
}

const cores = availableParallelism();
const held = controlGroup() ?? spinningLoad();
console.log(`${new Date().toISOString()}: ${held.says}`);
const suites = spawn(held.command, [...held.args, process.execPath, join(root, 'scripts/test.mjs'), ...words], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, HUIYING_TEST_IN_BAND: '1' },
});
// Ctrl-C reaches the suites as well; wait until they have cleaned up.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => suites.kill(signal));
suites.once('error', (error) => {
  held.release();
  console.error(error.message);
  process.exit(1);
});
suites.once('close', (code) => {
  held.release();
  process.exit(code ?? 1);
});

/**
 * A group of our own whose processes may use so much of the CPU together, of either version of control groups; `null`
 * where we may not.
 */
function controlGroup() {
  const quota = Math.round(SHARE * cores * PERIOD_US);
  for (const { folder, limits } of [
    { folder: '/sys/fs/cgroup', limits: { 'cpu.max': `${quota} ${PERIOD_US}` } },
    {
      folder: '/sys/fs/cgroup/cpu',
      limits: { 'cpu.cfs_period_us': String(PERIOD_US), 'cpu.cfs_quota_us': String(quota) },
    },
  ]) {
    const controllers = join(folder, 'cgroup.controllers');
    const isVersion2 = 'cpu.max' in limits;
    if (isVersion2 && !(existsSync(controllers) && readFileSync(controllers, 'utf8').split(/\s/).includes('cpu')))
      continue;
    const group = join(folder, `huiying-slow-${process.pid}`);
    try {
      mkdirSync(group);
    } catch {
      continue;
    }
    try {
      for (const [name, value] of Object.entries(limits)) writeFileSync(join(group, name), value, { flag: 'r+' });
      const enter = ['-c', 'echo $$ > "$0" && exec "$@"', join(group, 'cgroup.procs')];
      if (spawnSync('/bin/sh', [...enter, '/bin/true']).status === 0) {
        const says = `a control group holds the suites to ${SHARE} of ${cores} cores`;
        return { says, command: '/bin/sh', args: enter, release: () => removed(group) };
      }
    } catch {
      // It has no such limit, or the limit may not be set.
    }
    removed(group);
  }
  return null;
}

function removed(group) {
  try {
    rmdirSync(group);
  } catch (error) {
    console.error(`${group} is left: ${error.message}`);
  }
}

function spinningLoad() {
  const spinning = Array.from({ length: cores * SPINNERS_A_CORE }, () =>
    spawn(process.execPath, ['-e', SPIN], { stdio: 'ignore' }),
  );
  const pids = spinning.map(({ pid }) => pid).join(', ');
  return {
    says: `${spinning.length} processes spin beside the suites on ${cores} cores (${pids})`,
    command: 'nice',
    args: ['-n', String(NICER_BY)],
    release: () => spinning.forEach((one) => one.kill('SIGKILL')),
  };
}
