import { insistOnProc } from '../support/cpu.mjs';
import { machineFacts } from '../support/machine.mjs';
import { keepResults, rounded } from '../support/output.mjs';
import { loadProduct } from '../support/product.mjs';
import { startStack } from '../support/stack.mjs';
import { judged, percentile } from '../support/statistics.mjs';
import { isExact } from './exactness.mjs';
import { chartOf, print } from './report.mjs';
import { boundStorm, productStorm } from './storm-arms.mjs';
import { placesLike } from './storm-tickets.mjs';
import { storm, stoppedStorm } from './storm.mjs';

/** No crowd is ever large enough to be spread. */
const AT_ONCE = { expectedPerSecond: 1_000_000, windows: [{ seconds: 1 }] };
/** What may pass between its place and the firing of an emergency, or of what was promised to a citizen. */
const SECONDS_MS = 10_000;
const COUNTED =
  'N deadlines fall due at one instant. Bound: N workflows with one timer each, which then end. Product: N tickets whose accept clock runs out, so that the workflow ' +
  'writes an overdue event with its clock to the read model; 20 of them emergencies, and 20 whose date was promised to a citizen. Both are spread over the window that ' +
  'the rules give. At once: the product without the spreading. Stopped: the product, its Temporal server taken away over the instant and brought back thirty seconds ' +
  'later. Missed: the product without the spreading, the server away likewise, so that every place has passed when it returns. Worked off: from the instant (stopped: from the return of the server) to the last end of a workflow or the last event seen in PostgreSQL. Late: from ' +
  'the place that a deadline was given to its firing. In all arms one command every 50 ms goes to twenty others meanwhile, timed from when it was due to be sent; ' +
  'quiet is the same for ten seconds before.';

/**
 * Many deadlines due in one second, side by side with bare timers on the same server.
 * @param {{ sizes: number[], rounds: number, leadSeconds?: number, arms: string[], perSecond?: number, limits:
 *   Record<string, unknown>, json: boolean, out: string, date?: string }} options
 */
export async function benchDeadlines(options) {
  insistOnProc();
  const product = await loadProduct();
  const rules = {
    ...product.DEFAULT_FIRING,
    ...(options.perSecond && { expectedPerSecond: options.perSecond }),
  };
  const say = options.json ? () => undefined : (line) => console.log(line);
  say('Bringing up PostgreSQL, Temporal, both workers and the API…');
  const stack = await startStack(product, { limits: options.limits });
  let results;
  let files;
  try {
    const machine = await machineFacts({
      ...stack,
      temporalCliVersion: product.temporalCliVersion,
      date: options.date,
    });
    const known = {
      bound: [boundStorm(stack, placesLike(product)), rules, storm],
      product: [productStorm(stack, product), rules, storm],
      'at-once': [productStorm(stack, product, 'at-once'), AT_ONCE, storm],
      stopped: [productStorm(stack, product, 'stopped'), rules, stoppedStorm],
      missed: [productStorm(stack, product, 'missed'), AT_ONCE, stoppedStorm],
    };
    const chosen = options.arms.map((name) => {
      if (!Object.hasOwn(known, name))
        throw new Error(`There is no arm ${name}. There are: ${Object.keys(known).join(', ')}.`);
      return known[name];
    });
    try {
      for (const [arm] of chosen) await arm.others();
      const storms = [];
      for (const n of options.sizes) {
        for (let round = 1; round <= options.rounds; round += 1) {
          for (const [arm, itsRules, run] of chosen) {
            // What it is like without spreading is seen with few as well as with many, and sooner.
            if (itsRules === AT_ONCE && n > Math.min(...options.sizes)) continue;
            const found = await run(arm, n, { rules: itsRules, lead: options.leadSeconds, stack, say });
            storms.push({ n, round, arm: arm.name, ...found });
            // A later one may fail after an hour; what was measured is not lost with it.
            results = resultsOf(storms, machine, { ...options, rules });
            files = keepResults(options.out, 'deadlines', results, chartOf(results));
          }
        }
      }
    } finally {
      for (const [arm] of chosen) arm.close();
    }
  } finally {
    await stack.stop();
  }
  if (options.json) console.log(JSON.stringify(results, rounded));
  else print(results);
  say(`\nWritten: ${files.join(', ')}`);
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}

function resultsOf(storms, machine, { sizes, rounds, rules, limits }) {
  const targets = sizes.flatMap((n) =>
    [
      ['product', `${n} due`],
      ['stopped', `${n} due while the engine was away`],
    ].flatMap(([arm, what]) => {
      const found = storms.filter((one) => one.n === n && one.arm === arm);
      if (found.length === 0) return [];
      const slowdown = found.map(({ commands }) => commands.storm.p95 / commands.quiet.p95);
      const failed = found.reduce((sum, { commands }) => sum + commands.failed, 0);
      return [
        judged(
          `${what}: rounds with one lost, doubled or early`,
          found.filter((one) => !isExact(one.exactness)).length,
          { atMost: 0 },
        ),
        judged(`${what}: p95 of a command meanwhile ÷ quiet p95`, percentile(slowdown, 0.5), { atMost: 3 }),
        judged(`${what}: commands that failed`, failed, { atMost: 0 }),
        ...(arm === 'product' ? ofSpreading(n, what, found, storms) : []),
      ];
    }),
  );
  return {
    benchmark: 'deadlines',
    machine,
    options: { sizes, rounds, rules, limits },
    counted: COUNTED,
    storms,
    targets,
  };
}

function ofSpreading(n, what, found, storms) {
  const middle = (list) => percentile(list, 0.5);
  const bound = storms.filter((one) => one.n === n && one.arm === 'bound');
  const seconds = (list) => middle(list.map(({ workedOffSeconds }) => workedOffSeconds));
  return [
    ...(bound.length === 0
      ? []
      : [
          judged(`${what}: time of the product ÷ time of the bound`, seconds(found) / seconds(bound), {
            atMost: 1.6,
            goal: 1.4,
          }),
        ]),
    judged(
      `${what}: missing from the overdue of the worklist a second after, or too many there`,
      Math.max(...found.map(({ listed }) => Math.abs(listed.expected - listed.overdue))),
      { atMost: 0 },
    ),
    judged(
      `${what}: slowest emergency or promise, seconds after its instant`,
      Math.max(...found.map(({ urgentAfterMs }) => urgentAfterMs)) / 1000,
      { atMost: SECONDS_MS / 1000 },
    ),
    judged(
      `${what}: latest after its place, s`,
      Math.max(...found.map(({ exactness: { latenessMs } }) => latenessMs.max)) / 1000,
      { atMost: 60 },
    ),
  ];
}
