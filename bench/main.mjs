/** Measures the product side by side with a bound, in one run, on the machine it is run on: see `USAGE`. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benchBoard } from './board/board.mjs';
import { benchDeadlines } from './deadlines/deadlines.mjs';
import { benchFollowers } from './followers/followers.mjs';
import { benchFrontDesk, FRONT_DESK_PARTS, PARTS_WITHOUT_DATA } from './frontdesk/frontdesk.mjs';
import { benchLeftAlone } from './left-alone/left-alone.mjs';
import { benchLife } from './life/life.mjs';
import { benchLists } from './lists/lists.mjs';
import { benchLooks } from './looks/looks.mjs';
import { benchRotation } from './rotation/rotation.mjs';
import { benchScreens } from './screens/screens.mjs';
import { benchSearch } from './search/search.mjs';
import { benchSignIns } from './sign-ins/sign-ins.mjs';
import { benchStart } from './start/start.mjs';

const BENCHMARKS = {
  life,
  deadlines,
  board,
  lists,
  'left-alone': leftAlone,
  followers,
  start,
  looks,
  search,
  rotation,
  'sign-ins': signIns,
  screens,
  frontdesk,
};
const MANY_TICKETS = { n: { type: 'string' }, rounds: { type: 'string' }, data: { type: 'string' } };
const shared = { json: { type: 'boolean' }, out: { type: 'string' }, date: { type: 'string' } };

const USAGE = `npm run bench -- <benchmark> [options]: the product beside a bound, in one run, on this machine.

  life         lives of a ticket, and one command, beside a bare workflow and what one could build instead
                 [--lives N (300)] [--concurrency N (16)] [--blocks N (3)] [--profile: say where the time goes] [--no-peers]
                 [--before FOLDER: an earlier version beside it, from a checkout where npm ci was run]
  deadlines    many deadlines due in one second, spread and at once, beside bare timers; and a stop of the engine over them
                 [--n N[,N] (1500,5000)] [--rounds N (1)] [--lead SECONDS: until they fall due]
                 [--arms NAME[,NAME] (bound,product,at-once,stopped,missed)] [--per-second N: plan for so many, not the default]
                 [--server KEY=VALUE[,KEY=VALUE]: try settings of the Temporal server]
  lists        every list over many tickets, each below its bound
                 [--n N (1000000)] [--open N (3 in 100)] [--rounds N (60)] [--data FOLDER: keep the database there]
  board        figures for the wall, by unit and by day, over many tickets; a folder that lists or search keep will do
                 [--n N (1000000)] [--rounds N (60)] [--opens N (9)] [--changes N (1000)] [--data FOLDER: keep the database there]
  left-alone   what reaches people when nobody works on tickets
                 [--n N (5000)]
  followers    one master whose reply many followers wait for
                 [--n N (1000)]
  start        what a start costs: time until all is ready, CPU and memory of each process
                 [--rounds N (5)] [--rest SECONDS: before memory is read (10)]
                 [--before FOLDER: an earlier version in turn with it, from a checkout where npm ci was run]
  looks        the page of a ticket, with and without the row that says who looked
                 [--n N (600)]
  search       words looked for in the index as it is kept, under a key, and in one that is in clear
                 [--n N (1000000)] [--rounds N (60)] [--data FOLDER: keep the database there]
  rotation     keys of so many tickets sealed anew while others work, and ended in the middle once
                 [--rows N (1000000)]
  sign-ins     what readers wait while many people sign in at one moment
                 [--n N (200)]
  screens      inbox and ticket of a busy desk in a browser, beside a page of React that shows nothing; needs Chromium
                 [--owed N (1000)] [--events N (300)] [--rounds N (9)] [--changes N (1000)]
  frontdesk    what the front desk is offered while somebody speaks: how often it is right, on real messages, and how soon
                 [--data FOLDER: with the messages; without one, what has a list of its own] [--parts NAME[,NAME] (all)]

All of them: [--json] [--out FOLDER (bench/results)] [--date YYYY-MM-DD].
The exit code is 1 when a target was missed, and 2 when nothing was measured.`;

const [name, ...args] = process.argv.slice(2);
if ([name, ...args].some((argument) => argument === '--help' || argument === '-h')) {
  console.log(USAGE);
  process.exit(0);
}
if (!Object.hasOwn(BENCHMARKS, name ?? '')) {
  console.error(
    `Which benchmark? There are: ${Object.keys(BENCHMARKS).join(', ')}. For example: npm run bench -- life`,
  );
  process.exit(2);
}
try {
  process.exitCode = (await BENCHMARKS[name](args)) ? 0 : 1;
} catch (error) {
  console.error(error.code?.startsWith('ERR_PARSE_ARGS') ? error.message : error);
  process.exitCode = 2;
}

function life(given) {
  const { values } = parseArgs({
    args: given,
    options: {
      ...shared,
      lives: { type: 'string' },
      concurrency: { type: 'string' },
      blocks: { type: 'string' },
      before: { type: 'string' },
      profile: { type: 'boolean' },
      'no-peers': { type: 'boolean' },
    },
  });
  return benchLife({
    ...common(values),
    lives: whole(values.lives ?? '300', '--lives'),
    concurrency: whole(values.concurrency ?? '16', '--concurrency'),
    blocks: whole(values.blocks ?? '3', '--blocks'),
    profile: values.profile === true,
    // Beside an earlier version, and under a profiler, they would only take the machine's time.
    peers: values['no-peers'] !== true && values.profile !== true && values.before === undefined,
    ...(values.before === undefined ? {} : { before: resolve(values.before) }),
  });
}

function deadlines(given) {
  const { values } = parseArgs({
    args: given,
    options: {
      ...shared,
      n: { type: 'string' },
      rounds: { type: 'string' },
      lead: { type: 'string' },
      arms: { type: 'string' },
      server: { type: 'string' },
      'per-second': { type: 'string' },
    },
  });
  return benchDeadlines({
    ...common(values),
    sizes: (values.n ?? '1500,5000').split(',').map((text) => whole(text, '--n')),
    rounds: whole(values.rounds ?? '1', '--rounds'),
    leadSeconds: values.lead === undefined ? undefined : whole(values.lead, '--lead'),
    arms: (values.arms ?? 'bound,product,at-once,stopped,missed').split(','),
    ...(values['per-second'] !== undefined && { perSecond: whole(values['per-second'], '--per-second') }),
    limits: Object.fromEntries(
      (values.server?.split(',') ?? []).map((text) => text.split('=')).map(([key, value]) => [key, JSON.parse(value)]),
    ),
  });
}

function lists(given) {
  const options = { ...shared, ...MANY_TICKETS, open: { type: 'string' } };
  const { values } = parseArgs({ args: given, options });
  const many = overManyTickets(values);
  return benchLists({
    ...many,
    open: values.open === undefined ? Math.ceil(many.n * 0.03) : whole(values.open, '--open'),
  });
}

function leftAlone(given) {
  const { values } = parseArgs({ args: given, options: { ...shared, n: { type: 'string' } } });
  return benchLeftAlone({ ...common(values), n: whole(values.n ?? '5000', '--n') });
}

function followers(given) {
  const { values } = parseArgs({ args: given, options: { ...shared, n: { type: 'string' } } });
  return benchFollowers({ ...common(values), n: whole(values.n ?? '1000', '--n') });
}

function looks(given) {
  const { values } = parseArgs({ args: given, options: { ...shared, n: { type: 'string' } } });
  return benchLooks({ ...common(values), n: whole(values.n ?? '600', '--n') });
}

function signIns(given) {
  const { values } = parseArgs({ args: given, options: { ...shared, n: { type: 'string' } } });
  return benchSignIns({ ...common(values), n: whole(values.n ?? '200', '--n') });
}

function screens(given) {
  const texts = { owed: { type: 'string' }, events: { type: 'string' }, rounds: { type: 'string' } };
  const { values } = parseArgs({ args: given, options: { ...shared, ...texts, changes: { type: 'string' } } });
  return benchScreens({
    ...common(values),
    owed: whole(values.owed ?? '1000', '--owed'),
    events: whole(values.events ?? '300', '--events'),
    rounds: whole(values.rounds ?? '9', '--rounds'),
    changes: whole(values.changes ?? '1000', '--changes'),
  });
}

function rotation(given) {
  const { values } = parseArgs({ args: given, options: { ...shared, rows: { type: 'string' } } });
  return benchRotation({ ...common(values), rows: whole(values.rows ?? '1000000', '--rows') });
}

function search(given) {
  const { values } = parseArgs({ args: given, options: { ...shared, ...MANY_TICKETS } });
  return benchSearch(overManyTickets(values));
}

function board(given) {
  const texts = { opens: { type: 'string' }, changes: { type: 'string' } };
  const { values } = parseArgs({ args: given, options: { ...shared, ...MANY_TICKETS, ...texts } });
  return benchBoard({
    ...overManyTickets(values),
    opens: whole(values.opens ?? '9', '--opens'),
    changes: whole(values.changes ?? '1000', '--changes'),
  });
}

function overManyTickets(values) {
  return {
    ...common(values),
    n: whole(values.n ?? '1000000', '--n'),
    rounds: whole(values.rounds ?? '60', '--rounds'),
    ...(values.data === undefined ? {} : { data: resolve(values.data) }),
  };
}

function frontdesk(given) {
  const { values } = parseArgs({
    args: given,
    options: { ...shared, data: { type: 'string' }, parts: { type: 'string' } },
  });
  const possible = values.data === undefined ? PARTS_WITHOUT_DATA : FRONT_DESK_PARTS;
  const parts = values.parts?.split(',') ?? possible;
  const unknown = parts.find((part) => !FRONT_DESK_PARTS.includes(part));
  if (unknown !== undefined) throw new RangeError(`There is no part ${unknown}: ${FRONT_DESK_PARTS.join(', ')}.`);
  const without = parts.find((part) => !possible.includes(part));
  if (without !== undefined) throw new RangeError(`${without} needs --data, the folder with the messages.`);
  return benchFrontDesk({
    ...common(values),
    parts,
    ...(values.data === undefined ? {} : { data: resolve(values.data) }),
  });
}

function start(given) {
  const { values } = parseArgs({
    args: given,
    options: { ...shared, rounds: { type: 'string' }, rest: { type: 'string' }, before: { type: 'string' } },
  });
  return benchStart({
    ...common(values),
    rounds: whole(values.rounds ?? '5', '--rounds'),
    restSeconds: whole(values.rest ?? '10', '--rest'),
    ...(values.before === undefined ? {} : { before: resolve(values.before) }),
  });
}

function common({ json, out, date }) {
  return {
    json: json === true,
    out: out === undefined ? join(import.meta.dirname, 'results') : resolve(out),
    ...(date === undefined ? {} : { date }),
  };
}

function whole(text, option) {
  if (!/^[1-9]\d*$/.test(text)) throw new RangeError(`${option} takes a whole number from 1, not ${text}.`);
  return Number(text);
}
