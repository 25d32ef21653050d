import { ApplicationFailure } from '@temporalio/common';
import { NOTICE_WORKFLOW, noticeWorkflowId } from '../../workflows/notice/notice-messages.js';
import { officialCalendar, pack } from '../domain/policy/packs.js';
import { eventually } from '../support/eventually.js';
import { people } from '../support/people.js';
import { readableIn } from '../support/readable.js';
import { describeUnlessMissing } from '../support/skip.js';
import { temporalBinary } from '../support/stack/temporal.js';
import { openRealServer, openWorld, type TicketLine, type World } from '../support/workflow-world.js';

const { operator, supervisor } = people;
const PATIENCE_MS = 60_000;
const CANARY = '拖欠CANARY';

const missing = await temporalBinary().then(
  () => undefined,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);

interface Failure {
  readonly message?: string | null;
  readonly stackTrace?: string | null;
}

/** What is shipped, not the sources: the bundle of the build, run by the worker's own options. */
describeUnlessMissing(missing, 'The history that the shipped program leaves in Temporal', () => {
  let world: World;
  let wrongWith: 'nothing' | 'the store' = 'nothing';
  beforeAll(async () => {
    world = await openWorld({
      name: 'sealed',
      server: openRealServer,
      pack: pack('default'),
      calendar: () => officialCalendar,
      outbound: {
        awaitNotices: () => Promise.reject(ApplicationFailure.nonRetryable(`${CANARY} has no address`, 'no-address')),
      },
      projection: {
        async write() {
          if (wrongWith === 'the store') throw ApplicationFailure.nonRetryable(`${CANARY} is no row`, 'store-fault');
        },
      },
    });
  }, 120_000);
  afterAll(() => world.close());
  beforeEach(() => {
    wrongWith = 'nothing';
  });

  type Said = Awaited<ReturnType<typeof events>>;
  async function events({ handle }: { handle: Pick<TicketLine['handle'], 'fetchHistory'> }) {
    return (await handle.fetchHistory()).events ?? [];
  }

  /** All failures in it, with those that caused them. */
  function failuresIn(value: unknown): Failure[] {
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
    const inside = Object.values(value).flatMap(failuresIn);
    return 'stackTrace' in value ? [value as Failure, ...inside] : inside;
  }

  function saysNothing(history: Said): void {
    const text = readableIn(history);
    for (const word of ['CANARY', '拖欠', 'ticketLifecycle (', 'workflow-bundle', 'Cannot ', 'due:', 'Next:']) {
      expect(text).not.toContain(word);
    }
    expect([...new Set(failuresIn(history).map(({ stackTrace }) => stackTrace))]).toEqual(['']);
    expect([...new Set(failuresIn(history).map(({ message }) => message))]).toEqual(['Encoded failure']);
  }

  it('tells nothing of a command that was refused in its turn', async () => {
    const ticket = await world.register();
    // While the first waits for the store, the second is taken in, and is refused when its turn comes.
    wrongWith = 'the store';
    const both = Promise.allSettled([
      ticket.tell('accept', operator, {}),
      ticket.tell('accept', operator, { classCode: CANARY }, { sealed: CANARY }),
    ]);
    await eventually(async () => {
      const taken = (await events(ticket)).filter((one) => one.workflowExecutionUpdateAcceptedEventAttributes);
      expect(taken).toHaveLength(2);
    }, PATIENCE_MS);
    wrongWith = 'nothing';
    await ticket.tell('supervise', supervisor, { demand: CANARY });
    await both;
    const history = await events(ticket);
    const outcomes = history.map((one) => one.workflowExecutionUpdateCompletedEventAttributes?.outcome);
    expect(outcomes.filter((one) => one?.failure)).toHaveLength(1);
    saysNothing(history);
  });

  it('tells nothing of a step that could not be written', async () => {
    const ticket = await world.register();
    wrongWith = 'the store';
    // It waits for the store, and is done when that is well again.
    const accepted = ticket.tell('accept', operator, {});
    let history: Said = [];
    await eventually(async () => {
      history = await events(ticket);
      expect(history.some((one) => one.markerRecordedEventAttributes?.failure)).toBe(true);
    }, PATIENCE_MS);
    wrongWith = 'nothing';
    saysNothing(history);
    expect((await accepted).state).toBe('pendingDispatch');
  });

  it('tells nothing of a task that failed', async () => {
    const ticket = await world.register();
    await ticket.handle.signal('calendarRevised', null);
    let history: Said = [];
    await eventually(async () => {
      history = await events(ticket);
      expect(history.some((one) => one.workflowTaskFailedEventAttributes)).toBe(true);
    }, PATIENCE_MS);
    saysNothing(history);
    await ticket.handle.terminate();
  });

  it('tells nothing of an activity that failed, and of the workflow that ended by it', async () => {
    const handle = await world.client.workflow.start(NOTICE_WORKFLOW, {
      workflowId: noticeWorkflowId('email'),
      taskQueue: 'tickets',
      args: [{ channel: 'email', paused: false, failures: 0 }],
      staticSummary: CANARY,
    });
    await handle.result().catch(() => undefined);
    const history = await events({ handle });
    expect(history.some((one) => one.activityTaskFailedEventAttributes)).toBe(true);
    expect(history.some((one) => one.workflowExecutionFailedEventAttributes)).toBe(true);
    saysNothing(history);
  });

  it.each(['__temporal_workflow_metadata', '__stack_trace', 'getTicket'])(
    'shows nothing to who asks for what a page of Temporal shows: %s',
    async (queryType) => {
      const ticket = await world.register();
      await ticket.tell('accept', operator, {});
      const { client, env } = world;
      const asked = client.workflowService.queryWorkflow({
        namespace: env.namespace ?? 'default',
        execution: { workflowId: ticket.handle.workflowId },
        query: { queryType },
      });
      const text = readableIn(await asked.catch((error: unknown) => error));
      expect(text).not.toMatch(/T-\d|pendingDispatch|ticketLifecycle|workflow-bundle|operator/);
    },
  );

  it('can be read by whoever has the key', async () => {
    const ticket = await world.register();
    const said = await Promise.allSettled([ticket.tell('accept', operator, {}), ticket.tell('accept', operator, {})]);
    const refused = said.find((one) => one.status === 'rejected');
    expect(refused?.reason).toMatchObject({
      cause: { message: expect.stringContaining('The command accept is possible in') as string },
    });
  });
});
