/**
 * Plays lives on a real cluster while it is harmed, and compares what was promised with what is recorded: see `USAGE`.
 */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { followTheBook } from './cluster/by-the-book.mjs';
import { runCluster } from './cluster/run.mjs';

const USAGE = `node scripts/cluster-run.mjs [options]: lives on a real cluster, while it is harmed.

Brings up on loopback, in one folder: a PostgreSQL with roles that are no superusers, the Temporal server as it is operated (built with Go, once,
unless it is on PATH or named), two APIs behind a proxy that answers 502 while one of them is away, and three workers. Plays lives through
the proxy with huiying simulate while workers are stopped for 15 s, killed and restarted, APIs killed, PostgreSQL and Temporal restarted. Then waits
until it is quiet, and compares what callers and a webhook receiver were told with the record.

  --lives N               lives of the simulation (300); a tenth as many more stay open for the comparison. With --roll or --from: lives at a time (70)
  --workers N             worker processes (3)
  --concurrency N         tickets that are acted on at a time (16)
  --speed N               how fast people act (4)
  --seed TEXT             the same seed makes the same decisions (1)
  --pace SECONDS          between two faults, on average (5); 0 does no harm
  --roll                  instead of faults, every process is restarted in good order, in turn, and no caller may notice
  --from FOLDER           instead of faults, the earlier version that lies built in this folder is upgraded to this one, and no caller may notice
  --by-the-book           instead of all that, docs/operations.md is followed to one life: its marked blocks are typed as they stand, on servers that
                          know nothing of Huiying. Needs the real Temporal server; takes --folder, --out, --json and the programs alone
  --gateway               between the proxy and the APIs, Caddy as docker-compose.yml ships it (from PATH, or built with Go, once): the proxy passes on
                          what Caddy answers. On Linux, where each API can have a loopback address of its own
  --caddy FILE            the Caddy program, when it is not on PATH
  --dev-temporal          the Temporal that npm start brings up, there in a second, instead of the real server
  --temporal-server FILE  --temporal-sql-tool FILE   the Temporal programs, when they are not on PATH
  --folder FOLDER         where everything is kept; default: a new one, removed after a run without a finding
  --out FILE              writes the result there as JSON
  --json                  prints the result as JSON, progress to standard error
  --help

The exit code is 0 when nothing was found, 1 when something was, and 2 when the cluster did not come up.`;

let values;
try {
  ({ values } = parseArgs({
    options: {
      lives: { type: 'string' },
      workers: { type: 'string', default: '3' },
      concurrency: { type: 'string', default: '16' },
      speed: { type: 'string', default: '4' },
      seed: { type: 'string', default: '1' },
      pace: { type: 'string', default: '5' },
      'temporal-server': { type: 'string' },
      'temporal-sql-tool': { type: 'string' },
      folder: { type: 'string' },
      out: { type: 'string' },
      roll: { type: 'boolean', default: false },
      from: { type: 'string' },
      'by-the-book': { type: 'boolean', default: false },
      gateway: { type: 'boolean', default: false },
      caddy: { type: 'string' },
      'dev-temporal': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  }));
} catch (error) {
  console.error(`${error.message} See --help.`);
  process.exit(2);
}
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}
const gentle = values.roll || values.from !== undefined;
if (values['by-the-book'] && (gentle || values['dev-temporal'])) {
  console.error(
    '--by-the-book is a run of its own, on the real Temporal server: leave out --roll, --from and --dev-temporal. See --help.',
  );
  process.exit(2);
}
const startedAt = Date.now();
const say = (line) => {
  const text = `${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${line}`;
  if (values.json) console.error(text);
  else console.log(text);
};

const common = {
  programs: { server: values['temporal-server'], sqlTool: values['temporal-sql-tool'], caddy: values.caddy },
  ...(values.folder === undefined ? {} : { folder: resolve(values.folder) }),
  say,
};
try {
  const result = values['by-the-book']
    ? await followTheBook(common)
    : await runCluster({
        ...common,
        lives: values.lives === undefined ? (gentle ? 70 : 300) : number('lives', 1),
        workers: number('workers', 1),
        concurrency: number('concurrency', 1),
        speed: number('speed', 0.01),
        paceMs: number('pace', 0) * 1000,
        seed: values.seed,
        dev: values['dev-temporal'],
        gentle,
        shipped: values.gateway,
        ...(values.from === undefined ? {} : { from: resolve(values.from) }),
      });
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
  if (values.json) console.log(JSON.stringify(result));
  else for (const line of values['by-the-book'] ? wordsOf(result) : tableOf(result)) console.log(line);
  process.exitCode = result.ok ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 2;
}

function number(name, least) {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= least) return value;
  console.error(`--${name} takes a number from ${least}, not ${values[name]}.`);
  process.exit(2);
}

function lastLine({ ok, folder }) {
  if (ok) return 'Nothing was found.';
  return folder === undefined ? 'Something was found.' : `Something was found; the logs are in ${folder}.`;
}

/** What was done has been told already. */
function wordsOf(result) {
  return ['', ...result.found.map((says) => `  ✗ ${says}`), ...(result.ok ? [] : ['']), lastLine(result)];
}

function tableOf(result) {
  const { seconds, seed, faults, proxy, webhooks, retries, checks } = result;
  const row = (label, value) => `  ${label.padEnd(62)}${value}`;
  return [
    '',
    `Faults in ${seconds} s, seed ${seed}`,
    ...Object.entries(faults).map(([fault, times]) => row(fault, times)),
    row('webhook messages, refused at first, come twice, taking back', Object.values(webhooks).join(', ')),
    row('requests through the proxy, answered 502, cut off', `${proxy.requests}, ${proxy.badGateway}, ${proxy.cutOff}`),
    row(
      'answers by status',
      Object.entries(proxy.byStatus)
        .map(([status, times]) => `${status}: ${times}`)
        .join(', '),
    ),
    row(
      'sent again by the simulation',
      Object.entries(retries)
        .map(([why, times]) => `${why} ${times}`)
        .join(', ') || 'none',
    ),
    '',
    'Checked',
    ...checks.flatMap(({ check, looked, found, examples }) => [
      `  ${found === 0 ? '✓' : '✗'} ${check} (${found === 0 ? looked : `${found} found, of ${looked}`})`,
      ...examples.map((says) => `      ${says}`),
    ]),
    '',
    lastLine(result),
  ];
}
