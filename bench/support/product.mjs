import { join } from 'node:path';
import { ensureBuilt } from '../../scripts/support/build.mjs';

export const root = join(import.meta.dirname, '../..');

const MODULES = [
  'cli/stack/embedded-postgres',
  'cli/stack/node-service',
  'cli/stack/ports',
  'cli/stack/postgres-account',
  'cli/stack/temporal-namespace',
  'cli/stack/temporal-server',
  'codec/data-converter',
  'config/env',
  'config/search-attributes',
  'domain/intake/bigrams',
  'domain/ticket/dating',
  'domain/ticket/registration',
  'domain/ticket/rules/intake',
  'storage/database',
  'storage/event-chain',
  'storage/migrate',
  'storage/projection',
  'storage/reference-data',
  'storage/sealing',
  'storage/seed',
  'storage/ticket-store',
  'worker/create-worker',
  'workflows/ticket-messages',
];

/** Builds what is stale and hands out what the benchmarks use of the product, exactly as it is run. */
export async function loadProduct() {
  if (!ensureBuilt(root)) throw new Error('The build failed, so there is nothing to measure.');
  const modules = await Promise.all(
    MODULES.map((name) => import(new URL(`../../dist/${name}.js`, import.meta.url).href)),
  );
  return Object.assign({}, ...modules);
}
