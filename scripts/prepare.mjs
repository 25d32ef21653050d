/** What npm runs after an install from a checkout: a build. An install without the build tools uses dist/ as it is. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const has = (path) => existsSync(join(root, path));

if (has('node_modules/typescript/package.json') && has('tsconfig.build.json')) {
  const build = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--quiet'], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = build.status ?? 1;
} else if (!has('dist/cli/main.js')) {
  console.warn(
    'The build tools are not installed and dist/ is missing: run npm ci with development packages before npm start.',
  );
}
