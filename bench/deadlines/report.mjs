import { barChart } from '../support/chart.mjs';
import { machineLine } from '../support/machine.mjs';
import { shown, table, verdicts } from '../support/table.mjs';

export function print({ storms, targets, machine }) {
  console.log(`\n${machineLine(machine)}\n`);
  console.log(
    table([
      [
        ...['deadlines', 'window', 'worked off', 'a second', 'late p50', 'p95', 'max', 'urgent'],
        ...['lost', 'doubled', 'early', 'CPU each', 'quiet p95', 'p95 meanwhile', 'failed'],
      ],
      ...storms.map((one) => [
        `${one.n} ${one.arm}`,
        shown(one.windowSeconds, 's'),
        shown(one.workedOffSeconds, 's'),
        shown(one.perSecond),
        ...['p50', 'p95', 'max'].map((key) => shown(one.exactness.latenessMs[key] / 1000, 's')),
        one.urgentAfterMs === undefined ? '' : shown(one.urgentAfterMs / 1000, 's'),
        ...['lost', 'doubled', 'early'].map((key) => String(one.exactness[key])),
        shown(cpuOf(one.cpuMsPerDeadline), 'ms'),
        shown(one.commands.quiet.p95, 'ms'),
        shown(one.commands.storm.p95, 'ms'),
        String(one.commands.failed),
      ]),
    ]),
  );
  console.log(`\n${verdicts(targets)}`);
}

function cpuOf(cpuMsPerDeadline) {
  return Object.values(cpuMsPerDeadline).reduce((sum, ms) => sum + ms, 0);
}

export function chartOf({ storms, machine }) {
  const bars = (of) => storms.map((one) => ({ label: `${one.n} ${one.arm}`, values: of(one) }));
  const parts = ['server', 'worker', 'api', 'postgres'];
  return barChart({
    title: 'Many deadlines due in one second, beside bare timers on the same server',
    note: machineLine(machine),
    panels: [
      { title: 'Worked off', unit: 's', parts: ['all'], bars: bars((one) => [one.workedOffSeconds]) },
      {
        title: 'CPU a deadline',
        unit: 'ms',
        parts,
        bars: bars((one) => parts.map((name) => one.cpuMsPerDeadline[name] ?? 0)),
      },
      { title: 'Commands before, p95', unit: 'ms', parts: ['all'], bars: bars((one) => [one.commands.quiet.p95]) },
      { title: 'Commands meanwhile, p95', unit: 'ms', parts: ['all'], bars: bars((one) => [one.commands.storm.p95]) },
    ],
  });
}
