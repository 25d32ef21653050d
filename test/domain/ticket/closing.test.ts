import {
  A_REPLY,
  aLifeIn,
  BECAUSE,
  callbackAgent,
  citizen,
  handlerOf,
  operator,
  reviewer,
  supervisor,
} from '../../support/lives.js';
import { play, refusalOf, Story } from '../../support/steps.js';
import { actor, DEFAULT_WORLD, UNITS } from '../../support/tickets.js';
import { pack } from '../policy/packs.js';

const LEAD = handlerOf(UNITS.department);
const missed = (life: Story, when: string) => life.at(when).does(callbackAgent, 'recordCallback', { reached: false });
const notHelped = { solved: 'no', satisfied: 1 } as const;
const liveClocks = (life: Story) =>
  life.ticket.clocks.filter((clock) => ['running', 'paused', 'held'].includes(clock.state)).map((clock) => clock.id);

describe('the review of a reply', () => {
  const replied = (options = {}) => aLifeIn('replied', { when: '2026-09-18 15:00', ...options });

  it('accepted, goes to the callback agents, and everything of the unit stops', () => {
    const life = replied().does(reviewer, 'reviewReply', { accept: true });
    expect(life.ticket).toMatchObject({
      state: 'callbackPending',
      people: { repliedBy: LEAD.id, reviewedBy: reviewer.id },
    });
    expect(liveClocks(life)).toEqual(['callback.1']);
    expect(life.due('callback')).toBe('2026-09-20 18:00');
  });

  it('accepted, closes a ticket whose citizen wants no call', () => {
    const life = replied({ replyWanted: false }).does(reviewer, 'reviewReply', { accept: true });
    expect(life.ticket).toMatchObject({ state: 'closed', closingCode: 'noCallbackWanted' });
    expect(life.clock('handle').state).toBe('satisfied');
    expect(liveClocks(life)).toEqual(['reopenWindow.1']);
  });

  it('rejected, says why, and the clock that was held runs as if it had never stopped', () => {
    const life = replied();
    const due = life.clock('handle').dueAt;
    expect(life.clock('handle')).toMatchObject({ state: 'held', heldAt: life.now });
    expect(life.refuses(reviewer, 'reviewReply', { accept: false })).toBe('reason-required');
    life.at('2026-09-20 10:00').does(reviewer, 'reviewReply', { accept: false, reason: 'thin' });
    expect(life.ticket).toMatchObject({ state: 'inProgress', people: { reviewedBy: null } });
    expect(life.clock('handle')).toMatchObject({ state: 'running', heldAt: null, dueAt: due });
    expect(life.clock('review').state).toBe('satisfied');
    life.does(LEAD, 'reply', A_REPLY);
    expect(life.clock('review').id).toBe('review.2');
  });

  it('counts a reply as in time when it came in time, however long the review took', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-18 15:00' })
      .at('2026-09-24 18:00')
      .does(LEAD, 'reply', A_REPLY);
    life.at('2026-10-20 10:00').does(reviewer, 'reviewReply', { accept: true });
    // The overdue rung falls on the very minute of the reply, and the reply was not later.
    expect(life.clock('handle')).toMatchObject({ state: 'satisfied', overdueAt: null });
    expect(life.ticket.overdue).toBe(false);
  });

  it('is not made by the one who wrote the reply', () => {
    const author = actor('reviewer', { name: LEAD.id });
    expect(replied().refuses(author, 'reviewReply', { accept: true })).toBe('separation-of-duties');
  });
});

describe('calling the citizen back', () => {
  const waiting = (options = {}) => aLifeIn('callbackPending', { when: '2026-09-21 10:00', ...options });

  it.each([
    [{ solved: 'yes', satisfied: 5 }, 'solved'],
    [{ solved: 'partly', satisfied: 3 }, 'partlySolved'],
    [{}, 'notRated'],
  ] as const)('closes on %p as %s', (answer, code) => {
    const life = waiting().does(callbackAgent, 'recordCallback', { reached: true, ...answer });
    expect(life.ticket).toMatchObject({ state: 'closed', closingCode: code });
    expect(life.clock('callback')).toMatchObject({ state: 'satisfied', satisfiedBy: 'callbackRecorded' });
  });

  it.each([{ solved: 'no', satisfied: 5 }, { solved: 'yes', satisfied: 2 }, { satisfied: 1 }] as const)(
    'asks for the reason of %p and lets a reviewer judge',
    (answer) => {
      const life = waiting();
      expect(life.refuses(callbackAgent, 'recordCallback', { reached: true, ...answer })).toBe('reason-required');
      life.does(callbackAgent, 'recordCallback', { reached: true, ...answer, reason: 'slow' });
      expect(life.ticket.state).toBe('dissatisfiedReview');
      expect(liveClocks(life)).toEqual(['judge.1']);
    },
  );

  it('is done by somebody who neither handled nor reviewed it', () => {
    for (const name of [LEAD.id, reviewer.id]) {
      expect(waiting().refuses(actor('callbackAgent', { name }), 'recordCallback', { reached: false })).toBe(
        'separation-of-duties',
      );
    }
  });

  it('sends the link after three attempts on two days, and closes outside the score when nobody answers', () => {
    const life = waiting();
    missed(life, '2026-09-21 11:00');
    missed(life, '2026-09-21 15:00');
    expect(life.ticket.callback.linkSentAt).toBeNull();
    missed(life, '2026-09-22 10:00');
    expect(life.ticket.callback.attempts.every((attempt) => attempt.counted)).toBe(true);
    expect(life.ticket.callback.linkSentAt).toBe(life.now);
    expect(life.eventTypes.at(-1)).toBe('ratingLinkSent');
    expect(liveClocks(life)).toEqual(['ratingLink.1']);
    expect(life.due('ratingLink')).toBe('2026-09-25 10:00');
    life.at('2026-09-25 09:59');
    expect(life.ticket.state).toBe('callbackPending');
    life.at('2026-09-25 10:00');
    expect(life.ticket).toMatchObject({ state: 'closed', closingCode: 'unreachable', solved: null, satisfied: null });
  });

  it('does not count an attempt at night, nor one too soon after the last, nor three on one day', () => {
    const life = waiting();
    missed(life, '2026-09-21 20:01');
    missed(life, '2026-09-22 08:59');
    missed(life, '2026-09-22 09:00');
    missed(life, '2026-09-22 12:59');
    missed(life, '2026-09-22 13:00');
    missed(life, '2026-09-22 20:00');
    expect(life.ticket.callback.attempts.map((attempt) => attempt.counted)).toEqual([
      false,
      false,
      true,
      false,
      true,
      true,
    ]);
    expect(life.ticket.callback.linkSentAt).toBeNull();
    missed(life, '2026-09-23 09:00');
    expect(life.ticket.callback.linkSentAt).toBe(life.now);
  });

  it('does not forget a citizen who was missed once', () => {
    const life = missed(waiting(), '2026-09-21 11:00');
    expect(life.clock('callback')).toMatchObject({ id: 'callback.2', state: 'running' });
    life.at('2026-09-22 18:00');
    expect(life.events.at(-1)).toMatchObject({ type: 'overdue', data: { clock: 'callback.2', addressee: 'dutyDesk' } });
  });

  it('is still possible, by phone or link, after the link was sent', () => {
    const linked = () => missed(missed(missed(waiting(), '2026-09-21 11:00'), '2026-09-21 15:00'), '2026-09-22 10:00');
    const phoned = linked().does(callbackAgent, 'recordCallback', { reached: true, solved: 'yes', satisfied: 4 });
    expect(phoned.ticket.closingCode).toBe('solved');
    const again = missed(linked(), '2026-09-22 15:00');
    expect(liveClocks(again)).toEqual(['ratingLink.1']);
    const rated = linked().at('2026-09-24 22:00').does(citizen, 'rate', { solved: 'yes', satisfied: 4 });
    expect(rated.ticket).toMatchObject({ state: 'closed', closingCode: 'solved' });
    expect(rated.clock('ratingLink')).toMatchObject({ state: 'satisfied', satisfiedBy: 'rated' });
    expect(rated.refuses(citizen, 'rate', { solved: 'yes', satisfied: 4 })).toBe('illegal-transition');
  });

  it('leaves it to the citizen to give a reason on the link', () => {
    const life = waiting().does(citizen, 'rate', notHelped);
    expect(life.ticket.state).toBe('dissatisfiedReview');
    expect(life.clock('callback')).toMatchObject({ state: 'satisfied', satisfiedBy: 'rated' });
  });
});

describe('a dissatisfied citizen', () => {
  const dissatisfied = (options = {}) => aLifeIn('dissatisfiedReview', { when: '2026-09-21 10:00', ...options });
  const redone = (life: Story) =>
    life
      .does(reviewer, 'judge', { redo: true, ...BECAUSE })
      .does(LEAD, 'reply', A_REPLY)
      .does(reviewer, 'reviewReply', { accept: true })
      .does(citizen, 'rate', notHelped);

  it('has it done again by the same unit, in a new round with its own shorter limit', () => {
    const life = dissatisfied().does(reviewer, 'judge', { redo: true, ...BECAUSE });
    expect(life.ticket).toMatchObject({
      state: 'inProgress',
      round: 2,
      redos: 1,
      solved: null,
      satisfied: null,
      people: { repliedBy: null, reviewedBy: null },
      callback: { attempts: [], linkSentAt: null },
    });
    expect(life.due('handle')).toBe('2026-09-24 18:00');
    expect(life.clock('handle')).toMatchObject({ id: 'handle.2', round: 2 });
    expect(life.due('citizen')).toBe('2026-09-24 18:00');
    expect(life.clock('judge').state).toBe('satisfied');
  });

  it('does not leave the answer of one round to the next', () => {
    const life = dissatisfied().does(reviewer, 'judge', { redo: true, ...BECAUSE });
    life.does(LEAD, 'reply', A_REPLY).does(reviewer, 'reviewReply', { accept: true });
    missed(missed(missed(life, '2026-09-22 11:00'), '2026-09-22 15:00'), '2026-09-23 10:00').at('2026-09-26 10:00');
    expect(life.ticket).toMatchObject({ closingCode: 'unreachable', solved: null, satisfied: null });
  });

  it('may have it done by a new lead, under the rules that the ticket was dispatched with', () => {
    const life = new Story(dissatisfied().ticket, { ...DEFAULT_WORLD, pack: pack('beijing') });
    life.does(reviewer, 'judge', { redo: true, unit: UNITS.otherDepartment, ...BECAUSE });
    expect(life.ticket).toMatchObject({ state: 'dispatched', round: 2, hop: 2, lead: { id: UNITS.otherDepartment } });
    expect(life.ticket.pack.code).toBe('default');
    expect(life.events.map((event) => [event.type, event.from, event.to])).toEqual([
      ['judged', 'dissatisfiedReview', 'pendingDispatch'],
      ['redispatched', 'pendingDispatch', 'dispatched'],
    ]);
    expect(liveClocks(life).sort()).toEqual(['acknowledge.2', 'citizen.2', 'contact.2', 'handle.2']);
  });

  it.each(['panel', 'deferred', 'handedOver', 'explained'] as const)('or is closed as %s', (code) => {
    const life = dissatisfied().does(reviewer, 'judge', { redo: false, code, ...BECAUSE });
    expect(life.ticket).toMatchObject({ state: 'closed', closingCode: code });
    expect(life.clock('judge')).toMatchObject({ state: 'satisfied', satisfiedBy: 'judged' });
  });

  it('is not closed without a code, nor judged by the handler', () => {
    expect(dissatisfied().refuses(reviewer, 'judge', { redo: false, ...BECAUSE })).toBe('code-not-allowed');
    const author = actor('reviewer', { name: LEAD.id });
    expect(dissatisfied().refuses(author, 'judge', { redo: true, ...BECAUSE })).toBe('separation-of-duties');
  });

  it('after three redos has level 3, a supervision, and a new lead or a panel', () => {
    const life = redone(redone(dissatisfied()));
    expect(life.ticket).toMatchObject({ redos: 2, level: 0, supervisions: [] });
    redone(life);
    expect(life.ticket).toMatchObject({ redos: 3, level: 3, state: 'dissatisfiedReview' });
    expect(life.ticket.supervisions).toMatchObject([{ level: 3, answeredAt: null }]);
    expect(life.eventTypes.slice(-3)).toEqual(['rated', 'escalated', 'supervised']);
    expect(life.refuses(reviewer, 'judge', { redo: true, ...BECAUSE })).toBe('new-lead-required');
    expect(life.refuses(reviewer, 'judge', { redo: true, unit: UNITS.department, ...BECAUSE })).toBe(
      'new-lead-required',
    );
    expect(life.refuses(reviewer, 'judge', { redo: false, code: 'explained', ...BECAUSE })).toBe('code-not-allowed');
    for (const code of ['panel', 'deferred', 'handedOver'] as const) {
      expect(life.refuses(reviewer, 'judge', { redo: false, code, ...BECAUSE })).toBeNull();
    }
    expect(life.refuses(reviewer, 'judge', { redo: true, unit: UNITS.otherDepartment, ...BECAUSE })).toBeNull();
  });
});

describe('reopening', () => {
  const closed = () =>
    aLifeIn('callbackPending', { when: '2026-09-21 10:00' }).does(callbackAgent, 'recordCallback', {
      reached: true,
      solved: 'yes',
      satisfied: 5,
    });

  it('brings a ticket back to its unit in a new round', () => {
    const life = closed().at('2026-09-30 10:00').does(reviewer, 'reopen', BECAUSE);
    expect(life.ticket).toMatchObject({
      state: 'inProgress',
      round: 2,
      closingCode: null,
      closedAt: null,
      solved: null,
    });
    expect(liveClocks(life).sort()).toEqual(['citizen.2', 'handle.2']);
    life.at('2026-10-30 10:00');
    expect(life.ticket.state).toBe('inProgress');
  });

  it('brings one that no unit ever had to the dispatchers', () => {
    const life = aLifeIn('closed').does(reviewer, 'reopen', BECAUSE);
    expect(life.ticket).toMatchObject({ state: 'pendingDispatch', round: 1 });
    expect(liveClocks(life)).toEqual(['dispatch.1']);
  });

  it('is possible up to the last minute of the fifteenth day, even when the archive is late', () => {
    const life = closed().at('2026-10-06 09:59');
    expect(life.refuses(reviewer, 'reopen', BECAUSE)).toBeNull();
    const asleep = closed();
    const tooLate = { by: reviewer, body: BECAUSE, at: '2026-10-06T02:00:00.001Z' };
    expect(asleep.due('reopenWindow')).toBe('2026-10-06 10:00');
    expect(refusalOf(() => play(asleep.ticket, 'reopen', tooLate))).toBe('reopen-window-closed');
    expect(life.at('2026-10-06 10:00').ticket.state).toBe('archived');
    expect(life.refuses(operator, 'merge', { into: 'x' })).toBe('ticket-ended');
    expect(life.refuses(supervisor, 'supervise', { demand: 'x' })).toBe('ticket-ended');
  });
});
