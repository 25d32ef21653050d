import * as wf from '@temporalio/workflow';
import type { WebhookActivities } from '../activities/webhook/webhook-activities.js';
import {
  admit,
  dueLanes,
  forgetAfter,
  lateCount,
  MOST_LATE,
  nextDueAt,
  redeliver,
  retryNow,
  settle,
  settledUpTo,
  type Lane,
} from '../domain/webhook/backlog.js';
import type { EventRef, Position, WebhookStatus } from '../domain/webhook/subscription.js';
import { effectsQueue } from './effects-messages.js';
import * as messages from './webhook-messages.js';

/** How many events are read at a time. */
const BATCH = 50;
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * One subscription: reads the feed for it, and sees to it that every event arrives, in the order of its ticket, or is given up in the
 * open. Its receiver's troubles are nobody else's.
 */
export async function webhookSubscription(input: messages.WebhookInput): Promise<void> {
  const { id } = input;
  let { cursor, late, turn, failingSince } = input;
  let status = 'active' as WebhookStatus;
  let doing: messages.WebhookLive['doing'] = 'waiting';
  let revised = false;
  let replayFrom: Position | null = null;
  let asked: EventRef[] = [];
  let waiting: wf.CancellationScope | null = null;
  const whole = wf.CancellationScope.current();

  const taskQueue = effectsQueue(wf.workflowInfo().taskQueue);
  const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' } as const;
  const { awaitEvents } = wf.proxyActivities<WebhookActivities>({
    taskQueue,
    retry,
    startToCloseTimeout: '6 minutes',
    heartbeatTimeout: '15 seconds',
    cancellationType: 'TRY_CANCEL',
  });
  const { deliver } = wf.proxyActivities<WebhookActivities>({
    taskQueue,
    retry,
    startToCloseTimeout: '15 minutes',
    heartbeatTimeout: '15 seconds',
  });
  const { ping } = wf.proxyActivities<WebhookActivities>({
    taskQueue,
    retry: { maximumAttempts: 1 },
    startToCloseTimeout: '15 seconds',
    scheduleToCloseTimeout: '20 seconds',
  });

  wf.setHandler(messages.changed, () => {
    revised = true;
    waiting?.cancel();
  });
  wf.setHandler(messages.replay, (place) => {
    replayFrom = place;
    waiting?.cancel();
  });
  wf.setHandler(messages.redeliver, (ref) => {
    asked = [...asked, ref];
    waiting?.cancel();
  });
  wf.setHandler(
    messages.test,
    async () => {
      try {
        return await ping({ id, pingId: wf.uuid4() });
      } catch (error) {
        wf.log.warn('A test message could not be sent.', { error });
        throw wf.ApplicationFailure.nonRetryable('The test message could not be sent.', 'test-failed');
      }
    },
    // Nothing to object to; but only where somebody could is what nobody sealed refused without a trace in the history.
    { validator: () => undefined },
  );
  wf.setHandler(messages.getWebhook, () => ({ id, cursor, late, turn, failingSince, status, doing }));

  for (;;) {
    if (shouldStartAfresh()) {
      await wf.condition(wf.allHandlersFinished);
      hear();
      return wf.continueAsNew<typeof webhookSubscription>({ ...input, cursor, late, turn, failingSince });
    }
    hear();
    const due = status === 'paused' ? [] : dueLanes(late, Date.now());
    if (due.length > 0) await attempt(due);
    else await news();
    if (status === 'removed') break;
    if (status === 'paused') await untilRevised();
  }
  await wf.condition(wf.allHandlersFinished);

  function shouldStartAfresh(): boolean {
    const { continueAfter } = input;
    return (
      wf.workflowInfo().continueAsNewSuggested || (continueAfter !== undefined && turn - input.turn >= continueAfter)
    );
  }

  /** What was asked for meanwhile takes effect between two attempts. */
  function hear(): void {
    if (replayFrom !== null) {
      cursor = replayFrom;
      late = forgetAfter(late, replayFrom);
      replayFrom = null;
    }
    for (const ref of asked) late = redeliver(late, ref, Date.now());
    asked = [];
  }

  async function news(): Promise<void> {
    const room = lateCount(late) < MOST_LATE;
    const dueAt = nextDueAt(late);
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(1, (dueAt ?? Infinity) - Date.now()));
    doing = room ? 'waiting' : 'full';
    revised = false;
    const scope = new wf.CancellationScope();
    waiting = scope;
    try {
      const found = await scope.run(() =>
        awaitEvents({ id, cursor, limit: room ? BATCH : 0, waitMs, mirror: mirrored() }),
      );
      status = found.status;
      if (replayFrom !== null || status !== 'active') return;
      const admitted = admit(late, found.events);
      cursor = found.next;
      late = admitted.late;
      if (admitted.lanes.length > 0) await attempt(admitted.lanes);
    } catch (error) {
      if (!wf.isCancellation(error) || whole.consideredCancelled) throw error;
    } finally {
      waiting = null;
    }
  }

  async function attempt(lanes: readonly Lane[]): Promise<void> {
    doing = 'sending';
    turn += 1;
    const done = await deliver({ id, turn, lanes });
    status = done.status;
    late = settle(late, lanes, done.results, Date.now());
    const failed = done.results.some(({ stopped }) => stopped === 'failed');
    const delivered = done.results.some((result) => result.delivered > 0);
    if (late.length === 0 || (delivered && !failed)) failingSince = null;
    else if (failed) failingSince ??= new Date().toISOString();
  }

  function mirrored(): { cursor: Position; late: number; failingSince: string | null } {
    return { cursor: settledUpTo(late, cursor), late: lateCount(late), failingSince };
  }

  /** Whoever resumes expects to see something happen: what waits for its time is tried at once. */
  async function untilRevised(): Promise<void> {
    doing = 'paused';
    await wf.condition(() => revised || replayFrom !== null || asked.length > 0);
    late = retryNow(late, Date.now());
    status = revised ? 'active' : 'paused';
  }
}
