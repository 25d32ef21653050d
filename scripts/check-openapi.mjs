/** Fails when `docs/openapi.json` is not what the contracts say today. Leaves the file as it found it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './support/build.mjs';

const root = join(import.meta.dirname, '..');
const path = join(root, 'docs/openapi.json');

if (!ensureBuilt(root)) {
  console.error('The build failed, so the API description could not be made.');
  process.exit(1);
}
const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
const { status } = spawnSync(process.execPath, ['bin/huiying.mjs', 'openapi', '--write'], {
  cwd: root,
  stdio: 'inherit',
});
const after = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
if (before === undefined) rmSync(path, { force: true });
else writeFileSync(path, before);
if (status !== 0) process.exit(1);
if (after !== before) {
  console.error('docs/openapi.json is not what the contracts say. Run `npm run openapi` and commit the result.');
  process.exit(1);
}
