import { readEnv } from '../../../config/env.js';
import { startProgress } from '../../../cli/stack/progress.js';
import { obtainTemporalBinary } from '../../../cli/stack/temporal-server.js';

/** The Temporal program from PATH or the machine's cache, fetched there when it is missing. */
export async function temporalBinary(): Promise<string> {
  const progress = startProgress('Temporal server program');
  try {
    return (await obtainTemporalBinary({ cacheDir: readEnv().cacheDir, report: progress.report })).path;
  } finally {
    progress.end();
  }
}
