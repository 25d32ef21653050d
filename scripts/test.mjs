/**
 * `npm test`: builds what is stale, runs the suites, and ends with one line, `N passed, N failed`.
 *
 *   npm test                                    every suite
 *   npm test -- unit replay                     these suites
 *   npm test -- unit test/domain -t 'refuses'   anything else is handed to jest
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './support/build.mjs';
import { obtainObjectStore } from './support/object-store.mjs';
import { obtainServers } from './support/servers.mjs';
import { SUITES } from './support/suites.mjs';
import { NOTHING, add, closingLines, readTally } from './support/tally.mjs';

/** Of the files of suites that run alone, each of which starts servers or a browser of its own. */
const ALONE_AT_A_TIME = 2;
/** Enough for the servers that the run started to stop. */
const GRACE_MS = 60_000;

const root = join(import.meta.dirname, '..');
const isSuite = (word) => SUITES.some((suite) => suite.name === word);

// Suites come first, so that a later `-t unit` still means a test's name.
const words = process.argv.slice(2);
const firstOther = words.findIndex((word) => !isSuite(word));
const named = firstOther === -1 ? words : words.slice(0, firstOther);
const jestArguments = firstOther === -1 ? [] : words.slice(firstOther);
const chosen = SUITES.filter((suite) => named.length === 0 || named.includes(suite.name));

if (chosen.some((suite) => suite.needsBuild) && !ensureBuilt(root)) {
  finish({ ...NOTHING, failed: 1 }, 'The build failed, so no test was run.');
}

if (chosen.some((suite) => suite.needsBuild)) await obtainServers(root);
obtainObjectStore(root);

const together = chosen.filter((suite) => !suite.alone);
const alone = chosen.filter((suite) => suite.alone);
// Ctrl-C reaches jest as well; wait for it to clean up.
process.on('SIGINT', () => {});
let total = NOTHING;
if (together.length > 0) total = add(total, await runJest(together, []));
// Where hardly any CPU is given (`check:slow`), a second stack beside would take it from the first.
const alsoInBand = process.env.HUIYING_TEST_IN_BAND ? ['--runInBand'] : [`--maxWorkers=${ALONE_AT_A_TIME}`];
if (alone.length > 0) total = add(total, await runJest(alone, alsoInBand));
const ran = total.passed + total.failed + total.skipped.length;
finish(ran === 0 ? { ...total, failed: 1 } : total, ran === 0 ? 'No test matches, so nothing was tested.' : undefined);

/** One run of jest. A run that ends badly without saying which test failed counts as one failed. */
async function runJest(suites, extra) {
  const scratch = mkdtempSync(join(tmpdir(), 'huiying-tally-'));
  const tallyPath = join(scratch, 'tally.json');
  const jest = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      join(root, 'node_modules/jest/bin/jest.js'),
      '--passWithNoTests',
      ...extra,
      // Before the option that takes every word up to the end of the line.
      ...jestArguments,
      '--selectProjects',
      ...suites.map((suite) => suite.name),
    ],
    { cwd: root, stdio: 'inherit', env: { ...process.env, HUIYING_TEST_TALLY: tallyPath } },
  );
  const badEnd = await endOf(jest, tallyPath);
  const tally = existsSync(tallyPath) ? readTally(tallyPath) : NOTHING;
  rmSync(scratch, { recursive: true, force: true });
  if (badEnd === undefined || tally.failed > 0) return tally;
  console.log(`No test failed, but jest ${badEnd}; see its output above.`);
  return { ...tally, failed: 1 };
}

/** How the run ended, when not well. A run that has its results and does not end is ended, so that CI never hangs. */
function endOf(jest, tallyPath) {
  return new Promise((resolve) => {
    let lingered = false;
    let grace;
    const watch = setInterval(() => {
      if (grace || !existsSync(tallyPath)) return;
      grace = setTimeout(() => {
        lingered = true;
        jest.kill('SIGKILL');
      }, GRACE_MS);
    }, 1000);
    jest.once('error', (error) => done(`could not be started: ${error.message}`));
    jest.once('exit', (code, signal) => {
      if (lingered) done(`had not ended ${GRACE_MS / 1000} s after its last test, because a test left something open`);
      else done(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`);
    });
    function done(badEnd) {
      clearInterval(watch);
      clearTimeout(grace);
      resolve(badEnd);
    }
  });
}

function finish(tally, message) {
  if (message) console.log(message);
  for (const line of closingLines(tally)) console.log(line);
  process.exit(tally.failed === 0 ? 0 : 1);
}
