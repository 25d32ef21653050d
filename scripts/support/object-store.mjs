/**
 * The object store that tests speak S3 with: a real server that checks signatures, built with Go (half a minute, once)
 * from `test/support/object-store/` and kept in the cache folder under the hash of its sources.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const SOURCES = ['main.go', 'go.mod', 'go.sum'];
const LONGEST_MS = 10 * 60_000;

const sourcesIn = (root) => join(root, 'test/support/object-store');

/** Where the program is, or will be. */
export function objectStoreProgram(root) {
  const hash = createHash('sha256');
  for (const name of SOURCES) hash.update(readFileSync(join(sourcesIn(root), name)));
  const cache = process.env.HUIYING_CACHE_DIR || join(homedir(), '.cache', 'huiying');
  return join(cache, 'object-store', hash.digest('hex').slice(0, 16), 'object-store');
}

/** Builds it unless it is there. What keeps it from being there is said here, and by the tests that are skipped. */
export function obtainObjectStore(root) {
  const program = objectStoreProgram(root);
  if (existsSync(program)) return;
  console.log('object store for tests: building it with Go, which takes half a minute the first time');
  mkdirSync(join(program, '..'), { recursive: true });
  const work = mkdtempSync(join(program, '../build-'));
  try {
    for (const name of SOURCES) cpSync(join(sourcesIn(root), name), join(work, name));
    const go = spawnSync('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', 'object-store', '.'], {
      cwd: work,
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' },
      encoding: 'utf8',
      timeout: LONGEST_MS,
    });
    if (go.status === 0) renameSync(join(work, 'object-store'), program);
    else
      console.log(`object store for tests: ${go.error?.message ?? go.stderr.trim().split('\n').slice(-3).join(' / ')}`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
