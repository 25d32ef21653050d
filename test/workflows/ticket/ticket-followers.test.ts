import { BOUNDS } from '../../../domain/ticket/bounds.js';
import type { Facts } from '../../../domain/ticket/commands.js';
import { officialCalendar, pack } from '../../domain/policy/packs.js';
import { eventually } from '../../support/eventually.js';
import { cityFacts, handlerOf, people, units } from '../../support/people.js';
import { describeUnlessMissing } from '../../support/skip.js';
import type { TicketLine, World } from '../../support/workflow-world.js';
import { missingTimeSkipping, openWorld } from '../../support/workflow-world.js';

const { operator, dispatcher, reviewer } = people;
const water = handlerOf('water');
const PATIENCE_MS = 120_000;
const REPLY = { facts: 'a', basis: 'b', measures: 'c', contacted: 'd', text: 'e' };
const SOME = 30;
const AT_ONCE = 50;

describeUnlessMissing(missingTimeSkipping, 'A master with many followers', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ name: 'followers', pack: pack('default'), calendar: () => officialCalendar });
  }, 120_000);
  afterEach(() => {
    world.telling.held = false;
  });
  afterAll(() => world.close(), 60_000);

  async function aMaster(options: { continueAfter?: number } = {}): Promise<TicketLine> {
    const master = await world.register(options);
    await master.tell('accept', operator, {});
    await master.tell('dispatch', dispatcher, { unit: 'water', reason: 'x' }, { facts: cityFacts });
    await master.tell('acknowledge', water, {});
    return master;
  }

  const factsOf = (master: TicketLine): Partial<Facts> => ({
    master: {
      id: master.id,
      number: 'M',
      workflowId: master.handle.workflowId,
      state: 'inProgress',
      isFollower: false,
      concluded: false,
    },
  });

  async function followersOf(master: TicketLine, count: number): Promise<TicketLine[]> {
    const followers = await Promise.all(Array.from({ length: count }, () => world.register()));
    await Promise.all(
      followers.map((one) => one.tell('merge', operator, { into: master.id }, { facts: factsOf(master) })),
    );
    await eventually(async () => expect((await master.state()).followers).toHaveLength(count), PATIENCE_MS);
    return followers;
  }

  async function eventsOf(ticket: TicketLine): Promise<number> {
    return (await ticket.handle.fetchHistory()).events?.length ?? 0;
  }

  it('answers the reviewer and the next caller before a single follower has heard, and then tells each', async () => {
    const master = await aMaster();
    const followers = await followersOf(master, SOME);
    await master.tell('reply', water, REPLY);
    world.telling.held = true;
    const before = await eventsOf(master);
    await master.tell('reviewReply', reviewer, { accept: true });
    await master.tell('recordCallback', people.callbackAgent, { reached: false });
    expect(await master.state()).toMatchObject({ state: 'callbackPending', followers: expect.any(Array) as unknown });
    for (const follower of followers) expect(await follower.state()).toMatchObject({ state: 'merged' });
    world.telling.held = false;
    await eventually(async () => {
      for (const one of followers) {
        expect(await one.state()).toMatchObject({ state: 'callbackPending', lead: units['water'] });
      }
    }, PATIENCE_MS);
    // Two updates, and one telling for all: before, each follower cost five events.
    expect((await eventsOf(master)) - before).toBeLessThan(SOME);
    for (const { id } of followers) {
      expect(world.shown.events(id).filter(({ type }) => type === 'masterReplied')).toHaveLength(1);
    }
  }, 240_000);

  it('remembers whom it has yet to tell when it starts afresh, and stays until they have heard of its end', async () => {
    const master = await aMaster({ continueAfter: 1 });
    const followers = await followersOf(master, 3);
    world.telling.held = true;
    await master.tell('withdraw', operator, { reason: 'x' });
    expect(await master.state()).toMatchObject({ state: 'withdrawn' });
    expect((await master.handle.describe()).status.name).toBe('RUNNING');
    world.telling.held = false;
    await eventually(async () => {
      for (const one of followers) expect(await one.state()).toMatchObject({ state: 'registered', master: null });
      expect((await master.handle.describe()).status.name).toBe('COMPLETED');
    }, PATIENCE_MS);
  }, 240_000);

  it('lets whoever comes when it is full stand alone again', async () => {
    const master = await aMaster();
    for (let n = 0; n < BOUNDS.followers; n += AT_ONCE) {
      await Promise.all(
        Array.from({ length: AT_ONCE }, (_, k) => n + k)
          .map((of) => ({ id: `f${of}`, number: `F-${of}`, workflowId: `ticket-f${of}` }))
          .map((ref) => master.handle.signal('followerJoined', ref)),
      );
    }
    const late = await world.register();
    await late.tell('merge', operator, { into: master.id }, { facts: factsOf(master) });
    await eventually(async () => expect(await late.state()).toMatchObject({ state: 'registered' }), PATIENCE_MS);
    const state = await master.state();
    expect(state.followers).toHaveLength(BOUNDS.followers);
    expect(JSON.stringify(state).length).toBeLessThan(256 * 1024);
    const { code } = await late.refusal(
      'merge',
      operator,
      { into: master.id },
      {
        facts: { master: { ...(factsOf(master).master as NonNullable<Facts['master']>), followers: 1_000 } },
      },
    );
    expect(code).toBe('too-many-followers');
  }, 300_000);
});
