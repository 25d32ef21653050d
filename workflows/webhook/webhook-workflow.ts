import * as wf from '@temporalio/workflow';
import type { WebhookActivities } from '../../activities/webhook/webhook-activities.js';
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
} from '../../domain/webhook/backlog.js';
import type { EventRef, FeedPosition, WebhookStatus } from '../../domain/webhook/subscription.js';
import { outboundQueue, webhooksQueue } from '../outbound-messages.js';
import * as messages from './webhook-messages.js';

/** How many events are read at a time. */
const BATCH = 50;
/** Nobody waits for it: news is told by a signal. It only sees to it that a fault of the teller is not for ever. */
const LONGEST_WAIT_MS = 15 * 60_000;
const FORMER_LONGEST_WAIT_MS = 5 * 60_000;

/**
 * One subscription: reads the feed for it, and sees to it that every event arrives, in the order of its ticket, or is
 * given up in the open. Its receiver's troubles are nobody else's.
 */
export async function webhookSubscription(input: messages.WebhookInput): Promise<void> {
  const { id } = input;
  let { cursor, late, turn, failingSince, heldUntil = 0 } = input;
  let status = 'active' as WebhookStatus;
  let doing: messages.WebhookLive['doing'] = 'waiting';
  let revised = false;
  let told = false;
  let replayFrom: FeedPosition | null = null;
  let asked: EventRef[] = [];
  let waiting: wf.CancellationScope | null = null;
  const whole = wf.CancellationScope.current();

  const formerQueue = outboundQueue(wf.workflowInfo().taskQueue);
  const ownQueue = webhooksQueue(wf.workflowInfo().taskQueue);
  /** Runs of the version before waited in an activity, on the queue of notices and repair. */
  const holdsNothing = (): boolean => wf.patched('holds-nothing-while-it-waits');
  const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '30 seconds' } as const;
  const { readEvents } = wf.proxyActivities<WebhookActivities>({
    taskQueue: ownQueue,
    retry,
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '30 seconds',
  });
  const { awaitEvents } = wf.proxyActivities<WebhookActivities>({
    taskQueue: formerQueue,
    retry,
    startToCloseTimeout: '6 minutes',
    heartbeatTimeout: '15 seconds',
    cancellationType: 'TRY_CANCEL',
  });
  const sending = (taskQueue: string): Pick<WebhookActivities, 'deliver' | 'ping'> => ({
    deliver: wf.proxyActivities<WebhookActivities>({
      taskQueue,
      retry,
      startToCloseTimeout: '15 minutes',
      heartbeatTimeout: '15 seconds',
    }).deliver,
    ping: wf.proxyActivities<WebhookActivities>({
      taskQueue,
      retry: { maximumAttempts: 1 },
      startToCloseTimeout: '15 seconds',
      scheduleToCloseTimeout: '20 seconds',
    }).ping,
  });
  const queue = (): string => (holdsNothing() ? ownQueue : formerQueue);

  wf.setHandler(messages.changed, () => {
    revised = true;
    waiting?.cancel();
  });
  wf.setHandler(messages.news, () => {
    told = true;
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
        return await sending(queue()).ping({ id, pingId: wf.uuid4() });
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
      const held = heldUntil > 0 && { heldUntil };
      return wf.continueAsNew<typeof webhookSubscription>({ ...input, cursor, late, turn, failingSince, ...held });
    }
    hear();
    const due = status === 'paused' || Date.now() < heldUntil ? [] : dueLanes(late, Date.now());
    if (due.length > 0) await attempt(due);
    else if (holdsNothing()) await news();
    else await formerNews();
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

  /** Reads what is new and has it sent; where there is nothing, waits until somebody says so or something is due. */
  async function news(): Promise<void> {
    const held = Date.now() < heldUntil;
    const room = lateCount(late) < MOST_LATE;
    doing = room ? 'waiting' : 'full';
    revised = false;
    told = false;
    const found = await readEvents({ id, cursor, limit: room && !held ? BATCH : 0, mirror: mirrored() });
    status = found.status;
    if (replayFrom !== null || status !== 'active') return;
    const admitted = admit(late, found.events);
    cursor = found.next;
    late = admitted.late;
    if (admitted.lanes.length > 0) return attempt(admitted.lanes);
    if (found.events.length > 0) return;
    const next = Math.max(heldUntil, held ? 0 : (nextDueAt(late) ?? Infinity));
    const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(1, next - Date.now()));
    await wf.condition(() => (told && room && !held) || revised || replayFrom !== null || asked.length > 0, waitMs);
  }

  async function formerNews(): Promise<void> {
    const room = lateCount(late) < MOST_LATE;
    const dueAt = nextDueAt(late);
    const waitMs = Math.min(FORMER_LONGEST_WAIT_MS, Math.max(1, (dueAt ?? Infinity) - Date.now()));
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
    const done = await sending(queue()).deliver({ id, turn, lanes });
    status = done.status;
    if (done.holdMs !== undefined) heldUntil = Date.now() + done.holdMs;
    late = settle(late, lanes, done.results, Date.now());
    const failed = done.results.some(({ stopped }) => stopped === 'failed');
    const delivered = done.results.some((result) => result.delivered > 0);
    if (late.length === 0 || (delivered && !failed)) failingSince = null;
    else if (failed) failingSince ??= new Date().toISOString();
  }

  function mirrored(): { cursor: FeedPosition; late: number; failingSince: string | null } {
    return { cursor: settledUpTo(late, cursor), late: lateCount(late), failingSince };
  }

  /** Whoever resumes expects to see something happen: what waits for its time is tried at once. */
  async function untilRevised(): Promise<void> {
    doing = 'paused';
    await wf.condition(() => revised || replayFrom !== null || asked.length > 0);
    late = retryNow(late, Date.now());
    heldUntil = 0;
    status = revised ? 'active' : 'paused';
  }
}
