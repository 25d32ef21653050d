/**
 * Records the histories of the workflow tests beside the older ones, for the replay suite: `npm run histories` at each
 * release that changes what tickets do. The version in package.json names the files; none is overwritten.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const run = spawnSync(process.execPath, [join(root, 'scripts/test.mjs'), 'workflows'], {
  cwd: root,
  env: { ...process.env, HUIYING_RECORD_HISTORIES: version },
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
