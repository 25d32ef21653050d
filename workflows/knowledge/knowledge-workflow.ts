import * as wf from '@temporalio/workflow';
import type { KnowledgeActivities } from '../../activities/knowledge/knowledge-activities.js';
import { outboundQueue } from '../outbound-messages.js';
import { changed, getKnowledgeEntry, type KnowledgeInput } from './knowledge-messages.js';

/**
 * The life of one entry: opens its tasks when their time has come, and tells whoever has to know. It looks when
 * somebody changed the entry and when a date has come, and never otherwise; it ends when nothing will come by itself,
 * and is begun again by the next change.
 */
export async function knowledgeEntry(input: KnowledgeInput): Promise<void> {
  const { id } = input;
  let revised = true;
  let looks = 0;
  let looksAt: string | null = null;
  const { stepEntry } = wf.proxyActivities<KnowledgeActivities>({
    taskQueue: outboundQueue(wf.workflowInfo().taskQueue),
    startToCloseTimeout: '1 minute',
    retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' },
  });
  wf.setHandler(changed, () => {
    revised = true;
  });
  wf.setHandler(getKnowledgeEntry, () => ({ id, looksAt }));

  for (;;) {
    if (shouldStartAfresh()) return wf.continueAsNew<typeof knowledgeEntry>(input);
    revised = false;
    looksAt = null;
    looksAt = await stepEntry(id, new Date(Date.now()).toISOString());
    looks += 1;
    if (looksAt === null && !isRevised()) return;
    if (looksAt === null) continue;
    await wf.condition(() => revised, Math.max(1, Date.parse(looksAt) - Date.now()));
  }

  /** It may have changed while something was waited for. */
  function isRevised(): boolean {
    return revised;
  }

  function shouldStartAfresh(): boolean {
    const { continueAfter } = input;
    return wf.workflowInfo().continueAsNewSuggested || (continueAfter !== undefined && looks >= continueAfter);
  }
}
