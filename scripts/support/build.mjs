import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the build reads besides the folders that `tsconfig.build.json` includes. */
const OTHER_INPUTS = [
  'prisma',
  'tsconfig.json',
  'tsconfig.build.json',
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/generate.mjs',
  'scripts/build-web.mjs',
  'web',
];
/** What the build writes among its inputs. */
const GENERATED = ['storage/generated', 'web/generated'];

/** Builds, if some source is newer than the time of the last build. Returns whether `dist/` can be used. */
export function ensureBuilt(root) {
  if (!isStale(root)) return true;
  console.log('The build is missing or older than its sources: running scripts/build.mjs.');
  return spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' }).status === 0;
}

/** Whether some source is newer than the last build. */
export function isStale(root) {
  // The build sets this file's time to its own.
  const stamp = join(root, 'dist/.tsbuildinfo');
  if (!existsSync(stamp)) return true;
  const builtAt = statSync(stamp).mtimeMs;
  const { include } = JSON.parse(readFileSync(join(root, 'tsconfig.build.json'), 'utf8'));
  return [...include, ...OTHER_INPUTS].some((input) => newestIn(root, input) > builtAt);
}

/** A folder's own time counts too: it moves when a file is removed. */
function newestIn(root, path) {
  const full = join(root, path);
  if (GENERATED.includes(path) || !existsSync(full)) return 0;
  const found = statSync(full);
  if (!found.isDirectory()) return found.mtimeMs;
  return readdirSync(full).reduce((newest, name) => Math.max(newest, newestIn(root, join(path, name))), found.mtimeMs);
}
