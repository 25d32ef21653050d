import { spawn } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Paths of programs of one module: those that were named, those on PATH, those in the cache, or built by Go into the
 * cache.
 * @typedef {{ what: string, cache: string, module: string, version: string, otherwise: string, programs: Record<string,
 *   { onPath: string, package: string, built: string }> }} Module
 * @param {Module} module
 * @param {Record<string, string | undefined>} named by options
 * @returns {Promise<Record<string, string>>}
 */
export async function obtainPrograms(product, module, named, say) {
  const folder = join(product.readEnv().cacheDir, module.cache, module.version);
  const names = Object.keys(module.programs);
  const look = async () => {
    const found = await Promise.all(names.map((name) => locate(module, name, named[name], folder)));
    return found.every(Boolean) ? Object.fromEntries(names.map((name, index) => [name, found[index]])) : null;
  };
  const there = await look();
  if (there !== null) return there;
  await mkdir(folder, { recursive: true });
  const lock = await waitForLock(product, module, join(folder, 'lock'), say);
  try {
    const meanwhile = await look();
    if (meanwhile !== null) return meanwhile;
    await build(product, module, folder, say);
  } finally {
    await lock.release();
  }
  return look();
}

async function locate({ what, version, programs }, name, named, folder) {
  const { onPath, built } = programs[name];
  if (named !== undefined) {
    if (await isProgram(named)) return named;
    throw new Error(`${named} is no program that can be run. Name the ${onPath} of ${what} ${version} or newer.`);
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

async function waitForLock(product, { what }, file, say) {
  for (;;) {
    const attempt = await product.tryLock(file);
    if ('lock' in attempt) return attempt.lock;
    say(`waiting for process ${attempt.heldBy.pid}, which is already building ${what}`);
    await pause(2_000);
  }
}

async function build(product, { what, module, version, programs, otherwise }, folder, say) {
  say(`building ${what} ${version} with Go, which takes some minutes the first time`);
  const work = await mkdtemp(join(folder, 'go-'));
  try {
    const packages = Object.values(programs).map((program) => `${module}/${program.package}@v${version}`);
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
    for (const { built: name } of Object.values(programs)) await rename(join(work, name), join(folder, name));
  } catch (error) {
    throw new Error(
      `${what} ${version} could not be built (${error.message}). Install Go 1.25 or newer, or ${otherwise}.`,
      { cause: error },
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
