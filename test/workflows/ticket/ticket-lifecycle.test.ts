import type { WorkingCalendar } from '../../../domain/calendar/types.js';
import { addWorkingDays, isWorkingDay, localDate } from '../../../domain/calendar/working-calendar.js';
import type { TicketEvent } from '../../../domain/ticket/ticket.js';
import { officialCalendar, pack } from '../../domain/policy/packs.js';
import { cityFacts, handlerOf, people, units } from '../../support/people.js';
import { describeUnlessMissing } from '../../support/skip.js';
import type { TicketLine, World } from '../../support/workflow-world.js';
import { missingTimeSkipping, openWorld } from '../../support/workflow-world.js';

const { operator, dispatcher, reviewer, callbackAgent, supervisor, dutyManager } = people;
const water = handlerOf('water');
const DAY_MS = 86_400_000;

/** Nine days without work begin the day after tomorrow, whatever the day is on which the tests run. */
function withHoliday(now: string): WorkingCalendar {
  const day = (ahead: number): string =>
    localDate(officialCalendar, new Date(Date.parse(now) + ahead * DAY_MS).toISOString());
  const off = Array.from({ length: 9 }, (_, index) => day(index + 2));
  const years = [...new Set(Array.from({ length: 500 }, (_, ahead) => Number(day(ahead).slice(0, 4))))];
  return {
    ...officialCalendar,
    version: 'holiday',
    years: years.map((year) => ({
      year,
      status: 'official',
      source: 'invented for the test',
      daysOff: off.filter((date) => date.startsWith(String(year))),
      makeUpDays: [],
    })),
  };
}

async function toUnit(ticket: TicketLine, unit = 'water'): Promise<void> {
  await ticket.tell('accept', operator, {});
  await ticket.tell('dispatch', dispatcher, { unit, reason: '(sealed)' }, { facts: cityFacts });
  await ticket.tell('acknowledge', handlerOf(unit), {});
}

const REPLY = { facts: 'f', basis: 'b', measures: 'm', contacted: 'c', text: 't' };

async function toCallback(ticket: TicketLine, unit = 'water'): Promise<void> {
  await ticket.tell('reply', handlerOf(unit), REPLY);
  await ticket.tell('reviewReply', reviewer, { accept: true });
}

function rungs(events: readonly TicketEvent[]): TicketEvent[] {
  return events.filter((event) => typeof event.data['rung'] === 'string');
}

describeUnlessMissing(missingTimeSkipping, 'A ticket left to its workflow', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld({ name: 'lifecycle', pack: pack('default'), calendar: withHoliday });
  });
  afterAll(() => world.close());

  it('climbs the whole ladder by itself when nobody acts, each rung once, none early, levels only rising', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    await world.letPass('70 days');
    const fired = rungs(world.shown.events(ticket.id));
    const keys = fired.map((event) => `${String(event.data['clock'])}/${String(event.data['rung'])}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const event of fired) {
      expect(String(event.data['firedAt']) >= String(event.data['scheduledAt'])).toBe(true);
    }
    const handle = keys.filter((key) => key.startsWith('handle.1/')).map((key) => key.split('/')[1]);
    expect(handle).toEqual(['blue50', 'blue75', 'yellow', 'overdue', 'red', 'raised', 'interview', 'bulletin']);
    const levels = fired.map((event) => event.data['level']).filter((level) => typeof level === 'number' && level > 0);
    expect(Math.max(...(levels as number[]))).toBe(5);
    const state = await ticket.state();
    expect(state).toMatchObject({ state: 'inProgress', level: 5, overdue: true });
    expect(state).toEqual(world.shown.row(ticket.id));
  });

  it('does not count nine days of holiday, and does for an outage', async () => {
    const ordinary = await world.register();
    const urgent = await world.register({ urgency: 'P1' });
    for (const ticket of [ordinary, urgent]) await toUnit(ticket);
    const state = await ordinary.state();
    const handle = state.clocks.find((clock) => clock.key === 'handle');
    const expected = addWorkingDays(world.calendar, handle?.startedAt ?? '', 5).dueAt;
    expect(handle?.dueAt).toBe(expected);
    expect(isWorkingDay(world.calendar, localDate(world.calendar, handle?.dueAt ?? ''))).toBe(true);
    const outage = (await urgent.state()).clocks.find((clock) => clock.key === 'handle');
    expect(Date.parse(outage?.dueAt ?? '') - Date.parse(outage?.startedAt ?? '')).toBe(DAY_MS);
  });

  it('closes when the citizen is content, and is archived by itself when nobody reopens it', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    await toCallback(ticket);
    await ticket.tell('recordCallback', callbackAgent, { reached: true, solved: 'yes', satisfied: 5 });
    expect(await ticket.state()).toMatchObject({ state: 'closed', closingCode: 'solved', level: 0 });
    await world.letPass('16 days');
    const last = await ticket.handle.result();
    expect(last).toMatchObject({ state: 'archived' });
    expect(await ticket.state()).toMatchObject({ state: 'archived' });
  });

  it('is redone three times, then wants another lead or a panel', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    for (let redo = 1; redo <= 3; redo += 1) {
      await toCallback(ticket);
      await ticket.tell('recordCallback', callbackAgent, { reached: true, solved: 'no', satisfied: 1, reason: 'x' });
      await ticket.tell('judge', reviewer, { redo: true, reason: 'x' });
    }
    await toCallback(ticket);
    await ticket.tell('recordCallback', callbackAgent, { reached: true, solved: 'no', satisfied: 1, reason: 'x' });
    expect(await ticket.state()).toMatchObject({ state: 'dissatisfiedReview', level: 3, round: 4, redos: 3 });
    const { code } = await ticket.refusal('judge', reviewer, { redo: true, reason: 'x' });
    expect(code).toBe('new-lead-required');
    await ticket.tell('judge', reviewer, { redo: false, code: 'panel', reason: 'x' });
    expect(await ticket.state()).toMatchObject({ state: 'closed', closingCode: 'panel' });
  });

  it('goes to the duty board after two units disputed it, and cannot be returned after the ruling', async () => {
    const ticket = await world.register();
    await toUnit(ticket, 'water');
    const ask = { reason: 'x', basis: 'y', suggestedUnit: 'housing' };
    await ticket.tell('requestReturn', handlerOf('water'), ask);
    await ticket.tell('decide', dispatcher, { request: '1', grant: true, reason: 'x' });
    const citizenDue = (await ticket.state()).clocks.find((clock) => clock.key === 'citizen')?.dueAt;
    await ticket.tell('dispatch', dispatcher, { unit: 'housing', reason: 'x' }, { facts: cityFacts });
    await ticket.tell('requestReturn', handlerOf('housing'), ask);
    await ticket.tell('decide', dispatcher, { request: '2', grant: true, reason: 'x' });
    expect(await ticket.state()).toMatchObject({ state: 'adjudication', lead: null });
    await ticket.tell('adjudicate', dutyManager, { unit: 'transport', reason: 'x' }, { facts: cityFacts });
    expect(await ticket.state()).toMatchObject({ state: 'dispatched', noReturn: true, lead: units['transport'] });
    const { code } = await ticket.refusal('requestReturn', handlerOf('transport'), ask);
    expect(code).toBe('return-not-allowed');
    expect((await ticket.state()).clocks.find((clock) => clock.key === 'citizen')?.dueAt).toBe(citizenDue);
  });

  it('handles one matter for many citizens, and each of them is called back', async () => {
    const master = await world.register();
    await toUnit(master);
    const followers = [await world.register(), await world.register()];
    const ref = { id: master.id, number: 'M', workflowId: master.handle.workflowId, state: 'inProgress' as const };
    for (const follower of followers) {
      const facts = { master: { ...ref, isFollower: false, concluded: false } };
      await follower.tell('merge', operator, { into: master.id }, { facts });
      expect(await follower.state()).toMatchObject({ state: 'merged' });
    }
    await world.letPass('1 second');
    expect((await master.state()).followers).toHaveLength(2);
    for (const [index, follower] of followers.entries()) {
      await follower.handle.signal('nudge', { id: `nudge-${String(index)}`, actor: operator, sealed: null });
    }
    await world.letPass('1 second');
    // Two nudges by two citizens, each on a ticket of its own: the unit that has the matter is chased.
    expect(await master.state()).toMatchObject({ level: 1, nudges: { count: 2 } });
    expect((await followers[0]?.state())?.level).toBe(0);
    await toCallback(master);
    await world.letPass('1 second');
    for (const follower of followers) {
      expect(await follower.state()).toMatchObject({ state: 'callbackPending', lead: units['water'] });
    }
    await followers[0]?.tell('recordCallback', callbackAgent, { reached: true, solved: 'yes', satisfied: 4 });
    await followers[1]?.tell('recordCallback', callbackAgent, {
      reached: true,
      solved: 'no',
      satisfied: 1,
      reason: 'x',
    });
    expect(await followers[0]?.state()).toMatchObject({ state: 'closed', satisfied: 4 });
    expect(await followers[1]?.state()).toMatchObject({ state: 'dissatisfiedReview' });
    expect(await master.state()).toMatchObject({ state: 'callbackPending' });
  });

  it('sleeps through a suspension and wakes by itself with what was left of its time', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    const before = (await ticket.state()).clocks.find((clock) => clock.key === 'handle');
    const until = new Date(Date.parse(await world.now()) + 60 * DAY_MS).toISOString();
    await ticket.tell('requestSuspension', water, { reason: 'x', until });
    await ticket.tell('decide', supervisor, { request: '1', grant: true, reason: 'x' });
    expect(await ticket.state()).toMatchObject({ state: 'suspended' });
    await world.letPass('61 days');
    const state = await ticket.state();
    const after = state.clocks.find((clock) => clock.key === 'handle');
    expect(state.state).toBe('inProgress');
    expect((after?.dueAt ?? '') > until).toBe(true);
    expect(after?.amendments.map((one) => one.kind)).toEqual(['started', 'suspended', 'resumed']);
    expect(
      rungs(world.shown.events(ticket.id)).some((event) => event.data['clock'] === before?.id && event.at < until),
    ).toBe(false);
  });

  it('closes as unreachable after three calls on two days and a link that nobody used', async () => {
    const ticket = await world.register();
    await toUnit(ticket);
    await toCallback(ticket);
    for (let call = 0; call < 24 && (await ticket.state()).callback.linkSentAt === null; call += 1) {
      await ticket.tell('recordCallback', callbackAgent, { reached: false });
      await world.letPass('4 hours');
    }
    const state = await ticket.state();
    expect(state.callback.linkSentAt).not.toBeNull();
    const counted = state.callback.attempts
      .filter((attempt) => attempt.counted)
      .map((attempt) => localDate(world.calendar, attempt.at));
    expect(new Set(counted).size).toBeGreaterThanOrEqual(2);
    await world.letPass('73 hours');
    expect(await ticket.state()).toMatchObject({ state: 'closed', closingCode: 'unreachable', solved: null });
  });
});
