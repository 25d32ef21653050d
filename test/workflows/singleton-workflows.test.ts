import { ApplicationFailure } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Worker } from '@temporalio/worker';
import type { NoticeActivities, NoticeTurn } from '../../activities/notice/notice-activities.js';
import type { ReconcileActivities } from '../../activities/reconcile/reconcile-activities.js';
import { createOutboundWorker } from '../../worker/create-outbound-worker.js';
import * as notices from '../../workflows/notice/notice-messages.js';
import { RECONCILE_WORKFLOW, type ReconcileRun } from '../../workflows/reconcile/reconcile-messages.js';
import { eventually } from '../support/eventually.js';
import { recordHistories } from '../support/histories.js';
import { describeUnlessMissing } from '../support/skip.js';
import {
  missingTimeSkipping,
  openTimeSkipping,
  TEST_CONVERTER,
  TEST_WORKFLOW_CONVERTER,
  SHIPPED_WORKFLOWS,
} from '../support/workflow-world.js';

const SECOND = 1_000;
const RUN: ReconcileRun = {
  looked: 3,
  unanswered: 0,
  found: { stale: 1 },
  repaired: 1,
  webhooksStarted: 0,
  next: { registeredAt: '2026-09-22T02:00:00.000Z', id: '00000000-0000-7000-8000-000000000003' },
};

describeUnlessMissing(missingTimeSkipping, 'workflows that there is one of', () => {
  let env: TestWorkflowEnvironment;
  let workers: Worker[];
  let running: Promise<unknown>;
  let channel: WorkflowHandle;
  const kept: { id: string; handle: WorkflowHandle }[] = [];
  /** What waits for the channel, whether it works, and when it was tried. */
  const around = () => ({ waiting: 0, works: true, triedAt: [] as number[], asked: [] as unknown[] });
  let outside = around();

  const activities: Pick<NoticeActivities, 'awaitNotices' | 'sendNotices'> & ReconcileActivities = {
    // Time is skipped only while nothing runs: then it waits between two tries, not in one.
    awaitNotices() {
      if (outside.waiting > 0) return Promise.resolve({ due: true });
      return Promise.reject(ApplicationFailure.create({ message: 'Nothing yet.', nextRetryDelay: '1 second' }));
    },
    async sendNotices(): Promise<NoticeTurn> {
      outside.triedAt.push(await env.currentTimeMs());
      if (!outside.works) return { messages: 0, away: 'refused' };
      const messages = outside.waiting;
      outside.waiting = 0;
      return { messages, away: null };
    },
    reconcile(from) {
      outside.asked.push(from);
      return Promise.resolve(RUN);
    },
  };
  const live = (): Promise<notices.NoticeChannelLive> => channel.query(notices.getChannel);

  beforeAll(async () => {
    env = await openTimeSkipping();
    const connected = {
      connection: env.nativeConnection,
      namespace: env.namespace ?? 'default',
      taskQueue: 'tickets',
      dataConverter: TEST_CONVERTER,
    };
    workers = [
      await Worker.create({
        ...connected,
        dataConverter: TEST_WORKFLOW_CONVERTER,
        workflowBundle: SHIPPED_WORKFLOWS,
      }),
      await createOutboundWorker({ ...connected, activities }),
    ];
    running = Promise.all(workers.map((worker) => worker.run()));
  });
  afterAll(async () => {
    await recordHistories('standing', kept);
    for (const worker of workers) worker.shutdown();
    await running;
    await env.teardown();
  });
  beforeEach(async () => {
    outside = around();
    const input: notices.NoticeChannelInput = { channel: 'email', paused: false, failures: 0 };
    channel = await env.client.workflow.start(notices.NOTICE_WORKFLOW, {
      workflowId: `${notices.noticeWorkflowId('email')}-${kept.length + 1}`,
      taskQueue: 'tickets',
      args: [input],
    });
    kept.push({ id: channel.workflowId, handle: channel });
  });
  /** Ended while it backs off: a server on which an activity is cut off never skips time again. */
  afterEach(async () => {
    Object.assign(outside, { waiting: 1, works: false });
    await eventually(async () => expect(await live()).toMatchObject({ doing: 'backingOff' }));
    await channel.terminate();
  });

  it('send what waits, and look again', async () => {
    outside.waiting = 2;
    await eventually(() => expect(outside.waiting).toBe(0));
    outside.waiting = 1;
    await eventually(() => expect(outside.triedAt).toHaveLength(2));
    await eventually(async () => expect(await live()).toMatchObject({ doing: 'waiting', away: null, failures: 0 }));
  });

  it('wait longer each time while a channel does not work, and never longer than five minutes', async () => {
    Object.assign(outside, { waiting: 1, works: false });
    await eventually(async () => expect(await live()).toMatchObject({ doing: 'backingOff', away: 'refused' }));
    await env.sleep('30 minutes');
    const waits = outside.triedAt
      .slice(1)
      .map((at, index) => Math.floor((at - (outside.triedAt[index] ?? 0)) / SECOND));
    expect(waits.slice(0, 9)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300]);
    expect(new Set(waits.slice(8))).toEqual(new Set([300]));
    outside.works = true;
    await env.sleep('5 minutes');
    expect(outside.waiting).toBe(0);
    expect(await live()).toMatchObject({ away: null, failures: 0 });
  });

  it('send nothing while a channel is paused; who resumes it does not wait for the next try', async () => {
    Object.assign(outside, { waiting: 1, works: false });
    await eventually(async () => expect(await live()).toMatchObject({ doing: 'backingOff' }));
    await channel.signal(notices.pause);
    await env.sleep('1 hour');
    expect(await live()).toMatchObject({ doing: 'paused', paused: true });
    const tries = outside.triedAt.length;
    outside.works = true;
    await channel.signal(notices.resume);
    await eventually(() => expect(outside.waiting).toBe(0));
    expect(outside.triedAt).toHaveLength(tries + 1);
  });

  it('compare the two stores from the oldest ticket on, and say where the next run goes on', async () => {
    const handle = await env.client.workflow.start(RECONCILE_WORKFLOW, {
      workflowId: 'reconcile-1',
      taskQueue: 'tickets',
    });
    kept.push({ id: handle.workflowId, handle });
    expect(await handle.result()).toEqual(RUN);
    expect(outside.asked).toEqual([null]);
  });
});
