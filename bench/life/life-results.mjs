import { besideEarlier, judged, sumOf, summary } from '../support/statistics.mjs';

const COUNTED =
  'CPU-seconds (user and system) from /proc, of a whole life up to the timer that ends it. Bound: Temporal server, worker and client of a bare workflow ' +
  '(9 Updates with a validator, one timer that is replaced and one that fires, no effects, nothing sealed). Product: Temporal server, worker, API and PostgreSQL ' +
  'with its backends, driven over HTTP (registration and 9 commands). The client of the bound is this program, which speaks to Temporal as the API does in the product; ' +
  'what this program spends on HTTP for the product is shown, and counted for neither. ' +
  'Both workers have the same settings and the same short stacks. The peers do the same steps by the same routes, each with a PostgreSQL of its own with the ' +
  'settings of the product (synchronous commit), a key for each command, an event for each step, and dates that fire by themselves. Blocks alternate, there ' +
  'and back; warm-up is discarded. On disk: growth of the databases (Temporal: its store; PostgreSQL: its databases, without the log that is written over).';
/** Two runs of one version differ by about as much on a shared machine. */
const NO_WORSE = 1.05;

/** What was measured, block by block, as what is written and shown. */
export function resultsOf(measured, machine, { lives, concurrency, blocks }) {
  const arms = Object.fromEntries(Object.entries(measured).map(([name, blocks]) => [name, armOf(blocks)]));
  const { bound, product, before, ...peers } = arms;
  // The bound's client speaks to Temporal itself, which in the product is the work of the API.
  const boundCpu = bound.cpuMsPerLife.total + bound.clientMsPerLife;
  return {
    benchmark: 'life',
    machine,
    options: { lives, concurrency, blocks },
    counted: COUNTED,
    arms,
    cpuRatio: boundCpu / product.cpuMsPerLife.total,
    /** CPU of a life of the product ÷ CPU of one there. */
    peers: Object.fromEntries(
      Object.entries(peers).map(([name, { cpuMsPerLife }]) => [name, product.cpuMsPerLife.total / cpuMsPerLife.total]),
    ),
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

function comparedWith(before, product) {
  const judge = besideEarlier(before, product, NO_WORSE);
  return [
    judge('CPU of a life', ({ cpuMsPerLife }) => cpuMsPerLife.total),
    judge('p50 of a command alone', ({ alone }) => alone.command.p50),
    judge('p50 of a command, lives together', ({ together }) => together.command.p50),
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
    storedKbPerLife: Object.fromEntries(
      Object.entries(sumOf(busy.map(({ stored }) => stored))).map(([where, bytes]) => [where, bytes / 1024 / lives]),
    ),
    clientMsPerLife: (busy.reduce((sum, { client }) => sum + client, 0) * 1000) / lives,
    alone: latency(quiet),
    together: latency(busy),
  };
}
