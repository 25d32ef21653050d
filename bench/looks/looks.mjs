import http from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { createHotlineClient, newTicket } from '../support/hotline-client.mjs';
import { machineLine } from '../support/machine.mjs';
import { benchOnTheStack } from '../support/on-the-stack.mjs';
import { judged, summary } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';

const COUNTED =
  'The page of a ticket, read over HTTP by an operator, whom it shows the name: with GET, which is written down before the answer goes out, in the journal as `start` has it, and with ' +
  'HEAD, which makes the same answer, shows nothing and is not written down. The two take turns, there and back, over tickets of which every second one protects who asked. ' +
  'Together: so many readers at once, all with the one method and then all with the other, in turns. Milliseconds as the reader waits.';
const TICKETS = 40;
const READERS = 8;
const METHODS = ['HEAD', 'GET'];
const NO_LIMIT = { HUIYING_LOOKS_PER_TEN_MINUTES: '0', HUIYING_LOOKS_PER_HOUR: '0' };

/**
 * What it costs that every look is a row: a ticket's page with and without it.
 * @param {{ n: number, json: boolean, out: string, date?: string }} options `n`: pages read with each method
 */
export async function benchLooks(options) {
  return benchOnTheStack('looks', options, {
    env: NO_LIMIT,
    of: { n: options.n, tickets: TICKETS, readers: READERS },
    measure: async (stack) => ({ counted: COUNTED, ...(await measured(stack, options.n)) }),
    print,
  });
}

async function measured({ apiPort, accounts, pool }, n) {
  const hotline = createHotlineClient({ port: apiPort, accounts });
  const agent = new http.Agent({ keepAlive: true, maxSockets: READERS });
  const key = hotline.keyOf('operator');
  const ids = [];
  for (let nth = 0; nth < TICKETS; nth += 1) {
    const ticket = newTicket('phone', nth);
    const identity = nth % 2 === 0 ? 'open' : 'hidden';
    ids.push((await hotline.register({ ...ticket, citizen: { ...ticket.citizen, identity } })).id);
  }
  const read = (method, nth) => page({ port: apiPort, agent, key, method, id: ids[nth % ids.length] });
  const looksOf = async () => (await pool.query("SELECT count(*)::int AS n FROM look WHERE how = 'page'")).rows[0].n;
  try {
    for (let nth = 0; nth < 4 * TICKETS; nth += 1) await read(METHODS[nth % 2], nth);
    const before = await looksOf();
    const alone = { HEAD: [], GET: [] };
    for (let nth = 0; nth < n; nth += 1) {
      for (const method of nth % 2 === 0 ? METHODS : METHODS.toReversed()) alone[method].push(await read(method, nth));
    }
    await settled(looksOf, before + n);
    const rows = (await looksOf()) - before;
    const together = { HEAD: [], GET: [] };
    for (let block = 0; block < 10; block += 1) {
      for (const method of block % 2 === 0 ? METHODS : METHODS.toReversed()) {
        let nth = 0;
        const reader = async () => {
          while (nth < n / 5) together[method].push(await read(method, (nth += 1)));
        };
        await Promise.all(Array.from({ length: READERS }, reader));
      }
    }
    const figures = { alone: both(alone), together: both(together), rows };
    return {
      figures,
      targets: [
        judged('rows for each page that was shown', rows / n, { atLeast: 1 }),
        judged('p95 of a page with the row ÷ without', figures.alone.with.p95 / figures.alone.without.p95, {
          atMost: 1.15,
        }),
      ],
    };
  } finally {
    agent.destroy();
    hotline.close();
  }
}

/** Rows come a moment after the answer where there is a journal. */
async function settled(looksOf, rows) {
  for (let turn = 0; turn < 100 && (await looksOf()) < rows; turn += 1) await setTimeout(50);
}

function both({ HEAD, GET }) {
  return { without: summary(HEAD), with: summary(GET) };
}

function page({ port, agent, key, method, id }) {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const headers = { authorization: `Bearer ${key}` };
    const request = http.request(
      { host: '127.0.0.1', port, agent, method, path: `/api/v1/tickets/${id}`, headers },
      (response) => {
        response.on('error', reject);
        response.on('end', () => {
          if (response.statusCode === 200) resolve(performance.now() - startedAt);
          else reject(new Error(`A page was answered ${response.statusCode}.`));
        });
        response.resume();
      },
    );
    request.on('error', reject);
    request.end();
  });
}

const QUANTILES = ['p50', 'p95', 'p99'];

function print({ machine, figures, targets }) {
  const row = (name, times) => [name, ...QUANTILES.map((quantile) => shown(times[quantile], 'ms'))];
  const cost = (name, of) => [
    [`${name}: the row costs`, ...QUANTILES.map((quantile) => shown(of.with[quantile] - of.without[quantile], 'ms'))],
    [`${name}: with it ÷ without`, ...QUANTILES.map((quantile) => shown(of.with[quantile] / of.without[quantile]))],
  ];
  console.log(`\n${machineLine(machine)}\n`);
  console.log(
    table([
      ['the page of a ticket', ...QUANTILES],
      row('alone, not written down', figures.alone.without),
      row('alone, written down', figures.alone.with),
      ...cost('alone', figures.alone),
      row(`${READERS} together, not written down`, figures.together.without),
      row(`${READERS} together, written down`, figures.together.with),
      ...cost(`${READERS} together`, figures.together),
    ]),
  );
  console.log(`\n${verdicts(targets)}`);
}
