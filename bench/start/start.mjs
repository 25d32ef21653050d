import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepFacts } from '../left-alone/keep.mjs';
import { insistOnProc } from '../support/cpu.mjs';
import { machineFacts, machineLine } from '../support/machine.mjs';
import { rounded } from '../support/output.mjs';
import { loadProduct, revisionOf } from '../support/product.mjs';
import { besideEarlier, percentile } from '../support/statistics.mjs';
import { shown, table, verdicts } from '../support/table.mjs';
import { PROCESSES, startOnce } from './one-start.mjs';
import { useIt } from './use.mjs';

const COUNTED =
  '`huiying start`, as a user starts it, first on an empty data folder and then on the one that this filled; the database program and the ' +
  'Temporal server program are in the cache. Milliseconds are from the call to the word that all is ready, and of a process from the step before it to its own. ' +
  'CPU (user and system) is from /proc, up to that word. Memory is PSS and RSS from /proc, of a process with its children, of the supervisor without them; ' +
  'at rest, and again after lives and looks. Medians of the rounds; the arms take turns, there and back.';
const LIVES = 8;
const LOOKS = 5;
const FOLDERS = ['empty', 'filled'];
/** Two runs of one version differ by about as much on a shared machine. */
const NO_WORSE = 1.1;

/**
 * What a start costs: time until everything is ready, CPU, memory of each process at rest and after use; beside an
 * earlier version if its folder is given.
 * @param {{ rounds: number, restSeconds: number, json: boolean, out: string, date?: string, before?: string }} options
 */
export async function benchStart(options) {
  insistOnProc();
  const say = options.json ? () => undefined : (line) => console.log(line);
  const product = await loadProduct();
  const before = options.before === undefined ? undefined : await loadProduct(options.before);
  for (const { obtainTemporalBinary, readEnv } of [product, ...(before ? [before] : [])])
    await obtainTemporalBinary({ cacheDir: readEnv().cacheDir, report: say });
  const arms = [
    { name: 'product', folder: product.folder },
    ...(before ? [{ name: 'before', folder: before.folder }] : []),
  ];
  const machine = await machineFacts({ temporalCliVersion: product.temporalCliVersion, date: options.date });
  const measured = Object.fromEntries(arms.map(({ name }) => [name, []]));
  for (let round = 1; round <= options.rounds; round += 1) {
    // There and back, so that none always follows the same other.
    for (const arm of round % 2 === 1 ? arms : [...arms].reverse()) {
      const figures = await bothFolders(arm.folder, options.restSeconds * 1000, product);
      measured[arm.name].push(figures);
      say(
        `  round ${round} of ${options.rounds}: ${arm.name.padEnd(7)} ` +
          FOLDERS.map((of) => `${of} ${shown(figures[of].totalMs / 1000)} s`).join(', '),
      );
    }
  }
  const results = resultsOf(measured, machine, options);
  if (before) results.before = revisionOf(before.folder);
  if (options.json) console.log(JSON.stringify(results, rounded));
  else print(results);
  say(`\nWritten: ${keepFacts(options.out, 'start', results)}`);
  return results.targets.every(({ verdict }) => verdict !== 'missed');
}

/** One folder from nothing: started empty, lived in, stopped, and started again. */
async function bothFolders(folder, restMs, { removeSharedData }) {
  const home = await mkdtemp(join(tmpdir(), 'huiying-bench-start-'));
  const dataDir = join(home, 'data');
  try {
    const empty = await measuredStart({ folder, dataDir, restMs });
    const filled = await measuredStart({ folder, dataDir, restMs });
    return { empty, filled };
  } finally {
    await removeSharedData(join(dataDir, 'postgres'));
    await rm(home, { recursive: true, force: true });
  }
}

async function measuredStart(start) {
  const { stop, memoryNow, apiPort, ...figures } = await startOnce(start);
  try {
    await useIt({ apiPort, dataDir: start.dataDir, lives: LIVES, looks: LOOKS });
    await new Promise((done) => setTimeout(done, start.restMs));
    return { ...figures, memoryAfterUse: await memoryNow() };
  } finally {
    await stop();
  }
}

function resultsOf(measured, machine, { rounds, restSeconds }) {
  const arms = Object.fromEntries(
    Object.entries(measured).map(([name, runs]) => [
      name,
      Object.fromEntries(FOLDERS.map((of) => [of, medians(runs.map((run) => run[of]))])),
    ]),
  );
  return {
    benchmark: 'start',
    machine,
    options: { rounds, restSeconds, lives: LIVES, looks: LOOKS },
    counted: COUNTED,
    arms,
    targets: arms.before ? comparedWith(arms.before, arms.product) : [],
  };
}

/** The median of each number in records that are alike. */
function medians(records) {
  const [first] = records;
  if (typeof first === 'number') return percentile(records, 0.5);
  return Object.fromEntries(Object.keys(first).map((key) => [key, medians(records.map((record) => record[key]))]));
}

function comparedWith(before, product) {
  const judge = besideEarlier(before, product, NO_WORSE);
  return [
    judge('time to ready, empty folder', ({ empty }) => empty.totalMs),
    judge('time to ready, filled folder', ({ filled }) => filled.totalMs),
    ...['worker', 'api'].flatMap((name) => [
      judge(`CPU until ready, ${name}`, ({ filled }) => filled.cpuMs[name]),
      judge(`memory at rest, ${name}`, ({ filled }) => filled.memory[name].pss),
      judge(`memory after use, ${name}`, ({ filled }) => filled.memoryAfterUse[name].pss),
    ]),
  ];
}

function print({ machine, arms, targets }) {
  console.log(`\n${machineLine(machine)}\n`);
  const columns = Object.entries(arms).flatMap(([name, arm]) =>
    FOLDERS.map((of) => ({ heading: `${name}, ${of}`, figures: arm[of] })),
  );
  const row = (label, of, unit) => [label, ...columns.map(({ figures }) => shown(of(figures), unit))];
  const started = PROCESSES.filter((name) => name !== 'supervisor');
  console.log(
    table([
      ['a start', ...columns.map(({ heading }) => heading)],
      row('ready', ({ totalMs }) => totalMs / 1000, 's'),
      ...started.map((name) => row(`  ${name}`, ({ readyMs }) => readyMs[name] / 1000, 's')),
      ...PROCESSES.map((name) => row(`CPU until ready, ${name}`, ({ cpuMs }) => cpuMs[name] / 1000, 's')),
      ...PROCESSES.map((name) => row(`PSS at rest, ${name}`, ({ memory }) => memory[name].pss, 'MB')),
      ...PROCESSES.map((name) => row(`RSS at rest, ${name}`, ({ memory }) => memory[name].rss, 'MB')),
      ...PROCESSES.map((name) => row(`PSS after use, ${name}`, ({ memoryAfterUse }) => memoryAfterUse[name].pss, 'MB')),
    ]),
  );
  if (targets.length > 0) console.log(`\n${verdicts(targets)}`);
}
