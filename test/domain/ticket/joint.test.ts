import { noticesFor } from '../../../domain/notice/notices-for.js';
import type { CommandBodies } from '../../../domain/ticket/commands.js';
import { draftOf } from '../../../domain/ticket/draft.js';
import { progressOf } from '../../../domain/ticket/progress.js';
import { followerJoined, followerLeft, masterConcluded, workflowIdOf } from '../../../domain/ticket/rules/intake.js';
import { followerSaid, nudge, supplement } from '../../../domain/ticket/rules/supervising.js';
import type { MasterOutcome, MasterRef, OutgoingSignal } from '../../../domain/ticket/ticket.js';
import {
  A_REPLY,
  aLife,
  aLifeIn,
  BECAUSE,
  callbackAgent,
  citizen,
  dispatcher,
  handlerOf,
  operator,
  reviewer,
} from '../../support/lives.js';
import { Story } from '../../support/steps.js';
import { actor, masterFacts, UNITS } from '../../support/tickets.js';

const refOf = (life: Story): MasterRef => ({
  id: life.ticket.id,
  number: life.ticket.number,
  workflowId: workflowIdOf(life.ticket.id),
});
const outcomeIn = (signal: OutgoingSignal | undefined): MasterOutcome => {
  if (signal?.name !== 'masterConcluded')
    throw new Error(`Expected masterConcluded, found ${signal?.name ?? 'nothing'}.`);
  return signal.outcome;
};
const into = (master: Story) => [{ into: master.ticket.number }, { master: masterFacts(master.ticket) }] as const;
const LEAD = handlerOf(UNITS.department);

function joined(master: Story, follower: Story): { master: Story; follower: Story } {
  follower.does(operator, 'merge', ...into(master));
  master.hears((draft) => followerJoined(draft, refOf(follower)));
  return { master, follower };
}
const aMasterLife = () => aLifeIn('inProgress', { id: 'm', number: 'M-1' });
const aFollowerLife = () => aLifeIn('pendingDispatch', { id: 'f', number: 'F-1' });
const replyAccepted = (life: Story): Story =>
  life.does(LEAD, 'reply', A_REPLY).does(reviewer, 'reviewReply', { accept: true });

describe('one matter, many citizens', () => {
  it('gives a follower the outcome of its master, and a callback and rating of its own', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    expect(follower.ticket).toMatchObject({ state: 'merged', master: { id: 'm', from: 'pendingDispatch' } });
    expect(follower.signals).toEqual([{ to: 'ticket-m', name: 'followerJoined', follower: refOf(follower) }]);
    expect(master.ticket.followers).toEqual([{ ...refOf(follower), told: false }]);

    replyAccepted(master);
    expect(master.ticket.followers[0]?.told).toBe(true);
    expect(master.signals).toHaveLength(1);
    follower.hears((draft) => masterConcluded(draft, outcomeIn(master.signals[0])));
    expect(follower.ticket).toMatchObject({
      state: 'callbackPending',
      lead: { id: UNITS.department },
      people: { repliedBy: LEAD.id, reviewedBy: reviewer.id },
    });

    master.does(callbackAgent, 'recordCallback', { reached: true, solved: 'yes', satisfied: 5 });
    follower.does(citizen, 'rate', { solved: 'no', satisfied: 1 });
    expect(master.ticket).toMatchObject({ state: 'closed', solved: 'yes' });
    expect(follower.ticket).toMatchObject({ state: 'dissatisfiedReview', solved: 'no' });
    follower.does(reviewer, 'judge', { redo: true, ...BECAUSE });
    expect(follower.ticket).toMatchObject({ state: 'inProgress', round: 2, lead: { id: UNITS.department } });
    expect(master.ticket.state).toBe('closed');
  });

  it('keeps handler, reviewer and caller apart for a follower too', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    replyAccepted(master);
    follower.hears((draft) => masterConcluded(draft, outcomeIn(master.signals[0])));
    for (const name of [LEAD.id, reviewer.id]) {
      const caller = actor('callbackAgent', { name });
      expect(follower.refuses(caller, 'recordCallback', { reached: false })).toBe('separation-of-duties');
    }
  });

  it('closes a follower that wants no answer', () => {
    const follower = aLifeIn('pendingDispatch', { id: 'f', number: 'F-1', replyWanted: false });
    const { master } = joined(aMasterLife(), follower);
    replyAccepted(master);
    follower.hears((draft) => masterConcluded(draft, outcomeIn(master.signals[0])));
    expect(follower.ticket).toMatchObject({ state: 'closed', closingCode: 'noCallbackWanted' });
  });

  it('counts the promise to a follower as kept when the reply came, not when it was reviewed', () => {
    const follower = aLifeIn('dispatched', { id: 'f', number: 'F-1', when: '2026-09-18 15:00', unit: UNITS.township });
    const master = aLifeIn('inProgress', { id: 'm', number: 'M-1', when: '2026-09-18 15:00' });
    joined(master, follower);
    master.at('2026-09-24 17:59').does(LEAD, 'reply', A_REPLY);
    master.at('2026-09-28 10:00').does(reviewer, 'reviewReply', { accept: true });
    follower.at('2026-09-24 17:59');
    follower.hears((draft) => masterConcluded(draft, outcomeIn(master.signals[0])));
    expect(follower.clock('citizen')).toMatchObject({ state: 'satisfied', overdueAt: null });
    expect(follower.clock('citizen').satisfiedAt).toBe(master.ticket.repliedAt);
  });

  it.each([
    [
      'terminated',
      (life: Story) =>
        life
          .does(LEAD, 'requestTermination', BECAUSE)
          .does(actor('supervisor'), 'decide', { request: '1', grant: true, ...BECAUSE }),
    ],
    ['withdrawn', (life: Story) => life.does(citizen, 'withdraw', BECAUSE)],
  ] as const)('lets followers stand alone again when the master is %s', (state, end) => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    end(master);
    expect(master.ticket.state).toBe(state);
    expect(outcomeIn(master.signals[0]).kind).toBe('ended');
    follower.hears((draft) => masterConcluded(draft, outcomeIn(master.signals[0])));
    expect(follower.ticket).toMatchObject({ state: 'pendingDispatch', master: null, lead: null });
    expect(follower.clock('dispatch')).toMatchObject({ id: 'dispatch.2', state: 'running' });
  });

  it.each([
    ['answer', { text: 'so' }],
    ['redirect', { channel: 'court', ...BECAUSE }],
    ['decline', { code: 'noFact', ...BECAUSE }],
    ['handToEmergency', { line: '110', ...BECAUSE }],
  ] as const)('forgets no follower of a master that is closed on the line by %s', (command, body) => {
    const { master, follower } = joined(aLife({ id: 'm', number: 'M-1' }), aLife({ id: 'f', number: 'F-1' }));
    master.does(operator, command, body as CommandBodies[typeof command]);
    follower.hears((draft) => masterConcluded(draft, outcomeIn(master.signals[0])));
    expect(follower.ticket).toMatchObject({ state: 'registered', master: null });
    expect(follower.clock('accept')).toMatchObject({ id: 'accept.2', state: 'running' });
  });

  it('tells a ticket that joins after the conclusion at once', () => {
    const master = replyAccepted(aMasterLife());
    const follower = aFollowerLife();
    master.hears((draft) => followerJoined(draft, refOf(follower)));
    expect(outcomeIn(master.signals[0])).toMatchObject({ kind: 'replied', repliedBy: LEAD.id });
    expect(master.ticket.followers[0]?.told).toBe(true);

    const gone = aMasterLife().does(operator, 'merge', ...into(aLifeIn('inProgress', { id: 'm2', number: 'M-2' })));
    gone.hears((draft) => followerJoined(draft, refOf(follower)));
    expect(outcomeIn(gone.signals.at(-1)).kind).toBe('ended');
  });

  it('is not satisfied with the answer of the unit that it complains of', () => {
    const follower = aLifeIn('pendingDispatch', {
      id: 'f',
      number: 'F-1',
      type: 'report',
      accusedUnit: UNITS.department,
    });
    const { master } = joined(aMasterLife(), follower);
    replyAccepted(master);
    follower.hears((draft) => masterConcluded(draft, outcomeIn(master.signals[0])));
    expect(follower.ticket).toMatchObject({ state: 'pendingDispatch', lead: null, master: null });
  });

  it('bears messages that cross: a follower that has left hears nothing, one that is unknown is not missed', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    replyAccepted(master);
    const outcome = outcomeIn(master.signals[0]);
    follower.does(operator, 'unmerge', {});
    expect(follower.signals.at(-1)).toEqual({ to: 'ticket-m', name: 'followerLeft', follower: refOf(follower) });
    const version = follower.ticket.version;
    follower.hears((draft) => masterConcluded(draft, outcome));
    expect(follower.ticket).toMatchObject({ state: 'pendingDispatch', version });
    master.hears((draft) => followerLeft(draft, refOf(follower)));
    const after = master.ticket.version;
    master.hears((draft) => followerLeft(draft, refOf(follower)));
    expect(master.ticket).toMatchObject({ followers: [], version: after });
  });

  it('hears a message that came twice once', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    const version = master.ticket.version;
    master.hears((draft) => followerJoined(draft, refOf(follower)));
    expect(master.ticket.version).toBe(version);
  });

  it('takes a withdrawn follower off its master', () => {
    const { follower } = joined(aMasterLife(), aFollowerLife());
    follower.does(citizen, 'withdraw', BECAUSE);
    expect(follower.signals.at(-1)).toEqual({ to: 'ticket-m', name: 'followerLeft', follower: refOf(follower) });
  });

  it('gives back the place it came from, without the units of before', () => {
    const registered = joined(aMasterLife(), aLife({ id: 'f' })).follower.does(dispatcher, 'unmerge', {});
    expect(registered.ticket.state).toBe('registered');
    const handled = aLifeIn('inProgress', { id: 'f', coUnits: [UNITS.township], unit: UNITS.otherDepartment });
    joined(aMasterLife(), handled).follower.does(dispatcher, 'unmerge', {});
    expect(handled.ticket).toMatchObject({ state: 'pendingDispatch', lead: null, coUnits: [] });
    handled.does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE });
    expect(handled.ticket.tasks.filter((task) => task.status === 'assigned')).toEqual([]);
  });

  it('goes to the duty board if it had gone round often enough before', () => {
    const life = aLifeIn('inProgress', { id: 'f' });
    for (let round = 0; round < 2; round += 1) {
      joined(aMasterLife(), life);
      life.does(operator, 'unmerge', {}).does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE });
    }
    joined(aMasterLife(), life);
    life.does(operator, 'unmerge', {});
    expect(life.ticket).toMatchObject({ state: 'adjudication', hop: 3 });
    expect(life.clock('adjudicate').state).toBe('running');
  });

  it('refuses chains, circles, itself, and masters that have answered', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    const third = aLifeIn('pendingDispatch', { id: 'g', number: 'G-1' });
    expect(third.refuses(operator, 'merge', ...into(follower))).toBe('merge-not-allowed');
    expect(master.refuses(operator, 'merge', ...into(third))).toBe('merge-not-allowed');
    expect(third.refuses(operator, 'merge', ...into(third))).toBe('merge-not-allowed');
    expect(third.refuses(operator, 'merge', { into: 'nowhere' })).toBe('merge-not-allowed');
    expect(third.refuses(operator, 'merge', ...into(replyAccepted(aMasterLife())))).toBe('merge-not-allowed');
  });
});

describe('what is said to a follower', () => {
  const heardOf = (signal: OutgoingSignal | undefined) => {
    if (signal?.name !== 'followerSaid') throw new Error(`Expected followerSaid, found ${signal?.name ?? 'nothing'}.`);
    return signal.said;
  };
  const passedOn = (follower: Story, master: Story): Story =>
    master.hears((draft) => followerSaid(draft, heardOf(follower.signals.at(-1))));

  it('as new facts, is an event on the master that names where the words are, and a notice to its unit', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    follower.hears(supplement, citizen);
    expect(follower.eventTypes.at(-1)).toBe('supplemented');
    passedOn(follower, master);
    const event = master.events.at(-1);
    expect(event).toMatchObject({
      type: 'followerSupplemented',
      data: { follower: 'F-1', followerId: 'f', said: follower.ticket.version },
      sealed: null,
    });
    expect(master.ticket.nudges.supplements).toBe(1);
    const told = noticesFor(event ? [event] : [], master.ticket).flatMap(({ intents }) => intents);
    expect(told).toMatchObject([{ template: 'supplement', addressee: 'handler', unit: { id: UNITS.department } }]);
  });

  it('in distress, protects the master as it protects the follower', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    const draft = draftOf(follower.ticket, citizen, follower.now, 'sealed words', ['selfHarm']);
    supplement(draft);
    expect(draft.ticket.protectedMatters).toEqual(['selfHarm']);
    master.hears((heard) => followerSaid(heard, heardOf(draft.signals.at(-1))));
    expect(master.ticket.protectedMatters).toEqual(['selfHarm']);
    expect(master.events.at(-1)?.data).toMatchObject({ protectedMatters: ['selfHarm'] });
  });

  it('before the merging, protects the master from then on', () => {
    const follower = aLifeIn('pendingDispatch', { id: 'f', number: 'F-1', protectedMatters: ['wages'] });
    const master = aMasterLife();
    follower.does(operator, 'merge', ...into(master));
    const signal = follower.signals.at(-1);
    master.hears((draft) => {
      if (signal?.name === 'followerJoined') followerJoined(draft, signal.follower);
    });
    expect(master.ticket.protectedMatters).toEqual(['wages']);
    expect(master.ticket.followers).toEqual([{ ...refOf(follower), told: false }]);
    expect(master.events.at(-1)).toMatchObject({ type: 'followerJoined', data: { protectedMatters: ['wages'] } });
  });

  it('as the third nudge of anybody, chases the unit that has the matter, and nobody at the follower', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    const { follower: second } = joined(master, aLifeIn('pendingDispatch', { id: 'g', number: 'G-1' }));
    expect(master.ticket.pack.rules.nudges.count).toBe(2);
    follower.hears(nudge, citizen);
    passedOn(follower, master);
    expect([master.ticket.level, master.eventTypes.at(-1)]).toEqual([0, 'followerNudged']);
    second.hears(nudge, citizen);
    passedOn(second, master);
    expect(master.ticket.level).toBe(1);
    expect(master.events.at(-1)).toMatchObject({
      type: 'escalated',
      data: { level: 1, cause: 'nudges', addressee: 'unitLiaison' },
    });
    second.hears(nudge, citizen);
    expect(second.eventTypes.at(-1)).toBe('nudged');
    expect([follower.ticket.level, second.ticket.level]).toEqual([0, 0]);
  });

  it('counts the nudges from before the merging', () => {
    const life = aFollowerLife().hears(nudge, citizen);
    life.at(new Date(Date.parse(life.now) + 60_000).toISOString());
    const { master, follower } = joined(aMasterLife(), life);
    follower.hears(nudge, citizen);
    passedOn(follower, master);
    expect(master.ticket.level).toBe(1);
  });

  it('no longer reaches the master once it stands alone', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    follower.hears(nudge, citizen);
    const said = heardOf(follower.signals.at(-1));
    follower.does(operator, 'unmerge', {});
    master.hears((draft) => followerLeft(draft, refOf(follower)));
    const { version } = master.ticket;
    master.hears((draft) => followerSaid(draft, said));
    expect(master.ticket.version).toBe(version);
    const signals = follower.signals.length;
    follower.hears(supplement, citizen);
    expect(follower.signals).toHaveLength(signals);
  });

  it('stays with a follower whose history began before it was told, so that the history can be replayed', () => {
    const { follower } = joined(aMasterLife(), aFollowerLife());
    const { edition: _edition, ...before } = follower.ticket;
    const life = new Story(before).hears(nudge, citizen).hears(nudge, citizen);
    expect(life.signals).toEqual([]);
    expect(life.ticket.level).toBe(1);
  });
});

describe('a ticket to be merged', () => {
  it('goes into none that the unit has which it is about, nor one below that', () => {
    const master = aLifeIn('inProgress', { id: 'm', unit: UNITS.township }).ticket;
    const facts = { master: { ...masterFacts(master), leadPath: master.lead?.path ?? [] } };
    const about = (accusedUnit: string) => aLifeIn('pendingDispatch', { id: 'f', accusedUnit });
    const refusal = (accusedUnit: string) =>
      about(accusedUnit).refuses(operator, 'merge', { into: master.number }, facts);
    expect([refusal(UNITS.township), refusal(UNITS.district)]).toEqual(['merge-not-allowed', 'merge-not-allowed']);
    expect(refusal(UNITS.otherDepartment)).toBeNull();
  });

  it.each([
    ['P0', 'P3'],
    ['P1', 'P2'],
    ['P2', 'P3'],
  ] as const)('does not follow a less urgent one: a %s never waits for a %s', (urgency, slower) => {
    const life = aLife({ id: 'f', urgency });
    expect(life.refuses(operator, 'merge', ...into(aLifeIn('inProgress', { id: 'm', urgency: slower })))).toBe(
      'master-less-urgent',
    );
    const other = aLife({ id: 'f', urgency: slower });
    expect(other.refuses(operator, 'merge', ...into(aLifeIn('inProgress', { id: 'm', urgency })))).toBeNull();
  });

  it('that is no report does not follow one, for how a report is handled is kept secret', () => {
    const report = () => aLifeIn('inProgress', { id: 'm', type: 'report' });
    expect(aFollowerLife().refuses(operator, 'merge', ...into(report()))).toBe('merge-not-allowed');
    expect(aLife({ id: 'f', type: 'report' }).refuses(operator, 'merge', ...into(report()))).toBeNull();
  });
});

describe('what the citizen of a follower is promised', () => {
  it('is what the master is, by whom the master is handled', () => {
    const { master, follower } = joined(aMasterLife(), aFollowerLife());
    const { dueAt, unit } = progressOf(follower.ticket, follower.events, master.ticket);
    expect([dueAt, unit]).toEqual([master.clock('citizen').dueAt, UNITS.department]);
  });

  it('stays what it was before the merging, if that is earlier', () => {
    const promised = aLifeIn('inProgress', { id: 'f', number: 'F-1', when: '2026-09-17 10:00' });
    const own = promised.clock('citizen').dueAt;
    const { master, follower } = joined(aLifeIn('inProgress', { id: 'm', when: '2026-09-21 10:00' }), promised);
    expect(own < master.clock('citizen').dueAt).toBe(true);
    expect(progressOf(follower.ticket, follower.events, master.ticket).dueAt).toBe(own);
    const { master: sooner, follower: later } = joined(
      aLifeIn('inProgress', { id: 'm', when: '2026-09-17 10:00' }),
      aLifeIn('inProgress', { id: 'f', when: '2026-09-21 10:00' }),
    );
    expect(progressOf(later.ticket, later.events, sooner.ticket).dueAt).toBe(sooner.clock('citizen').dueAt);
  });
});
