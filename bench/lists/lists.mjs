import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barChart } from '../support/chart.mjs';
import { machineFacts, machineLine } from '../support/machine.mjs';
import { keepResults, rounded } from '../support/output.mjs';
import { loadProduct } from '../support/product.mjs';
import { judged, summary } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';
import { startCity } from './city.mjs';
import { fillOnce } from './fill.mjs';
import { plansOf } from './plans.mjs';
import { QUESTIONS } from './questions.mjs';

const ASKED_MS = 50;
const WARM_UP = 3;
const LIKE_ROUNDS = 3;
const COUNTED =
  'Milliseconds from sending a request to the last byte of its answer, over HTTP with a key, one request at a time, against the API as it is run. ' +
  'A page is twenty tickets, decrypted and presented; its count stops at 10,000 of a list and at 1,000 of anything else. Questions take turns, so that none has the cache to itself. ' +
  'Bound: the same route without a filter, which reads twenty rows from one end of an index. ' +
  'LIKE: the same word looked for with LIKE over the same titles and texts in clear, in a table of their own. ' +
  'Tickets are invented, as their workflows would leave them: most of them closed, four thousand a day.';

/**
 * The lists of a supervisor over a large city's tickets.
 * @param {{ n: number, open: number, rounds: number, data?: string, json: boolean, out: string, date?: string }}
 *   options
 */
export async function benchLists(options) {
  const { n, open, rounds } = options;
  const product = await loadProduct();
  const say = options.json ? () => undefined : (line) => console.log(line);
  say('Bringing up PostgreSQL and its tables…');
  const city = await startCity(product, options.data);
  let results;
  let plans;
  try {
    const machine = await machineFacts({ ...city, temporalCliVersion: 'none', date: options.date });
    const seconds = await fillOnce(city, { product, data: options.data, n, open, say });
    const filled = await factsOf(city.pool, seconds);
    say(`Asking each question ${rounds} times…`);
    const measured = await measure(city, rounds);
    say('Looking for words without an index…');
    const like = await likes(city.pool);
    say('Asking once more, for the plans…');
    plans = await plansOf(city, QUESTIONS);
    results = resultsOf({ machine, options: { n, open, rounds }, filled, measured, like });
  } finally {
    await city.stop();
  }
  if (options.json) console.log(JSON.stringify(results, rounded));
  else print(results);
  const files = keepResults(options.out, 'lists', results, chartOf(results));
  files.push(join(options.out, 'lists-explain.txt'));
  writeFileSync(files[2], plans);
  say(`\nWritten: ${files.join(', ')}`);
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}

async function factsOf(pool, seconds) {
  const { rows } = await pool.query(
    `SELECT (SELECT count(*)::int FROM ticket) AS tickets, (SELECT count(*)::int FROM ticket WHERE kind = 'open') AS open,
       (SELECT count(*)::int FROM ticket_clock) AS clocks,
       round(pg_total_relation_size('ticket') / 1e6) AS "ticketMb", round(pg_indexes_size('ticket') / 1e6) AS "ticketIndexesMb",
       round(pg_total_relation_size('ticket_words') / 1e6) AS "wordsMb",
       (SELECT json_object_agg(indexrelid::regclass::text, round(pg_relation_size(indexrelid) / 1e6, 1)) FROM pg_index
        WHERE indrelid IN ('ticket'::regclass, 'ticket_words'::regclass)) AS "indexesMb"`,
  );
  const { ticketMb, ticketIndexesMb, wordsMb, ...facts } = rows[0];
  return {
    ...facts,
    seconds,
    ticketMb: Number(ticketMb),
    ticketIndexesMb: Number(ticketIndexesMb),
    wordsMb: Number(wordsMb),
  };
}

async function measure(city, rounds) {
  const ask = await city.startApi();
  const samples = QUESTIONS.map(() => ({ page: [], counted: [], total: null, more: false, items: 0 }));
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const [index, question] of QUESTIONS.entries()) {
      const path = question.asks[(round + WARM_UP) % question.asks.length];
      const key = city.keyOf(question);
      const sample = samples[index];
      const page = await ask(path, key);
      const counted = question.whole ? null : await ask(`${path}&count=capped`, key);
      if (round < 0) continue;
      sample.page.push(page.ms);
      sample.items = page.body.items?.length ?? null;
      if (!counted) continue;
      sample.counted.push(counted.ms);
      sample.total = counted.body.total;
      sample.more = counted.body.totalIsAtLeast;
    }
  }
  return samples;
}

/** What a search costs that has nothing but the texts. */
async function likes(pool) {
  const found = {};
  const client = await pool.connect();
  try {
    await client.query('SET statement_timeout = 0');
    for (const { name, search } of QUESTIONS.filter(({ search }) => search !== undefined)) {
      const ms = [];
      for (let round = 0; round < LIKE_ROUNDS; round += 1) {
        const startedAt = performance.now();
        await client.query('SELECT ticket_id FROM plain_text WHERE text LIKE $1 ORDER BY registered_at DESC LIMIT 20', [
          `%${search}%`,
        ]);
        ms.push(performance.now() - startedAt);
      }
      found[name] = summary(ms).p50;
    }
    await client.query('RESET ALL');
  } finally {
    client.release();
  }
  return found;
}

function resultsOf({ machine, options, filled, measured, like }) {
  const rows = QUESTIONS.map(({ name, asks, whole, beside = false, role, unit }, index) => {
    const { page, counted, total, more, items } = measured[index];
    return {
      name,
      asks: asks.map(decodeURIComponent),
      by: unit ?? role ?? 'supervisor',
      beside,
      page: summary(page),
      counted: whole ? null : summary(counted),
      total,
      totalIsAtLeast: more,
      items,
      likeMs: like[name] ?? null,
    };
  });
  const bound = rows[QUESTIONS.findIndex((one) => one.bound)].page.p50;
  const worst = (of) => Math.max(...rows.filter(({ beside }) => !beside).map(of));
  return {
    benchmark: 'lists',
    machine,
    options,
    counted: COUNTED,
    filled,
    boundMs: bound,
    rows,
    targets: [
      judged(
        'p95 of the slowest page, ms',
        worst(({ page }) => page.p95),
        { atMost: ASKED_MS },
      ),
      judged(
        'p95 of the slowest page with its count, ms',
        worst(({ page, counted }) => (counted ?? page).p95),
        { atMost: ASKED_MS },
      ),
    ],
  };
}

function print({ machine, filled, rows, boundMs, targets }) {
  console.log(`\n${machineLine(machine)}\n`);
  console.log(
    `${filled.tickets} tickets, ${filled.open} open, ${filled.clocks} clocks; ${filled.ticketMb} MB of tickets, of which indexes ` +
      `${filled.ticketIndexesMb} MB, and ${filled.wordsMb} MB of words; written in ${shown(filled.seconds, 's')}\n`,
  );
  console.log(
    table([
      ['ms', 'page p50', 'p95', 'p99', '÷ bound', 'with count p50', 'p95', 'found', 'LIKE'],
      ...rows.map(({ name, page, counted, total, totalIsAtLeast, likeMs }) => [
        page.p95 > ASKED_MS || (counted?.p95 ?? 0) > ASKED_MS ? `! ${name}` : name,
        shown(page.p50),
        shown(page.p95),
        shown(page.p99),
        shown(page.p50 / boundMs),
        shown(counted?.p50),
        shown(counted?.p95),
        total === null ? '-' : `${totalIsAtLeast ? '≥ ' : ''}${total}`,
        shown(likeMs),
      ]),
    ]),
  );
  console.log(`\n${verdicts(targets)}`);
}

function chartOf({ rows, machine }) {
  return barChart({
    title: 'Lists over a large city’s tickets: p95 of a page, and of a page with its count',
    note: machineLine(machine),
    panels: [
      {
        title: 'A page',
        unit: 'ms',
        parts: ['p95'],
        bars: rows.map(({ name, page }) => ({ label: name, values: [page.p95] })),
      },
      {
        title: 'A page with its count',
        unit: 'ms',
        parts: ['p95'],
        bars: rows
          .filter(({ counted }) => counted)
          .map(({ name, counted }) => ({ label: name, values: [counted.p95] })),
      },
    ],
  });
}
