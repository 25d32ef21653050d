/**
 * The servers that tests start, fetched or built before the first test: that may take minutes, which no test's own time
 * limit should have to allow for. What cannot be had is said here, and by the tests that are skipped for it.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export async function obtainServers(root) {
  const load = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
  const [{ readEnv }, { startProgress }, { obtainTemporalBinary }, { obtainTimeSkippingServer }] = await Promise.all([
    load('config/env.js'),
    load('cli/stack/progress.js'),
    load('cli/stack/temporal-server.js'),
    load('cli/stack/time-skipping-server.js'),
  ]);
  const { cacheDir } = readEnv();
  await shown('Temporal server program', startProgress, async (report) => {
    await obtainTemporalBinary({ cacheDir, report });
  });
  await shown('time-skipping test server', startProgress, async (report) => {
    const server = await obtainTimeSkippingServer(cacheDir, { report });
    if (server.kind === 'unavailable') throw new Error(server.why);
  });
}

async function shown(label, startProgress, work) {
  const progress = startProgress(label);
  try {
    await work(progress.report);
  } catch (error) {
    console.log(`${label}: ${error.message}`);
  } finally {
    progress.end();
  }
}
