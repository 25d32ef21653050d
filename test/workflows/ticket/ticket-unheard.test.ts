import type { WorkflowHandle } from '@temporalio/client';
import type { Facts } from '../../../domain/ticket/commands.js';
import { officialCalendar, pack } from '../../domain/policy/packs.js';
import { eventually } from '../../support/eventually.js';
import { cityFacts, handlerOf, people } from '../../support/people.js';
import type { TicketLine, World } from '../../support/workflow-world.js';
import { openRealServer, openWorld } from '../../support/workflow-world.js';

const { operator, dispatcher } = people;
/** The engine takes so many signals for one run of a workflow, and refuses more until it starts afresh. */
const SIGNALS = 4;

describe('A ticket that cannot tell another', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({
      name: 'unheard',
      pack: pack('default'),
      calendar: () => officialCalendar,
      server: () => openRealServer(['--dynamic-config-value', `history.maximumSignalsPerExecution=${SIGNALS}`]),
    });
  });
  afterAll(() => world.close());

  const factsOf = (master: Pick<TicketLine, 'id'>, workflowId: string): Partial<Facts> => ({
    master: { id: master.id, number: 'M', workflowId, state: 'inProgress', isFollower: false, concluded: false },
  });

  async function failuresIn(run: Pick<WorkflowHandle, 'fetchHistory'>): Promise<number> {
    const events = (await run.fetchHistory()).events ?? [];
    return events.filter((event) => event.signalExternalWorkflowExecutionFailedEventAttributes).length;
  }

  it('waits for a master that takes no more signals for now, and joins it when it does', async () => {
    const master = await world.register({ continueAfter: 3 });
    await master.tell('accept', operator, {});
    await master.tell('dispatch', dispatcher, { unit: 'water', reason: 'x' }, { facts: cityFacts });
    for (let n = 0; n < SIGNALS; n += 1) {
      await master.handle.signal('calendarRevised', { version: world.calendar.version });
    }
    const follower = await world.register({ continueAfter: 1 });
    const { runId } = await follower.handle.describe();
    await follower.tell('merge', operator, { into: master.id }, { facts: factsOf(master, master.handle.workflowId) });
    // It starts afresh after this step: what it could not tell is told by the run after it.
    const firstRun = world.client.workflow.getHandle(follower.handle.workflowId, runId);
    await eventually(async () => expect(await failuresIn(firstRun)).toBe(1));
    expect(await follower.state()).toMatchObject({ state: 'merged', master: { id: master.id } });
    expect((await master.state()).followers).toEqual([]);
    await master.tell('acknowledge', handlerOf('water'), {});
    await eventually(async () => expect((await master.state()).followers).toMatchObject([{ id: follower.id }]));
    expect(await follower.state()).toMatchObject({ state: 'merged' });
    // The supplement finds its way by the same means, whichever run of the follower sends it.
    await follower.handle.signal('supplement', { id: 's', actor: operator, sealed: null });
    await eventually(async () => expect((await master.state()).nudges.supplements).toBe(1));
  });

  it('stands alone again when there is no such master any more', async () => {
    const follower = await world.register();
    const gone = { id: '00000000-0000-7000-8000-0000000000ff' };
    await follower.tell('merge', operator, { into: gone.id }, { facts: factsOf(gone, `ticket-${gone.id}`) });
    await eventually(async () => expect(await follower.state()).toMatchObject({ state: 'registered', master: null }));
  });
});
