import { barChart } from '../support/chart.mjs';
import { machineLine } from '../support/machine.mjs';
import { shown, table, verdicts } from '../support/table.mjs';

const PROCESSES = ['server', 'worker', 'api', 'postgres'];

/** For whoever ran it. */
export function printLife({ arms, cpuRatio, cpuRatioWithoutClient, peers, kills, targets, options, machine }) {
  console.log(`\n${machineLine(machine)}\n`);
  const row = (label, of, unit) => [
    label,
    ...Object.values(arms).map((arm) => shown(of(arm), unit)),
    ...(arms.before ? [ratioOf(of(arms.product), of(arms.before))] : []),
  ];
  const latency = (label, of) =>
    ['p50', 'p95', 'p99'].map((key) => row(`${label} ${key}`, (arm) => of(arm)[key], 'ms'));
  console.log(
    table([
      ['a life', ...Object.keys(arms), ...(arms.before ? ['product ÷ before'] : [])],
      ...PROCESSES.map((name) => row(`CPU ${name}`, ({ cpuMsPerLife }) => cpuMsPerLife[name], 'ms')),
      row('CPU of these', ({ cpuMsPerLife }) => cpuMsPerLife.total, 'ms'),
      row('CPU of this program (Temporal client, HTTP client)', ({ clientMsPerLife }) => clientMsPerLife, 'ms'),
      row('left on disk by the engine', ({ storedKbPerLife }) => storedKbPerLife.engine, 'KB'),
      row('left on disk by PostgreSQL', ({ storedKbPerLife }) => storedKbPerLife.rows, 'KB'),
      row(`lives a second, ${options.concurrency} together`, ({ livesPerSecond }) => livesPerSecond),
      ...latency('command alone', ({ alone }) => alone.command),
      ...latency(`command, ${options.concurrency} together`, ({ together }) => together.command),
      row('start or registration alone p50', ({ alone }) => alone.start.p50, 'ms'),
      row(`start or registration, ${options.concurrency} together p50`, ({ together }) => together.start.p50, 'ms'),
    ]),
  );
  console.log(
    `\n  cpuRatio ${shown(cpuRatio)}; without the bound's own Temporal client ${shown(cpuRatioWithoutClient)}\n`,
  );
  for (const [name, ratio] of Object.entries(peers)) console.log(`  a life costs ${shown(ratio)} × the CPU of ${name}`);
  if (kills) console.log(`\n${killTable(kills)}\n`);
  console.log(verdicts(targets));
}

/** Of each process too: a ratio of the whole hides which of them it comes from. */
function ratioOf(now, before) {
  return now === undefined || !before ? '-' : shown(now / before);
}

function killTable(kills) {
  return table([
    ['all programs killed amid lives', 'lives', 'lost', 'doubled', 'early', 'longest wait'],
    ...Object.entries(kills).map(([name, { lives, lost, doubled, early, longestWaitSeconds }]) => [
      name,
      ...[lives, lost, doubled, early].map(String),
      shown(longestWaitSeconds, 's'),
    ]),
  ]);
}

export function lifeChart({ arms, machine, options }) {
  const bars = (of) => Object.entries(arms).map(([label, arm]) => ({ label, values: of(arm) }));
  const latencies = (of) =>
    Object.entries(arms).flatMap(([label, arm]) =>
      ['p50', 'p95', 'p99'].map((key) => ({ label: `${label} ${key}`, values: [of(arm)[key]] })),
    );
  return barChart({
    title: 'One whole life of a ticket, beside a bare workflow and what else one could build',
    note: machineLine(machine),
    panels: [
      {
        title: 'CPU a life',
        unit: 'ms',
        parts: PROCESSES,
        bars: bars(({ cpuMsPerLife }) => PROCESSES.map((name) => cpuMsPerLife[name] ?? 0)),
      },
      { title: 'A command, one at a time', unit: 'ms', parts: ['all'], bars: latencies(({ alone }) => alone.command) },
      {
        title: `A command, ${options.concurrency} lives together`,
        unit: 'ms',
        parts: ['all'],
        bars: latencies(({ together }) => together.command),
      },
      {
        title: 'Throughput',
        unit: 'lives a second',
        parts: ['all'],
        bars: bars(({ livesPerSecond }) => [livesPerSecond]),
      },
      {
        title: 'Left on disk by a life',
        unit: 'KB',
        parts: ['engine', 'PostgreSQL'],
        bars: bars(({ storedKbPerLife: { engine = 0, rows = 0 } }) => [engine, rows]),
      },
    ],
  });
}
