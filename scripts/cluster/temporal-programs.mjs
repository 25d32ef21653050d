import { spawn } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** The server as it is operated, not the development server of the command line. */
const VERSION = '1.31.2';
const MODULE = 'go.temporal.io/server';
const PROGRAMS = {
  server: { onPath: 'temporal-server', package: 'cmd/server', built: 'server' },
  sqlTool: { onPath: 'temporal-sql-tool', package: 'cmd/tools/sql', built: 'sql' },
};

/**
 * Paths of the Temporal server and its schema tool: those that were named, those on PATH, those in the cache, or built by Go into the cache.
 * @param {{ server?: string, sqlTool?: string }} named by options
 */
export async function obtainTemporalPrograms(product, named, say) {
  const folder = join(product.readEnv().cacheDir, 'temporal-server', VERSION);
  const found = await Promise.all(Object.keys(PROGRAMS).map((name) => locate(name, named[name], folder)));
  if (found.every(Boolean)) return asRecord(found);
  await mkdir(folder, { recursive: true });
  const lock = await waitForLock(product, join(folder, 'lock'), say);
  try {
    const again = await Promise.all(Object.keys(PROGRAMS).map((name) => locate(name, named[name], folder)));
    if (again.every(Boolean)) return asRecord(again);
    await build(product, folder, say);
  } finally {
    await lock.release();
  }
  return asRecord(await Promise.all(Object.keys(PROGRAMS).map((name) => locate(name, named[name], folder))));
}

const asRecord = ([server, sqlTool]) => ({ server, sqlTool });

async function locate(name, named, folder) {
  const { onPath, built } = PROGRAMS[name];
  if (named !== undefined) {
    if (await isProgram(named)) return named;
    throw new Error(`${named} is no program that can be run. Name the ${onPath} of Temporal ${VERSION} or newer.`);
  }
  for (const place of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    if (await isProgram(join(place, onPath))) return join(place, onPath);
  }
  const cached = join(folder, built);
  return (await isProgram(cached)) ? cached : undefined;
}

function isProgram(path) {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function waitForLock(product, file, say) {
  for (;;) {
    const attempt = await product.tryLock(file);
    if ('lock' in attempt) return attempt.lock;
    say(`waiting for process ${attempt.heldBy.pid}, which is already building the Temporal server`);
    await pause(2_000);
  }
}

async function build(product, folder, say) {
  say(`building the Temporal server ${VERSION} and its schema tool with Go, which takes some minutes the first time`);
  const work = await mkdtemp(join(folder, 'go-'));
  try {
    const packages = Object.values(PROGRAMS).map((program) => `${MODULE}/${program.package}@v${VERSION}`);
    const go = spawn('go', ['install', '-v', '-ldflags', '-s -w', ...packages], {
      cwd: work,
      env: product.childEnvironment({ GOBIN: work, CGO_ENABLED: '0', GOOS: undefined, GOARCH: undefined }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const last = [];
    let built = 0;
    createInterface({ input: go.stderr }).on('line', (line) => {
      last.push(line);
      if (last.length > 5) last.shift();
      built += 1;
      if (built % 200 === 0) say(`go: ${built} lines so far, now ${line}`);
    });
    const code = await new Promise((done, failed) => {
      go.once('error', failed);
      go.once('close', done);
    });
    if (code !== 0) throw new Error(`go install ended with code ${code}: ${last.join(' / ')}`);
    for (const { built: name } of Object.values(PROGRAMS)) await rename(join(work, name), join(folder, name));
  } catch (error) {
    throw new Error(
      `The Temporal server ${VERSION} could not be built (${error.message}). ` +
        'Install Go 1.25 or newer, or name the programs with --temporal-server and --temporal-sql-tool.',
      { cause: error },
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
