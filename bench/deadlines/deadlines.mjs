import { barChart } from '../support/chart.mjs';
import { cpuSeconds, insistOnProc } from '../support/cpu.mjs';
import { machineFacts, machineLine } from '../support/machine.mjs';
import { keepResults, rounded } from '../support/output.mjs';
import { loadProduct } from '../support/product.mjs';
import { startStack } from '../support/stack.mjs';
import { difference, judged, percentile, summary } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';
import { exactness, isExact } from './exactness.mjs';
import { steadyLoad } from './steady-load.mjs';
import { boundStorm, productStorm } from './storm-arms.mjs';

const QUIET_MS = 10_000;
const CALM_MS = 2_000;
const PATIENCE_MS = 600_000;
const COUNTED =
  'N deadlines fall due at one instant. Bound: N workflows with one timer each, which then end. Product: N tickets whose accept clock runs out, so that the workflow ' +
  'writes an overdue event with its clock to the read model. Worked off: from that instant to the last end of a workflow (bound), to the last event seen in ' +
  'PostgreSQL (product). In both arms one command every 50 ms goes to twenty others meanwhile, timed from when it was due to be sent; quiet is the same ' +
  'for ten seconds before.';

/**
 * Many deadlines due in one second, side by side with bare timers on the same server.
 * @param {{ sizes: number[], rounds: number, leadSeconds?: number, json: boolean, out: string, date?: string }} options
 */
export async function benchDeadlines(options) {
  insistOnProc();
  const product = await loadProduct();
  const say = options.json ? () => undefined : (line) => console.log(line);
  say('Bringing up PostgreSQL, Temporal, both workers and the API…');
  const stack = await startStack(product);
  let results;
  try {
    const machine = await machineFacts({
      ...stack,
      temporalCliVersion: product.temporalCliVersion,
      date: options.date,
    });
    const arms = [boundStorm(stack), productStorm(stack, product)];
    try {
      for (const arm of arms) await arm.others();
      const storms = [];
      for (const n of options.sizes) {
        for (let round = 1; round <= options.rounds; round += 1) {
          for (const arm of arms) storms.push({ n, round, arm: arm.name, ...(await storm(arm, n, options, say)) });
        }
      }
      results = resultsOf(storms, machine, options);
    } finally {
      for (const arm of arms) arm.close();
    }
  } finally {
    await stack.stop();
  }
  if (options.json) console.log(JSON.stringify(results, rounded));
  else print(results);
  const files = keepResults(options.out, 'deadlines', results, chartOf(results));
  say(`\nWritten: ${files.join(', ')}`);
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}

async function storm(arm, n, { leadSeconds }, say) {
  const startedAt = Math.ceil(Date.now() / 1000) * 1000;
  const dueAt = startedAt + (leadSeconds ?? Math.ceil(n / 40) + 25) * 1000;
  await arm.prepare(n, startedAt, dueAt);
  const prepared = (Date.now() - startedAt) / 1000;
  if (Date.now() > dueAt - QUIET_MS - 2 * CALM_MS) {
    throw new Error(
      `Preparing ${n} deadlines took ${prepared.toFixed(0)} s, too close to when they are due. Give more with --lead.`,
    );
  }
  await until(dueAt - QUIET_MS - CALM_MS);
  const quietLoad = steadyLoad(arm.command);
  await until(dueAt - CALM_MS);
  const quiet = await quietLoad.stop();
  await until(dueAt);
  const before = cpuSeconds(arm.pids);
  const load = steadyLoad(arm.command);
  const seenAt = await untilWorkedOff(arm, n, dueAt);
  const cpu = difference(before, cpuSeconds(arm.pids));
  const busy = await load.stop();
  const found = exactness(await arm.fired(dueAt), n, dueAt);
  const workedOffSeconds = (arm.name === 'bound' ? found.latenessMs.max : seenAt - dueAt) / 1000;
  say(
    `  ${n} due: ${arm.name.padEnd(7)} prepared in ${prepared.toFixed(0)} s, worked off in ${shown(workedOffSeconds)} s, ` +
      `commands p95 ${shown(percentile(quiet.times, 0.95))} → ${shown(percentile(busy.times, 0.95))} ms`,
  );
  for (const message of new Set([...quiet.failures, ...busy.failures])) say(`    commands failed: ${message}`);
  return {
    workedOffSeconds,
    exactness: found,
    cpuMsPerDeadline: Object.fromEntries(Object.entries(cpu).map(([name, seconds]) => [name, (seconds * 1000) / n])),
    commands: {
      quiet: summary(quiet.times),
      storm: summary(busy.times),
      failed: quiet.failures.length + busy.failures.length,
    },
  };
}

async function untilWorkedOff(arm, n, dueAt) {
  for (;;) {
    const worked = await arm.worked();
    if (worked >= n) return Date.now();
    if (Date.now() > dueAt + PATIENCE_MS) return Date.now();
    await new Promise((done) => setTimeout(done, arm.pollMs));
  }
}

function until(instant) {
  return new Promise((done) => setTimeout(done, Math.max(0, instant - Date.now())));
}

function resultsOf(storms, machine, { sizes, rounds }) {
  const targets = sizes.flatMap((n) => {
    const of = (name) => storms.filter((one) => one.n === n && one.arm === name);
    const middle = (list) => percentile(list, 0.5);
    const seconds = (name) => middle(of(name).map(({ workedOffSeconds }) => workedOffSeconds));
    const slowdown = of('product').map(({ commands }) => commands.storm.p95 / commands.quiet.p95);
    const inexact = of('product').filter((one) => !isExact(one.exactness)).length;
    const failed = of('product').reduce((sum, { commands }) => sum + commands.failed, 0);
    return [
      judged(`${n} due: rounds with one lost, doubled or early`, inexact, { atMost: 0 }),
      judged(`${n} due: time of the product ÷ time of the bound`, seconds('product') / seconds('bound'), {
        atMost: 1.6,
        goal: 1.4,
      }),
      judged(`${n} due: p95 of a command meanwhile ÷ quiet p95`, middle(slowdown), { atMost: 3 }),
      judged(`${n} due: commands that failed`, failed, { atMost: 0 }),
    ];
  });
  return { benchmark: 'deadlines', machine, options: { sizes, rounds }, counted: COUNTED, storms, targets };
}

function print({ storms, targets, machine }) {
  console.log(`\n${machineLine(machine)}\n`);
  console.log(
    table([
      [
        'deadlines',
        'worked off',
        'late p50',
        'p95',
        'p99',
        'max',
        'lost',
        'doubled',
        'early',
        'CPU each',
        'quiet p95',
        'p95 meanwhile',
      ],
      ...storms.map(({ n, arm, workedOffSeconds, exactness: found, cpuMsPerDeadline, commands }) => [
        `${n} ${arm}`,
        shown(workedOffSeconds, 's'),
        ...['p50', 'p95', 'p99', 'max'].map((key) => shown(found.latenessMs[key] / 1000, 's')),
        ...['lost', 'doubled', 'early'].map((key) => String(found[key])),
        shown(cpuOf(cpuMsPerDeadline), 'ms'),
        shown(commands.quiet.p95, 'ms'),
        shown(commands.storm.p95, 'ms'),
      ]),
    ]),
  );
  console.log(`\n${verdicts(targets)}`);
}

function cpuOf(cpuMsPerDeadline) {
  return Object.values(cpuMsPerDeadline).reduce((sum, ms) => sum + ms, 0);
}

function chartOf({ storms, machine }) {
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
