import * as wf from '@temporalio/workflow';
import type { SentinelActivities } from '../../activities/sentinel/sentinel-activities.js';
import { outboundQueue } from '../outbound-messages.js';
import { getSentinel, news, type SentinelInput } from './sentinel-messages.js';

/** Callers come one after the other: who looks a little later sees several at once. */
const GATHERED_FOR_MS = 1_000;

/**
 * Watches what comes in. It looks when somebody says that there is news, and when an alert that nobody has taken is to
 * be told again, and never otherwise. How far it has looked is written with what it found, so a look that is repeated
 * finds nothing twice.
 */
export async function sentinel(input: SentinelInput): Promise<void> {
  const { shard, continueAfter } = input;
  let told = true;
  let looks = 0;
  let looksAt: string | null = null;
  const { lookOut } = wf.proxyActivities<SentinelActivities>({
    taskQueue: outboundQueue(wf.workflowInfo().taskQueue),
    startToCloseTimeout: '5 minutes',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
  wf.setHandler(news, () => {
    told = true;
  });
  wf.setHandler(getSentinel, () => ({ shard, looks, looksAt }));

  for (;;) {
    if (wf.workflowInfo().continueAsNewSuggested || (continueAfter !== undefined && looks >= continueAfter))
      return wf.continueAsNew<typeof sentinel>(input);
    told = false;
    looksAt = null;
    const found = await lookOut(new Date(Date.now()).toISOString());
    looks += 1;
    if (found.more) continue;
    looksAt = found.looksAt;
    if (looksAt === null) await wf.condition(isTold);
    else await wf.condition(isTold, Math.max(1, Date.parse(looksAt) - Date.now()));
    if (isTold()) await wf.sleep(GATHERED_FOR_MS);
  }

  /** Somebody may have said so while something was waited for. */
  function isTold(): boolean {
    return told;
  }
}
