import { setTimeout as pause } from 'node:timers/promises';
import type { PayloadCodec } from '@temporalio/common';
import { Worker } from '@temporalio/worker';
import { officialCalendar, pack } from '../../domain/policy/packs.js';
import { eventually, PATIENCE_MS } from '../../support/eventually.js';
import { memoryProjection } from '../../support/memory-projection.js';
import { cityFacts, handlerOf, people } from '../../support/people.js';
import { describeUnlessMissing } from '../../support/skip.js';
import { temporalBinary } from '../../support/stack/temporal.js';
import type { World } from '../../support/workflow-world.js';
import {
  missingTimeSkipping,
  openRealServer,
  openWorld,
  SHIPPED_WORKFLOWS,
  TEST_WORKFLOW_CONVERTER,
} from '../../support/workflow-world.js';

const { operator, dispatcher } = people;
const water = handlerOf('water');
/**
 * Long enough for a message on loopback. Where it is too short the coincidence does not come about, and the test
 * passes.
 */
const ON_THE_WAY_MS = 500;

const missing = await temporalBinary().then(
  () => undefined,
  (error: unknown) => (error instanceof Error ? error.message : String(error)),
);

/** Something that is held back once somebody has said so, until it is let go. */
function gate(): { hold(onArrival?: () => void): void; reached: Promise<void>; open(): void; pass(): Promise<void> } {
  let held = false;
  let then: (() => void) | undefined;
  let arrived = (): void => undefined;
  let open = (): void => undefined;
  const reached = new Promise<void>((resolve) => (arrived = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    hold(onArrival) {
      held = true;
      then = onArrival;
    },
    reached,
    open: () => open(),
    pass() {
      if (!held) return Promise.resolve();
      held = false;
      then?.();
      arrived();
      return opened;
    },
  };
}

describeUnlessMissing(missing, 'A ticket that is asked about while it writes', () => {
  let [contact, nudge, answer] = [gate(), gate(), gate()];
  const memory = memoryProjection();
  let world: World;
  beforeAll(async () => {
    const slowLine: PayloadCodec = {
      encode: (payloads) => answer.pass().then(() => payloads),
      decode: (payloads) => Promise.resolve(payloads),
    };
    world = await openWorld({
      name: 'asked-while-writing',
      server: openRealServer,
      pack: pack('default'),
      calendar: () => officialCalendar,
      codecs: [slowLine],
      projection: {
        async write(ticket, events, ...rest) {
          if (events.some(({ type }) => type === 'contacted')) await contact.pass();
          if (events.some(({ type }) => type === 'nudged')) await nudge.pass();
          return memory.projection.write(ticket, events, ...rest);
        },
      },
    });
  });
  afterAll(() => world.close());

  it.each(['written', 'answered'])('goes on from the same history, when it has %s first', async (first) => {
    [contact, nudge, answer] = [gate(), gate(), gate()];
    const ticket = await world.register();
    await ticket.tell('accept', operator, {});
    await ticket.tell('dispatch', dispatcher, { unit: 'water', reason: '(sealed)' }, { facts: cityFacts });
    await ticket.tell('acknowledge', water, {});
    const nudged = { id: 'n1', actor: operator, sealed: null };
    await ticket.handle.signal('nudge', nudged);
    await ticket.state();

    // While one step is being written, the next thing happens and somebody asks: one task brings both.
    contact.hold();
    nudge.hold(() => answer.hold());
    const recorded = ticket.tell('recordContact', water, { note: '(sealed)' });
    await contact.reached;
    await ticket.handle.signal('nudge', { ...nudged, id: 'n2' });
    const asked = ticket.state();
    await pause(ON_THE_WAY_MS);
    contact.open();
    await recorded;
    // The answer is on its way out while the step is still being written, and more comes in.
    await nudge.reached;
    await answer.reached;
    const gates = first === 'written' ? [nudge, answer] : [answer, nudge];
    const assigned = ticket.tell('assign', water, { handler: 'h' });
    await ticket.handle.signal('supplement', { ...nudged, id: 's1' });
    for (const one of gates) {
      await pause(ON_THE_WAY_MS);
      one.open();
    }
    await Promise.all([asked, assigned]);
    await eventually(async () => expect((await ticket.state()).nudges.supplements).toBe(1), PATIENCE_MS);

    await Worker.runReplayHistory(
      { workflowBundle: SHIPPED_WORKFLOWS, dataConverter: TEST_WORKFLOW_CONVERTER },
      await ticket.handle.fetchHistory(),
      ticket.handle.workflowId,
    );
    expect(await ticket.state()).toMatchObject({ level: 1, nudges: { count: 2 } });
  });
});

describeUnlessMissing(missingTimeSkipping, 'A ticket whose step was written by a task that was lost', () => {
  /** The task that was lost began so much before the one that is kept. */
  const EARLIER_MS = 7_000;
  let world: World;
  beforeAll(async () => {
    world = await openWorld({
      name: 'written-earlier',
      pack: pack('default'),
      calendar: () => officialCalendar,
      answering: (answer) => ({
        ...answer,
        ...(answer.at && { at: new Date(Date.parse(answer.at) - EARLIER_MS).toISOString() }),
      }),
    });
  });
  afterAll(() => world.close());

  it('goes on from the step as it was written', async () => {
    const ticket = await world.register();
    await ticket.tell('accept', operator, {});
    const [accepted] = world.shown.events(ticket.id);
    const written = new Date(Date.parse(accepted?.at ?? '') - EARLIER_MS).toISOString();
    const { stateSince, clocks } = await ticket.state();
    expect(stateSince).toBe(written);
    expect(clocks.find(({ key }) => key === 'accept')?.satisfiedAt).toBe(written);
  });
});
