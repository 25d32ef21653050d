import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { barChart } from '../support/chart.mjs';
import { cpuSeconds, insistOnProc, ownCpuSeconds } from '../support/cpu.mjs';
import { machineFacts, machineLine } from '../support/machine.mjs';
import { keepResults, rounded } from '../support/output.mjs';
import { loadProduct, revisionOf } from '../support/product.mjs';
import { monotonicMicros, profileReport } from '../support/profile.mjs';
import { startStack, untilNoneRuns } from '../support/stack.mjs';
import { difference, judged, sumOf, summary } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';
import { boundArm, productArm } from './arms.mjs';

const COUNTED =
  'CPU-seconds (user and system) from /proc, of a whole life up to the timer that ends it. Bound: Temporal server, worker and client of a bare workflow ' +
  '(9 Updates with a validator, one timer that is replaced and one that fires, no effects, nothing sealed). Product: Temporal server, worker, API and PostgreSQL ' +
  'with its backends, driven over HTTP (registration and 9 commands). The client of the bound is this program, which speaks to Temporal as the API does in the product; ' +
  'what this program spends on HTTP for the product is shown, and counted for neither. ' +
  'Both workers have the same settings and the same short stacks. Blocks alternate on one server, there and back; warm-up is discarded.';
/** Two runs of one version differ by about as much on a shared machine. */
const NO_WORSE = 1.05;

/**
 * Whole lives, side by side with a bare workflow on the same server, and with an earlier version if its folder is given.
 * @param {{ lives: number, concurrency: number, blocks: number, json: boolean, out: string, date?: string, profile: boolean, before?: string }} options
 */
export async function benchLife(options) {
  insistOnProc();
  const product = await loadProduct();
  const say = options.json ? () => undefined : (line) => console.log(line);
  const profileDir = options.profile ? mkdtempSync(join(tmpdir(), 'huiying-profiles-')) : undefined;
  say('Bringing up PostgreSQL, Temporal, both workers and the API…');
  const before = options.before === undefined ? undefined : await loadProduct(options.before);
  const stack = await startStack(product, { profileDir, before });
  const windows = [];
  let results;
  try {
    const machine = await machineFacts({
      ...stack,
      temporalCliVersion: product.temporalCliVersion,
      date: options.date,
    });
    const arms = [
      boundArm(stack),
      productArm(stack, { name: 'product', pids: stack.pids.product }),
      ...(stack.before ? [productArm(stack.before, { name: 'before', pids: stack.before.pids })] : []),
    ];
    try {
      const measured = await alternate(arms, options, say, windows);
      results = resultsOf(measured, machine, options);
      if (before) results.before = revisionOf(before.folder);
    } finally {
      for (const arm of arms) arm.close();
    }
  } finally {
    await stack.stop();
  }
  if (options.json) console.log(JSON.stringify(results, rounded));
  else print(results);
  if (profileDir === undefined) {
    const files = keepResults(options.out, before ? 'life-before' : 'life', results, chartOf(results));
    say(`\nWritten: ${files.join(', ')}`);
  } else {
    say('\nThe profiler was on, so the figures above are not kept. Where the time of the product went:');
    say(profileReport(profileDir, { ...stack.pids.product, server: undefined, postgres: undefined }, windows));
    rmSync(profileDir, { recursive: true, force: true });
  }
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}

async function alternate(arms, { lives, concurrency, blocks }, say, windows) {
  const perBlock = Math.ceil(lives / blocks);
  const alone = Math.max(5, Math.ceil(perBlock / 5));
  const measured = Object.fromEntries(arms.map(({ name }) => [name, []]));
  for (const arm of arms) {
    say(`  warm-up: ${arm.name}`);
    await livesAtOnce(arm, Math.max(2 * concurrency, 32), concurrency);
    await untilNoneRuns(arm.client, arm.workflowType);
  }
  for (let block = 1; block <= blocks; block += 1) {
    // There and back, so that none always follows the same other.
    for (const arm of block % 2 === 1 ? arms : [...arms].reverse()) {
      const from = monotonicMicros();
      const busy = await counted(arm, () => livesAtOnce(arm, perBlock, concurrency));
      const quiet = await counted(arm, () => livesAtOnce(arm, alone, 1));
      if (arm.name === 'product') windows.push([from, monotonicMicros()]);
      measured[arm.name].push({ busy, quiet });
      const perLife = Object.values(busy.cpu).reduce((sum, one) => sum + one, 0) / perBlock;
      say(
        `  block ${block} of ${blocks}: ${arm.name.padEnd(7)} ${shown(perBlock / busy.seconds)} lives/s, ` +
          `${shown(perLife * 1000)} ms CPU a life, alone ${shown(summary(quiet.commands).p50)} ms a command`,
      );
    }
  }
  return measured;
}

/** Runs lives and counts what they cost, their end included. */
async function counted(arm, work) {
  const before = { cpu: cpuSeconds(arm.pids), client: ownCpuSeconds() };
  const done = await work();
  const client = ownCpuSeconds() - before.client;
  await untilNoneRuns(arm.client, arm.workflowType);
  return { ...done, cpu: difference(before.cpu, cpuSeconds(arm.pids)), client };
}

async function livesAtOnce(arm, count, concurrency) {
  const starts = [];
  const commands = [];
  let left = count;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left > 0) {
        left -= 1;
        await arm.live(starts, commands);
      }
    }),
  );
  return { count, starts, commands, seconds: (performance.now() - startedAt) / 1000 };
}

function resultsOf(measured, machine, { lives, concurrency, blocks }) {
  const arms = Object.fromEntries(Object.entries(measured).map(([name, blocks]) => [name, armOf(blocks)]));
  const { bound, product, before } = arms;
  // The bound's client speaks to Temporal itself, which in the product is the work of the API.
  const boundCpu = bound.cpuMsPerLife.total + bound.clientMsPerLife;
  return {
    benchmark: 'life',
    machine,
    options: { lives, concurrency, blocks },
    counted: COUNTED,
    arms,
    cpuRatio: boundCpu / product.cpuMsPerLife.total,
    cpuRatioWithoutClient: bound.cpuMsPerLife.total / product.cpuMsPerLife.total,
    targets: [
      judged('CPU of the bound ÷ CPU of the product, a life', boundCpu / product.cpuMsPerLife.total, {
        atLeast: 0.5,
        goal: 0.7,
      }),
      judged(
        'p50 of a command over HTTP ÷ p50 of a bare Update, alone',
        product.alone.command.p50 / bound.alone.command.p50,
        {
          atMost: 2.5,
          goal: 2,
        },
      ),
      ...(before ? comparedWith(before, product) : []),
    ],
  };
}

/** No worse than before, but for what two runs of the same differ by. */
function comparedWith(before, product) {
  const asked = { atMost: NO_WORSE, goal: 1 };
  const than = (of) => of(product) / of(before);
  return [
    judged(
      'CPU of a life ÷ the one before',
      than(({ cpuMsPerLife }) => cpuMsPerLife.total),
      asked,
    ),
    judged(
      'p50 of a command alone ÷ the one before',
      than(({ alone }) => alone.command.p50),
      asked,
    ),
    judged(
      'p50 of a command, lives together ÷ the one before',
      than(({ together }) => together.command.p50),
      asked,
    ),
  ];
}

function armOf(blocks) {
  const busy = blocks.map((block) => block.busy);
  const quiet = blocks.map((block) => block.quiet);
  const lives = busy.reduce((sum, { count }) => sum + count, 0);
  const cpu = sumOf(busy.map((one) => one.cpu));
  const perLife = Object.fromEntries(Object.entries(cpu).map(([name, seconds]) => [name, (seconds * 1000) / lives]));
  const latency = (runs) => ({
    start: summary(runs.flatMap(({ starts }) => starts)),
    command: summary(runs.flatMap(({ commands }) => commands)),
  });
  return {
    lives,
    livesPerSecond: lives / busy.reduce((sum, { seconds }) => sum + seconds, 0),
    cpuMsPerLife: { ...perLife, total: Object.values(perLife).reduce((sum, ms) => sum + ms, 0) },
    cpuMsPerLifeByBlock: busy.map((one) => (Object.values(one.cpu).reduce((sum, s) => sum + s, 0) * 1000) / one.count),
    clientMsPerLife: (busy.reduce((sum, { client }) => sum + client, 0) * 1000) / lives,
    alone: latency(quiet),
    together: latency(busy),
  };
}

const PROCESSES = ['server', 'worker', 'api', 'postgres'];

function print({ arms, cpuRatio, cpuRatioWithoutClient, targets, options, machine }) {
  console.log(`\n${machineLine(machine)}\n`);
  const row = (label, of, unit) => [label, ...Object.values(arms).map((arm) => shown(of(arm), unit))];
  const latency = (label, of) =>
    ['p50', 'p95', 'p99'].map((key) => row(`${label} ${key}`, (arm) => of(arm)[key], 'ms'));
  console.log(
    table([
      ['a life', ...Object.keys(arms)],
      ...PROCESSES.map((name) => row(`CPU ${name}`, ({ cpuMsPerLife }) => cpuMsPerLife[name], 'ms')),
      row('CPU of these', ({ cpuMsPerLife }) => cpuMsPerLife.total, 'ms'),
      row('CPU of this program (Temporal client, HTTP client)', ({ clientMsPerLife }) => clientMsPerLife, 'ms'),
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
  console.log(verdicts(targets));
}

function chartOf({ arms, machine, options }) {
  const bars = (of) => Object.entries(arms).map(([label, arm]) => ({ label, values: of(arm) }));
  const latencies = (of) =>
    Object.entries(arms).flatMap(([label, arm]) =>
      ['p50', 'p95', 'p99'].map((key) => ({ label: `${label} ${key}`, values: [of(arm)[key]] })),
    );
  return barChart({
    title: 'One whole life of a ticket, beside a bare workflow on the same server',
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
    ],
  });
}
