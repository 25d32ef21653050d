import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureBuilt } from '../support/build.mjs';

export const root = join(import.meta.dirname, '../..');

const FIRST_PORT = 21_000;
const MODULES = [
  'cli/stack/child',
  'cli/stack/embedded-postgres',
  'cli/stack/file-lock',
  'cli/stack/node-service',
  'cli/stack/ports',
  'cli/stack/temporal-namespace',
  'cli/stack/temporal-server',
  'config/env',
  'config/search-attributes',
];

/** Builds what is stale and hands out what the run uses of the program itself: how it starts and guards processes. */
export async function loadProduct() {
  if (!ensureBuilt(root)) throw new Error('The build failed, so there is nothing to run.');
  const modules = await Promise.all(
    MODULES.map((name) => import(pathToFileURL(join(root, 'dist', `${name}.js`)).href)),
  );
  const product = Object.assign({}, ...modules);
  return { ...product, freePort: portsOf(product) };
}

/**
 * Free ports, each once. Below those that the system gives to outgoing connections, which could take the place of a
 * server while it is away; and Temporal keeps ports as 16 bits with a sign.
 */
function portsOf({ portFrom }) {
  const taken = new Set();
  return async () => {
    const port = await portFrom(FIRST_PORT + (process.pid % 100) * 40, { taken });
    taken.add(port);
    return port;
  };
}
