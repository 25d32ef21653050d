#!/usr/bin/env node
// Hands over to the compiled program, building it first when it is missing or older than its sources.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `error: Node ${process.versions.node} is too old: Huiying needs 20.19 or newer. Install a newer Node and try again.`,
  );
  process.exit(1);
}

const root = join(import.meta.dirname, '..');
const program = join(root, 'dist/cli/main.js');
const canBuild =
  existsSync(join(root, 'scripts/build.mjs')) && existsSync(join(root, 'node_modules/typescript/package.json'));

if (canBuild) {
  const { isStale } = await import('../scripts/support/build.mjs');
  if (isStale(root)) {
    // Standard error, so that the output of a command with --json stays what was asked for.
    console.error('The program is older than its sources: building it first.');
    const build = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--quiet'], {
      cwd: root,
      stdio: ['ignore', 2, 2],
    });
    if (build.status !== 0) {
      console.error('error: The build failed; see above. Mend what it names, then try again.');
      process.exit(1);
    }
  }
} else if (!existsSync(program)) {
  console.error('error: dist/ is missing and the tools to build it are not installed. Run npm ci, then try again.');
  process.exit(1);
}

await import('../dist/cli/main.js');
