/**
 * `npm run check`: everything but the tests, cheapest first. CI runs exactly this.
 *
 *   npm run check                        all of it
 *   npm run check -- --only lint,knip    these
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Each is a script of the same name in package.json. */
const CHECKS = [
  'format:check',
  'links',
  'states:check',
  'lint:deps',
  'typecheck',
  'lint',
  'knip',
  'migrations',
  'compose',
  'compose:scripts',
  'openapi:check',
  'openapi:lint',
  'openapi:client',
];

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const chosen = values.only === undefined ? CHECKS : values.only.split(',');
const unknown = chosen.filter((name) => !CHECKS.includes(name));
if (unknown.length > 0) {
  console.error(`There is no check called ${unknown.join(', ')}. Known: ${CHECKS.join(', ')}.`);
  process.exit(2);
}

const failed = [];
for (const name of chosen) {
  const startedAt = performance.now();
  const { code, output } = await run(scripts[name]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(15)} ${seconds.padStart(6)} s`);
  if (code !== 0) {
    failed.push(name);
    console.log(`${output.trimEnd()}\n`);
  }
}
if (failed.length > 0) {
  console.log(
    `${failed.length} of ${chosen.length} checks failed. Repeat: npm run check -- --only ${failed.join(',')}`,
  );
  process.exit(1);
}
console.log(`All ${chosen.length} checks passed.`);

/** Runs a package.json script as npm would, without npm's half second. */
function run(command) {
  const PATH = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  return new Promise((resolve) => {
    const child = spawn(command, {
      cwd: root,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH },
    });
    const chunks = [];
    child.stdout.on('data', (chunk) => chunks.push(chunk));
    child.stderr.on('data', (chunk) => chunks.push(chunk));
    child.once('close', (code) => resolve({ code, output: Buffer.concat(chunks).toString('utf8') }));
  });
}
