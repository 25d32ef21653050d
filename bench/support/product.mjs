import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../../scripts/support/build.mjs';

export const root = join(import.meta.dirname, '../..');

const MODULES = [
  'cli/stack/application-database',
  'cli/stack/data-keys',
  'cli/stack/embedded-postgres',
  'cli/stack/node-service',
  'cli/stack/ports',
  'cli/stack/postgres-account',
  'cli/stack/temporal-namespace',
  'cli/stack/temporal-server',
  'codec/data-converter',
  'config/env',
  'config/key-ring',
  'config/search-attributes',
  'domain/intake/class-model',
  'domain/intake/class-model-check',
  'domain/intake/class-model-learning',
  'domain/intake/likeness',
  'domain/intake/same-matter',
  'domain/intake/screening',
  'domain/intake/search-words',
  'domain/intake/several-matters',
  'domain/knowledge/entry-search',
  'domain/knowledge/segment',
  'domain/policy/firing-windows',
  'domain/sentinel/watch',
  'domain/sentinel/window',
  'domain/seeded-chance',
  'domain/ticket/dating',
  'domain/ticket/registration',
  'domain/ticket/rules/intake',
  'storage/postgres/database',
  'storage/event/event-chain',
  'storage/postgres/migrate',
  'storage/ticket/keyed-words',
  'storage/ticket/projection',
  'storage/ticket/step-rows',
  'storage/reference/reference-data',
  'storage/secrets/resealing',
  'storage/secrets/sealing',
  'storage/reference/seed',
  'storage/ticket/ticket-store',
  'storage/ticket/words-anew',
  'worker/create-worker',
  'workflows/ticket/ticket-messages',
];

/**
 * Builds what is stale and hands out what the benchmarks use of the product, exactly as it is run.
 * @param {string} folder of this checkout, or of another one of the project, which was installed there
 */
export async function loadProduct(folder = root) {
  if (!existsSync(join(folder, 'node_modules'))) {
    throw new Error(`${folder} is no installed checkout of the project: run npm ci there first.`);
  }
  if (!ensureBuilt(folder)) throw new Error(`The build in ${folder} failed, so there is nothing to measure.`);
  const modules = await Promise.all(
    MODULES.map((name) => join(folder, 'dist', `${name}.js`))
      // An earlier version may not have them all.
      .filter((path) => folder === root || existsSync(path))
      .map((path) => import(pathToFileURL(path).href)),
  );
  return Object.assign({ folder }, ...modules);
}

/** Says which version an arm is, where git knows. */
export function revisionOf(folder) {
  const { stdout, status } = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : 'unknown';
}
