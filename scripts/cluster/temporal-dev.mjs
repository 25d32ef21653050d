import { join } from 'node:path';

const NAMESPACE = 'huiying';
const READY_MS = 90_000;

/**
 * The Temporal server that `npm start` brings up: one process with a store in memory. It is there in a second, and gone
 * with all it knew.
 */
export async function prepareDevTemporal(product, folder) {
  const { path } = await product.obtainTemporalBinary({
    cacheDir: product.readEnv().cacheDir,
    report: () => undefined,
  });
  const port = await product.freePort();
  const address = `127.0.0.1:${port}`;
  return {
    address,
    namespace: NAMESPACE,
    start: () =>
      product.startTemporal({
        binary: path,
        namespace: NAMESPACE,
        port,
        // What a killed server had kept is there when it is started again, as in `npm start`.
        dbFile: join(folder, 'temporal', 'temporal.db'),
        logFile: join(folder, 'temporal.log'),
      }),
    prepare: () =>
      product.prepareNamespace({
        connection: { address },
        namespace: NAMESPACE,
        retentionDays: 30,
        searchAttributes: product.searchAttributes,
        patienceMs: READY_MS,
      }),
  };
}
