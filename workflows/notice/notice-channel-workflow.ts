import * as wf from '@temporalio/workflow';
import type { NoticeActivities } from '../../activities/notice/notice-activities.js';
import { outboundQueue } from '../outbound-messages.js';
import * as messages from './notice-messages.js';

const LONGEST_WAIT_MS = 5 * 60_000;
const FIRST_BACK_OFF_MS = 2_000;
const LONGEST_BACK_OFF_MS = 5 * 60_000;

/**
 * One way of telling people. The notices that wait in the database are its cursor: a turn takes what is due, sends it,
 * and looks again. When the way as a whole does not work, it waits longer each time, and no other channel waits with
 * it.
 */
export async function noticeChannel(input: messages.NoticeChannelInput): Promise<void> {
  const { channel } = input;
  let { paused, failures } = input;
  let doing: messages.NoticeChannelLive['doing'] = 'waiting';
  let away: string | null = null;
  let waiting: wf.CancellationScope | null = null;
  const whole = wf.CancellationScope.current();

  const taskQueue = outboundQueue(wf.workflowInfo().taskQueue);
  const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' } as const;
  const { awaitNotices } = wf.proxyActivities<NoticeActivities>({
    taskQueue,
    retry,
    startToCloseTimeout: '6 minutes',
    heartbeatTimeout: '15 seconds',
    cancellationType: 'TRY_CANCEL',
  });
  const { sendNotices } = wf.proxyActivities<NoticeActivities>({
    taskQueue,
    retry,
    startToCloseTimeout: '30 minutes',
    heartbeatTimeout: '15 seconds',
  });

  wf.setHandler(messages.pause, () => {
    paused = true;
    waiting?.cancel();
  });
  wf.setHandler(messages.resume, () => {
    paused = false;
    // Whoever resumes expects to see something happen.
    failures = 0;
    waiting?.cancel();
  });
  wf.setHandler(messages.getChannel, () => ({ channel, paused, failures, doing, away }));

  for (;;) {
    if (wf.workflowInfo().continueAsNewSuggested) {
      return wf.continueAsNew<typeof noticeChannel>({ channel, paused, failures });
    }
    if (paused) {
      doing = 'paused';
      await wf.condition(() => !paused);
    } else if (failures > 0) {
      doing = 'backingOff';
      await untilCancelled(() => wf.sleep(Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** (failures - 1))));
      if (!paused) await turn();
    } else {
      doing = 'waiting';
      const found = await untilCancelled(() => awaitNotices({ channel, waitMs: LONGEST_WAIT_MS }));
      if (found?.due && !paused) await turn();
    }
  }

  async function turn(): Promise<void> {
    doing = 'sending';
    const sent = await sendNotices(channel);
    away = sent.away;
    failures = away === null ? 0 : failures + 1;
  }

  /** What a signal may cut short. */
  async function untilCancelled<T>(work: () => Promise<T>): Promise<T | null> {
    const scope = new wf.CancellationScope();
    waiting = scope;
    try {
      return await scope.run(work);
    } catch (error) {
      if (!wf.isCancellation(error) || whole.consideredCancelled) throw error;
      return null;
    } finally {
      waiting = null;
    }
  }
}
