import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { WithStartWorkflowOperation, WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { WebhookActivities } from '../../../activities/webhook/webhook-activities.js';
import type { EventRef, FeedPosition, WebhookStatus } from '../../../domain/webhook/subscription.js';
import { isAfter } from '../../../domain/webhook/subscription.js';
import { createWebhooksWorker } from '../../../worker/create-outbound-worker.js';
import * as messages from '../../../workflows/webhook/webhook-messages.js';
import { PATIENCE_MS } from '../../support/eventually.js';
import { recordHistories } from '../../support/histories.js';
import { pause } from '../../support/running-stack.js';
import { describeUnlessMissing } from '../../support/skip.js';
import { temporalBinary } from '../../support/stack/temporal.js';
import {
  missingTimeSkipping,
  openRealServer,
  openTimeSkipping,
  quietRuntime,
  TEST_CONVERTER,
  TEST_WORKFLOW_CONVERTER,
  SHIPPED_WORKFLOWS,
} from '../../support/workflow-world.js';

const realServer = await temporalBinary().then(
  () => ({ missing: undefined }),
  (error: unknown) => ({ missing: error instanceof Error ? error.message : String(error) }),
);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const START: FeedPosition = { xid: '0', id: '0' };

interface Sent {
  readonly event: string;
  readonly at: number;
  readonly taken: boolean;
  readonly last: boolean;
}

/** The activities of one subscription, in memory: a feed, a receiver, and the row that people change. */
function subscription(now: () => Promise<number>) {
  const feed: EventRef[] = [];
  const sent: Sent[] = [];
  const state = {
    status: 'active' as WebhookStatus,
    refuses: (_event: string): boolean => false,
    /** What the receiver asks for when it refuses. */
    holdMs: undefined as number | undefined,
  };
  const after = (cursor: FeedPosition, limit: number): EventRef[] =>
    feed.filter(({ at }) => isAfter(at, cursor)).slice(0, limit);
  const activities: WebhookActivities = {
    readEvents({ cursor, limit }) {
      const events = state.status === 'active' ? after(cursor, limit) : [];
      return Promise.resolve({ status: state.status, events, next: events.at(-1)?.at ?? cursor });
    },
    awaitEvents: () => Promise.reject(new Error('Runs that begin now do not wait in an activity.')),
    async deliver({ lanes }) {
      const at = await now();
      const results = lanes.map(({ refs, last }) => {
        for (const [index, { ticketId, seq }] of refs.entries()) {
          const event = `${ticketId}${seq}`;
          const taken = !state.refuses(event);
          sent.push({ event, at, taken, last: last && index === 0 });
          if (!taken) return { delivered: index, stopped: 'failed' as const };
        }
        return { delivered: refs.length, stopped: null };
      });
      const refused = results.some(({ stopped }) => stopped === 'failed');
      const hold = refused && state.holdMs !== undefined && { holdMs: state.holdMs };
      return { status: state.status, results, ...hold };
    },
    ping: () => Promise.resolve({ delivered: true, status: 204, error: null, answer: 'pong', durationMs: 7 }),
  };
  return {
    state,
    sent,
    activities,
    happens(...events: string[]) {
      for (const event of events) {
        feed.push({
          ticketId: event.charAt(0),
          seq: Number(event.slice(1)),
          at: { xid: '1', id: String(feed.length + 1) },
        });
      }
    },
    takenInOrder: () => sent.filter(({ taken }) => taken).map(({ event }) => event),
  };
}

let env: TestWorkflowEnvironment;
let ticketWorker: Worker;
let outbound: Worker;
let running: Promise<unknown>;
let one: ReturnType<typeof subscription>;
const byId = new Map<string, ReturnType<typeof subscription>>();
let handle: WorkflowHandle;
const begun: { id: string; handle: WorkflowHandle }[] = [];

const now = (): Promise<number> => env.currentTimeMs();
const live = (): Promise<messages.WebhookLive> => handle.query(messages.getWebhook);
const of = (id: string): ReturnType<typeof subscription>['activities'] => {
  const found = byId.get(id);
  if (!found) throw new Error(`There is no subscription ${id}.`);
  return found.activities;
};

async function begin(more: { continueAfter?: number } = {}): Promise<void> {
  one = subscription(now);
  const id = crypto.randomUUID();
  byId.set(id, one);
  const input: messages.WebhookInput = { id, cursor: START, late: [], turn: 0, failingSince: null, ...more };
  one.happens('a1', 'b1', 'a2');
  const started = await env.client.workflow.start(messages.WEBHOOK_WORKFLOW, {
    workflowId: messages.webhookWorkflowId(id),
    taskQueue: 'tickets',
    args: [input],
  });
  // Of the newest run, whichever that is.
  handle = env.client.workflow.getHandle(started.workflowId);
  begun.push({ id, handle });
}
/** More happens, and whoever looks for subscriptions that wait tells this one. */
async function happens(...events: string[]): Promise<void> {
  one.happens(...events);
  await handle.signal(messages.news);
}
async function end(): Promise<void> {
  await handle.terminate().catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}

async function until(claim: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await claim())) {
    if (Date.now() > deadline) throw new Error(`It did not come to that. Sent: ${JSON.stringify(one.sent)}`);
    await pause(20);
  }
}
const untilSent = (count: number): Promise<void> => until(() => one.sent.length >= count);

/** The workers of tickets and of webhooks, on a server of the test's own. */
function workersOn(name: string, open: () => Promise<TestWorkflowEnvironment>): void {
  beforeAll(async () => {
    quietRuntime();
    env = await open();
    const namespace = env.namespace ?? 'default';
    const activities: WebhookActivities = {
      readEvents: (question) => of(question.id).readEvents(question),
      awaitEvents: (question) => of(question.id).awaitEvents(question),
      deliver: (task) => of(task.id).deliver(task),
      ping: (task) => of(task.id).ping(task),
    };
    ticketWorker = await Worker.create({
      connection: env.nativeConnection,
      namespace,
      taskQueue: 'tickets',
      dataConverter: TEST_WORKFLOW_CONVERTER,
      workflowBundle: SHIPPED_WORKFLOWS,
    });
    outbound = await createWebhooksWorker({
      connection: env.nativeConnection,
      namespace,
      taskQueue: 'tickets',
      dataConverter: TEST_CONVERTER,
      activities,
    });
    running = Promise.all([ticketWorker.run(), outbound.run()]);
  });
  afterAll(async () => {
    await recordHistories(name, begun.splice(0));
    ticketWorker.shutdown();
    outbound.shutdown();
    await running;
    await env.teardown();
  });
  afterEach(() => end());
}

describeUnlessMissing(missingTimeSkipping, 'the workflow of a webhook whose receiver fails', () => {
  workersOn('webhook-failing', openTimeSkipping);

  it('tries again in the order of the ticket, and holds up no other ticket', async () => {
    await begin();
    one.state.refuses = (event) => event === 'a1';
    await untilSent(2);
    await happens('a3', 'b2');
    await env.sleep(6 * SECOND);
    expect(await live()).toMatchObject({ doing: 'waiting', failingSince: expect.any(String) as string });
    one.state.refuses = () => false;
    await env.sleep(MINUTE);
    expect(one.takenInOrder().filter((event) => event.startsWith('b'))).toEqual(['b1', 'b2']);
    expect(one.takenInOrder().filter((event) => event.startsWith('a'))).toEqual(['a1', 'a2', 'a3']);
    expect(await live()).toMatchObject({ late: [], failingSince: null });
    // The history leads another worker to the same decisions.
    await Worker.runReplayHistory(
      { workflowBundle: SHIPPED_WORKFLOWS, dataConverter: TEST_WORKFLOW_CONVERTER },
      await handle.fetchHistory(),
      handle.workflowId,
    );
  });

  it('gives up after three days, marks the last attempt as the last, and goes on with what waited behind', async () => {
    await begin();
    one.state.refuses = (event) => event === 'a1';
    await untilSent(2);
    await env.sleep(72 * HOUR + MINUTE);
    const tries = one.sent.filter(({ event }) => event === 'a1');
    const first = tries[0]?.at ?? 0;
    expect(tries.map(({ last }) => last)).toEqual([...tries.slice(1).map(() => false), true]);
    // Timers are not early; and each is worked off within a second.
    expect(Math.floor(((tries.at(-1)?.at ?? 0) - first) / MINUTE)).toBe(72 * 60);
    expect(tries.length).toBeLessThan(25);
    expect(one.takenInOrder()).toEqual(['b1', 'a2']);
    expect((await live()).late).toEqual([]);
  });
});

describeUnlessMissing(missingTimeSkipping, 'the workflow of a webhook at rest', () => {
  workersOn('webhook-at-rest', openTimeSkipping);

  it('holds nothing, writes a few lines of history an hour, and hears of news at once', async () => {
    await begin();
    await untilSent(3);
    await until(async () => (await live()).doing === 'waiting');
    const lines = async (): Promise<number> => (await handle.fetchHistory()).events?.length ?? 0;
    const before = await lines();
    await env.sleep(24 * HOUR);
    expect(((await lines()) - before) / 24).toBeLessThan(50);
    expect((await handle.describe()).raw.pendingActivities ?? []).toEqual([]);
    await happens('a3');
    await untilSent(4);
    expect(one.takenInOrder().at(-1)).toBe('a3');
  });
});

// On a server of its own: where a run was broken off, time may never be skipped again.
describeUnlessMissing(missingTimeSkipping, 'the workflow of a webhook whose receiver asks to be left alone', () => {
  workersOn('webhook-held', openTimeSkipping);

  it('does so for as long as it was asked to, whatever happens meanwhile', async () => {
    await begin();
    await untilSent(3);
    Object.assign(one.state, { refuses: () => true, holdMs: HOUR });
    await happens('a3');
    await untilSent(4);
    Object.assign(one.state, { refuses: () => false, holdMs: undefined });
    const [refusedAt] = one.sent.filter(({ taken }) => !taken).map(({ at }) => at);
    await happens('b2');
    await env.sleep(50 * MINUTE);
    await handle.signal(messages.news);
    await env.sleep(MINUTE);
    expect(one.sent).toHaveLength(4);
    await env.sleep(10 * MINUTE);
    await untilSent(6);
    const after = one.sent.slice(4);
    expect(after.map(({ event }) => event).sort()).toEqual(['a3', 'b2']);
    for (const { at } of after) expect(at - (refusedAt ?? 0)).toBeGreaterThanOrEqual(HOUR - SECOND);
    await Worker.runReplayHistory(
      { workflowBundle: SHIPPED_WORKFLOWS, dataConverter: TEST_WORKFLOW_CONVERTER },
      await handle.fetchHistory(),
      handle.workflowId,
    );
  });
});

// Where somebody changes it while it waits, the server is the real one: the other loses activities that are cut off.
describeUnlessMissing(realServer.missing, 'the workflow of a webhook', () => {
  workersOn('webhook', openRealServer);

  it('sends nothing while it is paused, and everything when it is resumed', async () => {
    await begin();
    await untilSent(3);
    one.state.status = 'paused';
    await handle.signal(messages.changed);
    await until(async () => (await live()).doing === 'paused');
    one.happens('b2', 'a3');
    expect((await live()).status).toBe('paused');
    expect(one.sent).toHaveLength(3);
    one.state.status = 'active';
    await handle.signal(messages.changed);
    await untilSent(5);
    expect(one.takenInOrder().slice(3).sort()).toEqual(['a3', 'b2']);
  });

  it('sends again from a place in the feed, and once more a single event', async () => {
    await begin();
    await untilSent(3);
    await handle.signal(messages.replay, { xid: '1', id: '1' });
    await untilSent(5);
    expect(one.takenInOrder().slice(3).sort()).toEqual(['a2', 'b1']);
    await handle.signal(messages.redeliver, { ticketId: 'a', seq: 1, at: { xid: '1', id: '1' } });
    await untilSent(6);
    expect(one.takenInOrder().at(-1)).toBe('a1');
  });

  it('reads no further while two hundred events are late, and misses none of them afterwards', async () => {
    await begin();
    await untilSent(3);
    one.state.refuses = () => true;
    const many = Array.from({ length: 300 }, (_, n) => `c${n + 1}`);
    await happens(...many);
    await until(async () => (await live()).doing === 'full');
    const { late } = await live();
    expect(late).toMatchObject([{ ticketId: 'c' }]);
    expect(late[0]?.waiting).toHaveLength(200);
    one.state.refuses = () => false;
    // Who resumes does not wait for the next try.
    for (const status of ['paused', 'active'] as const) {
      one.state.status = status;
      await handle.signal(messages.changed);
      await until(async () => (await live()).status === status);
    }
    await until(() => one.takenInOrder().length === 303);
    expect(one.takenInOrder().slice(3)).toEqual(many);
  });

  it('takes what is late along when it starts afresh', async () => {
    await begin({ continueAfter: 1 });
    one.state.refuses = (event) => event === 'a1';
    await untilSent(2);
    const { runId } = await handle.describe();
    await happens('a3', 'b2');
    await until(() => one.takenInOrder().includes('b2'));
    one.state.refuses = () => false;
    for (const status of ['paused', 'active'] as const) {
      one.state.status = status;
      await handle.signal(messages.changed);
      await until(async () => (await live()).status === status);
    }
    await until(() => one.takenInOrder().includes('a3'));
    expect(one.takenInOrder()).toEqual(['b1', 'b2', 'a1', 'a2', 'a3']);
    expect((await handle.describe()).runId).not.toBe(runId);
  });

  it('tests the receiver on request, and ends when it is removed', async () => {
    await begin();
    await untilSent(3);
    const pinged = await handle.executeUpdate(messages.test);
    expect(pinged).toEqual({ delivered: true, status: 204, error: null, answer: 'pong', durationMs: 7 });
    // As the API asks, which does not know whether the workflow is there.
    const { id } = await live();
    const startWorkflowOperation = new WithStartWorkflowOperation(messages.WEBHOOK_WORKFLOW, {
      workflowId: handle.workflowId,
      taskQueue: 'tickets',
      args: [{ id, cursor: START, late: [], turn: 0, failingSince: null }],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    expect(await env.client.workflow.executeUpdateWithStart(messages.test, { startWorkflowOperation })).toEqual(pinged);
    one.state.status = 'removed';
    await handle.signal(messages.changed);
    await handle.result();
    expect((await handle.describe()).status.name).toBe('COMPLETED');
  });
});
