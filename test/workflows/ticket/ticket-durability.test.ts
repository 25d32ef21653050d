import { Worker } from '@temporalio/worker';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { getLive, STEPS_OF_A_RUN } from '../../../workflows/ticket/ticket-messages.js';
import { officialCalendar, pack } from '../../domain/policy/packs.js';
import { cityFacts, handlerOf, people } from '../../support/people.js';
import { readableIn } from '../../support/readable.js';
import { describeUnlessMissing } from '../../support/skip.js';
import type { TicketLine, World } from '../../support/workflow-world.js';
import {
  missingTimeSkipping,
  openWorld,
  SHIPPED_WORKFLOWS,
  TEST_WORKFLOW_CONVERTER,
} from '../../support/workflow-world.js';

const { operator, dispatcher, supervisor } = people;
const water = handlerOf('water');
const DAY_S = 86_400;

describeUnlessMissing(missingTimeSkipping, 'A ticket keeps its word', () => {
  let world: World;
  beforeAll(async () => {
    // A cache of two makes the worker replay on almost every task: what is not deterministic shows at once.
    world = await openWorld({
      name: 'durability',
      pack: pack('default'),
      calendar: () => officialCalendar,
      maxCachedWorkflows: 2,
    });
  });
  afterAll(() => world.close());

  async function toUnit(ticket: TicketLine): Promise<void> {
    await ticket.tell('accept', operator, {});
    await ticket.tell('dispatch', dispatcher, { unit: 'water', reason: '(sealed)' }, { facts: cityFacts });
    await ticket.tell('acknowledge', water, {});
  }

  async function replayed(history: Awaited<ReturnType<TicketLine['handle']['fetchHistory']>>, { handle }: TicketLine) {
    const options = { workflowBundle: SHIPPED_WORKFLOWS, dataConverter: TEST_WORKFLOW_CONVERTER };
    await Worker.runReplayHistory(options, history, handle.workflowId);
  }

  async function acceptedUpdates(ticket: TicketLine): Promise<number> {
    const { events } = await ticket.handle.fetchHistory();
    return (events ?? []).filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes).length;
  }

  it('answers a repeated command with the first answer, and does it once', async () => {
    const ticket = await world.register();
    const first = await ticket.tell('accept', operator, {}, { key: 'same' });
    const again = await ticket.tell('accept', operator, {}, { key: 'same' });
    expect(again).toEqual(first);
    expect(world.shown.events(ticket.id).filter((event) => event.type === 'accepted')).toHaveLength(1);
  });

  it('remembers done commands and its timer across continue-as-new', async () => {
    const ticket = await world.register({ continueAfter: 2 });
    const first = await ticket.tell('accept', operator, {}, { key: 'accept-once' });
    await ticket.tell('dispatch', dispatcher, { unit: 'water', reason: 'x' }, { facts: cityFacts });
    await ticket.tell('acknowledge', water, {});
    await ticket.tell('recordContact', water, { note: 'x' });
    const runs = new Set<string>();
    runs.add((await ticket.handle.describe()).runId);
    await ticket.tell('assign', water, { handler: 'h' });
    await ticket.tell('assign', water, { handler: 'i' });
    await world.letPass('1 second');
    runs.add((await ticket.handle.describe()).runId);
    expect(runs.size).toBe(2);
    expect(await ticket.tell('accept', operator, {}, { key: 'accept-once' })).toEqual(first);
    await world.letPass('40 days');
    const events = world.shown.events(ticket.id);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 2));
    const keys = events.flatMap(({ data }) =>
      data['rung'] ? [`${String(data['clock'])}/${String(data['rung'])}`] : [],
    );
    expect(keys).toContain('handle.1/bulletin');
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('begins afresh before a run is too long to be replayed within one task', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    const first = (await ticket.handle.describe()).runId;
    for (let nth = 4; nth <= STEPS_OF_A_RUN; nth += 1) await ticket.tell('urge', supervisor, { reason: `${nth}` });
    const { runId, ticket: state } = await ticket.handle.query(getLive);
    expect({ afresh: runId !== first, version: state.version }).toEqual({ afresh: true, version: STEPS_OF_A_RUN + 1 });
  });

  it('tells what was done to it, and in which run it is, across continue-as-new and after its end', async () => {
    const ticket = await world.register({ continueAfter: 2 });
    await ticket.tell('accept', operator, {});
    await ticket.tell('dispatch', dispatcher, { unit: 'water', reason: 'x' }, { facts: cityFacts });
    await ticket.tell('urge', supervisor, { reason: 'x' });
    await ticket.tell('withdraw', operator, { reason: 'x' });
    const { ticket: state, done, runId } = await ticket.handle.query(getLive);
    expect(state).toMatchObject({ state: 'withdrawn', version: 5 });
    expect(done.map(({ given, outcome }) => [given?.command, given?.actor.role, outcome.version])).toEqual([
      ['accept', 'operator', 2],
      ['dispatch', 'dispatcher', 3],
      ['urge', 'supervisor', 4],
      ['withdraw', 'operator', 5],
    ]);
    expect(runId).toBe((await ticket.handle.describe()).runId);
  });

  it('refuses in the validator: a refused command never enters the history', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    const wrongState = await ticket.refusal('accept', operator, {});
    expect(wrongState).toMatchObject({
      code: 'illegal-transition',
      detail: { currentState: 'inProgress', version: 4 },
    });
    expect((await ticket.refusal('reply', handlerOf('housing'), {} as never)).code).toBe('actor-not-allowed');
    expect((await ticket.refusal('assign', water, { handler: 'x' }, { expectedVersion: 2 })).code).toBe(
      'stale-version',
    );
    expect(await acceptedUpdates(ticket)).toBe(3);
    expect(wrongState.detail.allowedActions).toEqual(['confirmRedaction', 'correct', 'merge', 'withdraw', 'attach']);
  });

  it('lets one of many simultaneous commands win, and refuses the rest with what is true now', async () => {
    const ticket = await world.register();
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        ticket.tell('accept', operator, {}, { key: `c${index}`, expectedVersion: 1 }),
      ),
    );
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(await ticket.state()).toMatchObject({ state: 'pendingDispatch', version: 2 });
  });

  it('survives a broken body: the command fails, the ticket does not', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    const { code } = await ticket.refusal('requestSuspension', water, null as never);
    expect(code).toBe('rule-fault');
    await ticket.tell('recordContact', water, { note: 'x' });
    expect(await ticket.state()).toMatchObject({ state: 'inProgress', version: 5 });
  });

  it('does in a replay what it did, also where the task that was kept began after one that was lost', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    await world.letPass('12 days');
    const history = await ticket.handle.fetchHistory();
    const tasks = (history.events ?? []).flatMap((event, index, all) =>
      event.timerFiredEventAttributes
        ? (all.slice(index).find((one) => one.workflowTaskStartedEventAttributes) ?? [])
        : [],
    );
    expect(tasks.length).toBeGreaterThan(2);
    for (const task of tasks) {
      const begun = task.eventTime;
      // By then the next rung is due as well.
      task.eventTime = { ...begun, seconds: begun?.seconds?.add(10 * DAY_S) ?? null };
      await replayed(history, ticket);
      task.eventTime = begun ?? null;
    }
  });

  it('counts nudges once each, and chases the unit after two', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    const nudge = { id: 'n1', actor: operator, sealed: null };
    for (const id of ['n1', 'n1', 'n2']) await ticket.handle.signal('nudge', { ...nudge, id });
    await ticket.handle.signal('supplement', { id: 's1', actor: operator, sealed: 'c2VhbGVk' });
    await world.letPass('1 second');
    expect(await ticket.state()).toMatchObject({ level: 1, nudges: { count: 2, supplements: 1 } });
  });

  it('is protected by what was found in a supplement, and by what was found in the words of a command', async () => {
    const supplemented = await world.register();
    const said = { id: 's1', actor: operator, sealed: 'c2VhbGVk', protectedMatters: ['selfHarm'] };
    await supplemented.handle.signal('supplement', said);
    const { code } = await supplemented.refusal('decline', operator, { code: 'malicious', reason: '(sealed)' });
    expect(code).toBe('never-declined');
    expect((await supplemented.state()).protectedMatters).toEqual(['selfHarm']);
    const contacted = await world.register();
    await toUnit(contacted);
    await contacted.tell('recordContact', water, { note: '(sealed)' }, { protectedMatters: ['wages'] });
    expect((await contacted.state()).protectedMatters).toEqual(['wages']);
    expect(world.shown.events(contacted.id).at(-1)?.data).toMatchObject({ protectedMatters: ['wages'] });
  });

  it('writes nothing readable into the history: bodies, names and failures are sealed', async () => {
    const ticket = await world.register();
    await ticket.tell('accept', operator, {});
    await ticket.tell('supervise', supervisor, { demand: 'CANARY-王小明' }, { sealed: 'CANARY-sealed' });
    await ticket.refusal('accept', operator, { classCode: 'CANARY-class' });
    const history = await ticket.handle.fetchHistory();
    const text = readableIn(history);
    expect(text).toContain('accept');
    expect(text).not.toContain('CANARY');
    expect(text).not.toContain('pendingDispatch');
  });

  it('recalculates provisional dates when the calendar is published, once per version', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    await ticket.handle.signal('calendarRevised', { version: 'next-year' });
    await ticket.handle.signal('calendarRevised', { version: officialCalendar.version });
    await world.letPass('1 second');
    const state: TicketState = await ticket.state();
    expect(state.state).toBe('inProgress');
    expect(world.shown.row(ticket.id)).toEqual(state);
  });
});
