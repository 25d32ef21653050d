import { startCity } from '../lists/city.mjs';
import { fillOnce } from '../lists/fill.mjs';
import { QUESTIONS } from '../lists/questions.mjs';
import { keepFacts } from '../left-alone/keep.mjs';
import { machineFacts, machineLine } from '../support/machine.mjs';
import { rounded } from '../support/output.mjs';
import { loadProduct } from '../support/product.mjs';
import { judged, summary } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';

const ASKED_MS = 50;
const ARMS = ['keyed', 'clear'];
/** The arms take turns, there and back, so that neither has the quieter half of the run. */
const BLOCKS = ['keyed', 'clear', 'clear', 'keyed'];
const WARM_UP = 3;
const TEXTS = 2_000;
const COUNTED =
  'The searches of `bench -- lists`, over HTTP against the API as it is run, one at a time: milliseconds until the last byte, of a page of twenty and of one with its count. ' +
  'Two tables of words of the same tickets take turns under the name that the API asks: keyed, as the product writes it, and clear, as it wrote before. ' +
  'The API asks for both forms at once, as it does while rows of either are there. Both must find the same tickets.';
const SEARCHES = QUESTIONS.filter(({ name }) => name.startsWith('text'));

/** @param {{ n: number, rounds: number, data?: string, json: boolean, out: string, date?: string }} options */
export async function benchSearch(options) {
  const { n, rounds } = options;
  const product = await loadProduct();
  const say = options.json ? () => undefined : (line) => console.log(line);
  say('Bringing up PostgreSQL and its tables…');
  const city = await startCity(product, options.data);
  let results;
  try {
    const machine = await machineFacts({ ...city, temporalCliVersion: 'none', date: options.date });
    const besides = { table: 'ticket_words_clear', of: product.wordsOfText };
    await fillOnce(city, { product, data: options.data, n, say, besides });
    const size = await sizes(city.pool);
    say(`Asking each question ${rounds} times of each…`);
    const measured = await measure(city, rounds);
    const making = await timeToMake(city.pool, product, city.masterKey);
    results = resultsOf({ machine, options: { n, rounds }, size, measured, making });
  } finally {
    await city.stop();
  }
  if (options.json) console.log(JSON.stringify(results, rounded));
  else print(results);
  say(`\nWritten: ${keepFacts(options.out, 'search', results)}`);
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}

async function sizes(pool) {
  const of = async (name) => {
    const { rows } = await pool.query(
      `SELECT pg_table_size($1::regclass) / 1e6 AS "tableMb", sum(pg_relation_size(indexrelid)) / 1e6 AS "indexMb"
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
       WHERE indrelid = $1::regclass AND a.amname = 'gin'`,
      [name],
    );
    return { tableMb: Number(rows[0].tableMb), indexMb: Number(rows[0].indexMb) };
  };
  return { keyed: await of('ticket_words'), clear: await of('ticket_words_clear') };
}

async function measure(city, rounds) {
  const samples = Object.fromEntries(ARMS.map((arm) => [arm, SEARCHES.map(() => ({ page: [], counted: [] }))]));
  const found = Object.fromEntries(ARMS.map((arm) => [arm, new Map()]));
  for (const [block, arm] of BLOCKS.entries()) {
    await under(city.pool, arm, async () => {
      const ask = await city.startApi(`api-${block}`);
      for (let round = -WARM_UP; round < Math.ceil(rounds / 2); round += 1) {
        for (const [index, question] of SEARCHES.entries()) {
          const path = question.asks[(round + WARM_UP) % question.asks.length];
          const key = city.keyOf(question);
          const page = await ask(path, key);
          const counted = await ask(`${path}&count=capped`, key);
          const { items, total, totalIsAtLeast } = counted.body;
          // A count that stops somewhere stops where the rows happen to lie.
          const answer = [items.map(({ id }) => id), totalIsAtLeast ? null : total];
          found[arm].set(`${question.name} ${path}`, JSON.stringify(answer));
          if (round < 0) continue;
          samples[arm][index].page.push(page.ms);
          samples[arm][index].counted.push(counted.ms);
        }
      }
    });
  }
  const differ = [...found.keyed].filter(([path, answer]) => found.clear.get(path) !== answer).map(([path]) => path);
  return { samples, differ };
}

/** Puts the arm's table where the API looks, for as long as `ask` takes. */
async function under(pool, arm, ask) {
  const swap = async (from, to, back) => {
    if (arm === 'keyed') return;
    await pool.query(`BEGIN; ALTER TABLE ${from} RENAME TO ${back}; ALTER TABLE ${to} RENAME TO ${from}; COMMIT`);
  };
  await swap('ticket_words', 'ticket_words_clear', 'ticket_words_keyed');
  try {
    await ask();
  } finally {
    await swap('ticket_words', 'ticket_words_keyed', 'ticket_words_clear');
  }
}

/** What a registration pays: milliseconds to make what the index holds of one text. */
async function timeToMake(pool, product, masterKey) {
  const { rows } = await pool.query(`SELECT text FROM plain_text LIMIT ${TEXTS}`);
  const { ofText } = product.createKeyedWords(masterKey);
  const of = (make) => {
    const startedAt = performance.now();
    for (const { text } of rows) make(text);
    return (performance.now() - startedAt) / rows.length;
  };
  of(ofText);
  return { keyed: of(ofText), clear: of(product.wordsOfText) };
}

function resultsOf({ machine, options, size, measured, making }) {
  const { samples, differ } = measured;
  const rows = SEARCHES.map(({ name }, index) => ({
    name,
    ...Object.fromEntries(
      ARMS.map((arm) => {
        const { page, counted } = samples[arm][index];
        return [arm, { page: summary(page), counted: summary(counted) }];
      }),
    ),
  }));
  const worst = (of) => Math.max(...rows.map(({ keyed }) => of(keyed)));
  return {
    benchmark: 'search',
    machine,
    options,
    counted: COUNTED,
    size,
    makingMs: making,
    rows,
    differ,
    targets: [
      judged(
        'keyed: p95 of the slowest page, ms',
        worst(({ page }) => page.p95),
        { atMost: ASKED_MS },
      ),
      judged(
        'keyed: p95 of the slowest page with its count, ms',
        worst(({ counted }) => counted.p95),
        { atMost: ASKED_MS },
      ),
      judged('questions that the two answer differently', differ.length, { atMost: 0 }),
    ],
  };
}

function print({ machine, size, makingMs, rows, targets }) {
  console.log(`\n${machineLine(machine)}\n`);
  const columns = ARMS.flatMap((arm) => [`${arm} p50`, 'p95', 'with count p95']);
  console.log(
    table([
      ['ms', ...columns],
      ...rows.map((row) => [
        row.name,
        ...ARMS.flatMap((arm) => [row[arm].page.p50, row[arm].page.p95, row[arm].counted.p95].map((ms) => shown(ms))),
      ]),
      ['table, MB', ...ARMS.flatMap((arm) => [shown(size[arm].tableMb), '', ''])],
      ['index of words, MB', ...ARMS.flatMap((arm) => [shown(size[arm].indexMb), '', ''])],
      ['to make of one text, ms', ...ARMS.flatMap((arm) => [shown(makingMs[arm]), '', ''])],
    ]),
  );
  console.log(`\n${verdicts(targets)}`);
}
