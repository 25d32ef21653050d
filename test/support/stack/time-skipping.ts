import { TestWorkflowEnvironment } from '@temporalio/testing';
import { readEnv } from '../../../config/env.js';
import { startProgress } from '../../../cli/stack/progress.js';
import { obtainTimeSkippingServer, type TimeSkippingServer } from '../../../cli/stack/time-skipping-server.js';

async function sdkDownload(downloadDir: string): Promise<void> {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'cached-download', downloadDir, ttl: '36500 days' } },
  });
  await environment.teardown();
}

/** The time-skipping server from the machine's cache, fetched there when it is missing. */
export async function timeSkippingServer(): Promise<TimeSkippingServer> {
  const progress = startProgress('time-skipping test server');
  try {
    return await obtainTimeSkippingServer(readEnv().cacheDir, { report: progress.report, sdkDownload });
  } finally {
    progress.end();
  }
}
