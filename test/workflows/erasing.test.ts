import { WorkflowNotFoundError } from '@temporalio/client';
import type { ErasureActivities } from '../../activities/erasure/erasure-activities.js';
import { createForgetting } from '../../worker/forgetting.js';
import { ERASURE_WORKFLOW, type ErasureRun } from '../../workflows/erasure/erasure-messages.js';
import { officialCalendar, pack } from '../domain/policy/packs.js';
import { eventually } from '../support/eventually.js';
import { recordHistories } from '../support/histories.js';
import { people } from '../support/people.js';
import { describeUnlessMissing } from '../support/skip.js';
import { temporalBinary } from '../support/stack/temporal.js';
import { openRealServer, openWorld, type World } from '../support/workflow-world.js';

const { operator } = people;
const missing = await temporalBinary().then(
  () => undefined,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);

/** As gRPC numbers it. */
const NOT_FOUND = 5;
const PLACE = { registeredAt: '2026-09-22T02:00:00.000Z', id: '00000000-0000-7000-8000-000000000003' };

describeUnlessMissing(missing, 'erasing by the clock', () => {
  let world: World;
  const asked: unknown[] = [];
  const activities: ErasureActivities = {
    finishErasures: () => Promise.resolve({ carriedOut: 1, removed: 2, left: 0 }),
    retainTickets(from) {
      asked.push(from);
      return Promise.resolve({ erased: { '03': 2 }, held: 1, next: asked.length < 3 ? PLACE : null });
    },
  };
  beforeAll(async () => {
    world = await openWorld({
      // Nothing is left of them.
      name: null,
      server: openRealServer,
      pack: pack('default'),
      calendar: () => officialCalendar,
      outbound: activities,
    });
  });
  afterAll(() => world.close());

  it('goes through the oldest tickets portion by portion, and then sees to what is left elsewhere', async () => {
    const handle = await world.client.workflow.start(ERASURE_WORKFLOW, { workflowId: 'erase-1', taskQueue: 'tickets' });
    const run: ErasureRun = { carriedOut: 1, removed: 2, left: 0, retained: 6, held: 3, next: null };
    expect(await handle.result()).toEqual(run);
    expect(asked).toEqual([null, PLACE, PLACE]);
    await recordHistories('erasing', [{ id: 'erase-1', handle }]);
  });

  it('leaves nothing of a ticket in the engine: neither its last run nor those that it went on from', async () => {
    const { handle, tell } = await world.register({ continueAfter: 1 });
    await tell('accept', operator, {});
    await tell('withdraw', operator, { reason: '本人撤回' } as never);
    await handle.result();
    const forget = createForgetting(world.client, Date.now);
    const runs = async (): Promise<string[]> => {
      const found: string[] = [];
      for await (const one of world.client.workflow.list({ query: `WorkflowId = '${handle.workflowId}'` }))
        found.push(one.runId);
      return found;
    };
    await eventually(async () => expect((await runs()).length).toBeGreaterThan(1));
    const before = await runs();
    await forget(handle.workflowId.replace('ticket-', ''));
    await eventually(async () => expect(await runs()).toEqual([]));
    for (const runId of before)
      await expect(world.client.workflow.getHandle(handle.workflowId, runId).fetchHistory()).rejects.toMatchObject({
        code: NOT_FOUND,
      });
    await forget(handle.workflowId.replace('ticket-', ''));
  });

  it('ends a workflow that a backup left running, and takes it as well', async () => {
    const { handle, tell } = await world.register();
    await tell('accept', operator, {});
    await createForgetting(world.client, Date.now)(handle.workflowId.replace('ticket-', ''));
    await eventually(() => expect(handle.describe()).rejects.toThrow(WorkflowNotFoundError));
  });
});
