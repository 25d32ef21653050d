/**
 * The program as it was last released, built by its own build script from this repository's history, with this
 * checkout's packages. Kept in the cache by its commit, so it is built once a machine. What is the last release says
 * `prisma/released.json`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

const BUILT = 'dist/workflow-bundle.js';

export function lastRelease(root) {
  return JSON.parse(readFileSync(join(root, 'prisma/released.json'), 'utf8'));
}

/** Why it cannot be made here; `null`: it can, or is there. */
export function whyNoRelease(root) {
  const { commit } = lastRelease(root);
  const found = spawnSync('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root });
  if (found.status === 0) return null;
  return `the last release, ${commit.slice(0, 7)}, is not in this checkout's history: git fetch --unshallow brings it`;
}

/** The folder in which it lies built. */
export function obtainRelease(root, cacheDir) {
  const { commit } = lastRelease(root);
  const folder = join(cacheDir, 'released', commit);
  if (!existsSync(join(folder, BUILT))) {
    const why = whyNoRelease(root);
    if (why !== null) throw new Error(`The last release cannot be built: ${why}.`);
    mkdirSync(dirname(folder), { recursive: true });
    const scratch = mkdtempSync(`${folder}-`);
    try {
      run('tar', ['-x', '-C', scratch], { input: run('git', ['archive', commit], { cwd: root }) });
      link(root, scratch);
      run(process.execPath, ['scripts/build.mjs', '--quiet'], { cwd: scratch });
      rmSync(folder, { recursive: true, force: true });
      renameSync(scratch, folder);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  link(root, folder);
  return folder;
}

/** Another checkout may have built it, and be gone. */
function link(root, folder) {
  const packages = join(folder, 'node_modules');
  if (lstatSync(packages, { throwIfNoEntry: false })) rmSync(packages);
  symlinkSync(join(root, 'node_modules'), packages);
}

function run(program, args, options) {
  const ran = spawnSync(program, args, { maxBuffer: 256 * 1024 ** 2, ...options });
  if (ran.status === 0) return ran.stdout;
  throw new Error(`${program} ${args.join(' ')}: ${ran.error?.message ?? `${ran.stdout}${ran.stderr}`}`);
}
