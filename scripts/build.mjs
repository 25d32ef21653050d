/**
 * Builds dist/: the Prisma client when it is stale, the program, the workflow bundle, made here so that a worker need
 * not make it at each start, and the console. `--quiet` says nothing unless something is wrong.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildWeb } from './build-web.mjs';
import { generate, generateApiTypes } from './generate.mjs';

const root = join(import.meta.dirname, '..');
const quiet = process.argv.includes('--quiet');
const buildInfo = join(root, 'dist/.tsbuildinfo');
const say = (line) => quiet || console.log(line);

try {
  await build();
} catch (error) {
  // The text is for a reader; the stack of a build step helps nobody.
  console.error(error.message);
  process.exit(1);
}

async function build() {
  const startedAt = Date.now();
  generate();
  // What is saved from here on may miss the build, so this is its time.
  const time = new Date();
  compile();
  await bundleWorkflows();
  if (existsSync(join(root, 'web'))) {
    await generateApiTypes();
    await buildWeb(root);
  }
  utimesSync(buildInfo, time, time);
  say(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}

function compile() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const run = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, encoding: 'utf8' });
  if (run.status === 0) return;
  // A later build must not take this one for a good one.
  rmSync(buildInfo, { force: true });
  throw new Error(`The program does not compile:\n${run.stdout}${run.stderr}`);
}

async function bundleWorkflows() {
  const { bundleOptions } = await import(pathToFileURL(join(root, 'dist/worker/bundle-options.js')).href);
  const { bundleWorkflowCode } = await import('@temporalio/worker');
  const complaints = [];
  const note = (level) => (message) => level === 'error' && complaints.push(message);
  const logger = Object.fromEntries(['trace', 'debug', 'info', 'warn', 'error'].map((level) => [level, note(level)]));
  const { code } = await bundleWorkflowCode({ ...bundleOptions, logger: { log: () => {}, ...logger } }).catch(
    (error) => {
      throw new Error(`The workflows cannot be bundled:\n${error.message}\n${complaints.join('\n')}`);
    },
  );
  const target = join(root, 'dist/workflow-bundle.js');
  if (!existsSync(target) || readFileSync(target, 'utf8') !== code) writeFileSync(target, code);
}
