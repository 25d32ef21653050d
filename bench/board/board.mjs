import { startCity } from '../lists/city.mjs';
import { fillOnce } from '../lists/fill.mjs';
import { insistOnChromium } from '../screens/browser.mjs';
import { keepFacts } from '../left-alone/keep.mjs';
import { machineFacts, machineLine } from '../support/machine.mjs';
import { rounded } from '../support/output.mjs';
import { loadProduct } from '../support/product.mjs';
import { judged, summary } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';
import { boardInBrowser } from './in-browser.mjs';
import { questionsOf } from './questions.mjs';

const ASKED_MS = 300;
/** Of an empty page, to be usable. */
const CPU_AT_MOST = 40;
const HEAP_AT_MOST = 1.15;
const WARM_UP = 3;
const COUNTED =
  'Milliseconds from sending a request to the last byte of its answer, over HTTP with a key, one request at a time, against the API as it is run. Questions take turns, so that none has the cache to itself. ' +
  'Figures by day are kept for a minute, so each round asks for another span; they hold the medians of the stages, which the wall keeps for five minutes. ' +
  'Bound: twenty tickets, the newest, read from one end of an index. Tickets are those of `bench -- lists`. ' +
  'CPU: milliseconds of processor that the main thread of a browser takes from the address to a board with numbers, units and lines, beside a page of React with one heading, in turns. ' +
  'Heap: of a board whose figures are asked anew a thousand times, after what is not used was collected, at each hundred.';

/**
 * The figures of a large city: for the wall, by unit and by day.
 * @param {{ n: number, rounds: number, opens: number, changes: number, data?: string, json: boolean, out: string,
 *   date?: string }} options `opens`: how often a browser opens the board; `changes`: how often it asks anew there
 */
export async function benchBoard(options) {
  insistOnChromium();
  const { n, rounds, opens, changes } = options;
  const product = await loadProduct();
  const say = options.json ? () => undefined : (line) => console.log(line);
  say('Bringing up PostgreSQL and its tables…');
  const city = await startCity(product, options.data);
  let results;
  try {
    const machine = await machineFacts({ ...city, temporalCliVersion: 'none', date: options.date });
    await fillOnce(city, { product, data: options.data, n, say });
    const newest = await newestOf(city.pool);
    say(`Asking each question ${rounds} times…`);
    const ask = await city.startApi();
    const measured = await measure(ask, city, questionsOf(newest), rounds);
    say('Opening the board in a browser…');
    const browser = await boardInBrowser({ base: ask.base, rounds: opens, changes, say });
    const closedIndex = await remake(city.pool);
    results = resultsOf({ machine, options: { n, rounds, opens, changes }, measured, browser, closedIndex });
  } finally {
    await city.stop();
  }
  if (options.json) console.log(JSON.stringify(results, rounded));
  else print(results);
  say(`\nWritten: ${keepFacts(options.out, 'board', results)}`);
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}

/** A database that was kept is of some days ago, and its figures end there. */
async function newestOf(pool) {
  const { rows } = await pool.query('SELECT max(registered_at) AS at FROM ticket');
  return rows[0].at;
}

async function measure(ask, city, questions, rounds) {
  const samples = questions.map(() => []);
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const [index, { askedIn, ...who }] of questions.entries()) {
      const { ms } = await ask(askedIn(round + WARM_UP), city.keyOf(who));
      if (round >= 0) samples[index].push(ms);
    }
  }
  return questions.map(({ name, bound = false }, index) => ({ name, bound, ms: summary(samples[index]) }));
}

/** What the migration takes that indexes what was closed on a day. */
async function remake(pool) {
  const client = await pool.connect();
  try {
    await client.query('SET statement_timeout = 0');
    const { rows } = await client.query(
      `SELECT pg_get_indexdef('ticket_clock_closed_idx'::regclass) AS made, count(*)::int AS rows,
         count(*) FILTER (WHERE key = 'reopenWindow')::int AS closed FROM ticket_clock`,
    );
    const [{ made, ...counts }] = rows;
    await client.query('DROP INDEX ticket_clock_closed_idx');
    const startedAt = performance.now();
    await client.query(made);
    return { ...counts, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    client.release();
  }
}

function resultsOf({ machine, options, measured, browser, closedIndex }) {
  const boundMs = measured.find(({ bound }) => bound).ms.p50;
  const worst = Math.max(...measured.map(({ ms }) => ms.p95));
  return {
    benchmark: 'board',
    machine,
    options,
    counted: COUNTED,
    boundMs,
    rows: measured,
    browser,
    closedIndex,
    targets: [
      judged('p95 of the slowest figures, ms', worst, { atMost: ASKED_MS }),
      judged('CPU of the board ÷ an empty page', browser.cpu.board.p50 / browser.cpu.empty.p50, {
        atMost: CPU_AT_MOST,
      }),
      judged('heap at the end ÷ after the first hundred', browser.heapMb.at(-1) / browser.heapMb[0], {
        atMost: HEAP_AT_MOST,
      }),
    ],
  };
}

function print({ machine, rows, boundMs, browser, closedIndex, targets }) {
  console.log(`\n${machineLine(machine)}\n`);
  console.log(
    table([
      ['ms', 'p50', 'p95', 'p99', '÷ bound'],
      ...rows.map(({ name, ms }) => [
        ms.p95 > ASKED_MS ? `! ${name}` : name,
        ...[ms.p50, ms.p95, ms.p99, ms.p50 / boundMs].map((value) => shown(value)),
      ]),
    ]),
  );
  console.log(
    `\nThe index of closings was made in ${shown(closedIndex.seconds, 's')}, of ${closedIndex.rows} clocks, ${closedIndex.closed} of them of its kind.`,
  );
  const { cpu, heapMb } = browser;
  console.log(
    `CPU of the board ${shown(cpu.board.p50, 'ms')}, of an empty page ${shown(cpu.empty.p50, 'ms')}. ` +
      `Heap: ${heapMb.map((mb) => mb.toFixed(1)).join(' ')} MB.`,
  );
  console.log(`\n${verdicts(targets)}`);
}
