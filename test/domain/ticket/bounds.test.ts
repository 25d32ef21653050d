import { BOUNDS, MOST_CHARACTERS } from '../../../domain/ticket/bounds.js';
import { draftOf } from '../../../domain/ticket/draft.js';
import { followerJoined, workflowIdOf } from '../../../domain/ticket/rules/intake.js';
import { nudge, supplement } from '../../../domain/ticket/rules/supervising.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import {
  A_REPLY,
  aLifeIn,
  aMasterFact,
  BECAUSE,
  callbackAgent,
  dispatcher,
  handlerOf,
  operator,
  reviewer,
  supervisor,
} from '../../support/lives.js';
import { hear, Story } from '../../support/steps.js';
import { actor, masterFacts, UNITS } from '../../support/tickets.js';

const STREET = handlerOf(UNITS.township);
const CALLED = handlerOf(UNITS.otherDepartment);
const TWO = [UNITS.otherDepartment, UNITS.thirdDepartment] as const;

const atStreet = (options = {}) =>
  aLifeIn('inProgress', { unit: UNITS.township, when: '2026-09-21 10:00', ...options });
const whistles = (units: readonly string[], kind: 'hardProblem' | 'emergency' = 'hardProblem') =>
  ({ case: kind, units, ...BECAUSE }) as const;
const sizeOf = ({ ticket }: Story): number => JSON.stringify(ticket).length;
const follower = (n: number) => ({ id: `f${n}`, number: `F-${n}`, workflowId: workflowIdOf(`f${n}`) });

/** The same ticket as a history keeps it that was begun before there were bounds. */
function inTheFirstEdition({ ticket, now }: Story): Story {
  const { edition: _, ...old } = ticket;
  return new Story(old as TicketState).at(now);
}

describe('a unit that was called in', () => {
  it('is not called again while it owes its answer, and is again after it', () => {
    const life = atStreet().does(STREET, 'whistle', whistles(TWO));
    expect(life.refuses(STREET, 'whistle', whistles(TWO))).toBe('task-open');
    expect(life.refuses(STREET, 'whistle', whistles([UNITS.city, UNITS.otherDepartment]))).toBe('task-open');
    expect(life.refuses(STREET, 'whistle', whistles([UNITS.city]))).toBeNull();
    life.does(CALLED, 'answerTask', { task: '1', result: 'closed the valve' });
    life.does(STREET, 'whistle', whistles([UNITS.otherDepartment]));
    expect(life.ticket.tasks.map(({ unit, status }) => [unit, status])).toEqual([
      [UNITS.otherDepartment, 'answered'],
      [UNITS.thirdDepartment, 'assigned'],
      [UNITS.otherDepartment, 'assigned'],
    ]);
  });

  it('comes although it only assists, and then owes one answer, by the date of the whistle', () => {
    const life = atStreet({ coUnits: [UNITS.otherDepartment] });
    life.does(STREET, 'whistle', whistles([UNITS.otherDepartment], 'emergency'));
    expect(life.ticket.tasks.map(({ kind, status }) => [kind, status])).toEqual([
      ['coHandle', 'cancelled'],
      ['whistle', 'assigned'],
    ]);
    expect(life.clock('task', '1').state).toBe('cancelled');
    expect(life.due('reportIn', '2')).toBe('2026-09-21 10:30');
  });
});

describe('a ticket that somebody makes grow', () => {
  it('is no larger after 130 whistles of one key than after the first', () => {
    const life = atStreet().does(STREET, 'whistle', whistles(TWO));
    const [events, size] = [life.events.length, sizeOf(life)];
    const answers = Array.from({ length: 129 }, () => life.refuses(STREET, 'whistle', whistles(TWO)));
    expect(new Set(answers)).toEqual(new Set(['task-open']));
    expect([life.events.length, sizeOf(life)]).toEqual([events, size]);
  });

  it(`gives out ${BOUNDS.tasks} tasks in its life, and can be dispatched without any after them`, () => {
    const life = atStreet();
    for (let n = 1; n <= BOUNDS.tasks; n += 1) {
      life.does(STREET, 'whistle', whistles([UNITS.otherDepartment]));
      life.does(CALLED, 'answerTask', { task: String(n), result: 'done' });
    }
    expect(life.refuses(STREET, 'whistle', whistles([UNITS.otherDepartment]))).toBe('too-many-tasks');
    expect(sizeOf(life)).toBeLessThan(MOST_CHARACTERS);
    life.does(STREET, 'requestReturn', { ...BECAUSE, basis: 'duty list' });
    life.does(dispatcher, 'decide', { request: '1', grant: true, ...BECAUSE });
    const anew = { unit: UNITS.department, ...BECAUSE };
    expect(life.refuses(dispatcher, 'dispatch', { ...anew, coUnits: [UNITS.community] })).toBe('too-many-tasks');
    expect(life.does(dispatcher, 'dispatch', anew).ticket.state).toBe('dispatched');
  });

  it(`takes ${BOUNDS.supervisions} supervisions by hand, and none is lost that the clock opens`, () => {
    const life = aLifeIn('inProgress', { urgency: 'P1' });
    for (let n = 0; n < BOUNDS.supervisions; n += 1) life.does(supervisor, 'supervise', { demand: 'answer' });
    expect(life.refuses(supervisor, 'supervise', { demand: 'answer' })).toBe('too-many-supervisions');
    const before = life.ticket.supervisions.length;
    life.at(life.clock('handle').dueAt).at('2026-12-31 12:00');
    expect(life.ticket.supervisions.length).toBeGreaterThan(before);
    expect(life.refuses(handlerOf(UNITS.department), 'reply', A_REPLY)).toBeNull();
  });

  it(`takes ${BOUNDS.requests} requests, and a reply after them`, () => {
    const life = aLifeIn('inProgress');
    const lead = handlerOf(UNITS.department);
    for (let n = 1; n <= BOUNDS.requests; n += 1) {
      life.does(lead, 'requestTermination', BECAUSE);
      life.does(supervisor, 'decide', { request: String(n), grant: false, ...BECAUSE });
    }
    expect(life.refuses(lead, 'requestTermination', BECAUSE)).toBe('too-many-requests');
    expect(life.refuses(lead, 'requestReturn', { ...BECAUSE, basis: 'duty list' })).toBeNull();
    expect(life.refuses(lead, 'reply', A_REPLY)).toBeNull();
  });

  it(`keeps ${BOUNDS.missedCallbacks} calls that reached nobody, and one that reached somebody always`, () => {
    const life = aLifeIn('callbackPending').at('2026-09-30 03:00');
    for (let n = 0; n < BOUNDS.missedCallbacks; n += 1) life.does(callbackAgent, 'recordCallback', { reached: false });
    expect(life.refuses(callbackAgent, 'recordCallback', { reached: false })).toBe('too-many-callbacks');
    expect(life.refuses(callbackAgent, 'recordCallback', { reached: true, solved: 'yes' })).toBeNull();
  });

  it('writes down a hundred nudges and a hundred supplements, and no more, before and after closing, unless there is distress in them', () => {
    const life = aLifeIn('inProgress');
    for (let n = 0; n < 80; n += 1) life.hears(nudge);
    for (let n = 0; n < 120; n += 1) life.hears(supplement);
    life.does(operator, 'withdraw', BECAUSE);
    expect(life.ticket.nudges).toMatchObject({ count: 80, supplements: 100 });

    const distressed = hear(aLifeIn('inProgress').ticket, supplement, life.now).ticket;
    const spoken = { ...distressed, nudges: { ...distressed.nudges, supplements: BOUNDS.supplements } };
    const heard = draftOf(spoken, actor('operator'), life.now, null, ['selfHarm']);
    supplement(heard);
    expect(heard.events).toHaveLength(1);

    const declined = aLifeIn('closed');
    for (let n = 0; n < 120; n += 1) declined.hears(nudge);
    expect(declined.eventTypes.filter((type) => type === 'nudgedAfterClosing')).toHaveLength(100);
  });

  it('that has come to its limit takes nothing more on, and can be brought to its end in every way', () => {
    const life = aLifeIn('pendingDispatch');
    let refused = null;
    for (let n = 0; n < 1_000 && refused === null; n += 1) {
      refused = life.refuses(operator, 'merge', { into: 'other' }, aMasterFact());
      if (refused !== null) break;
      life.does(operator, 'merge', { into: 'other' }, aMasterFact()).does(operator, 'unmerge', {});
      refused = sizeOf(life) < MOST_CHARACTERS ? null : 'far';
    }
    expect(sizeOf(life)).toBeGreaterThan(MOST_CHARACTERS - 4_000);
    const lead = handlerOf(UNITS.department);
    life.does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE }).does(lead, 'acknowledge', {});
    expect(life.refuses(lead, 'whistle', whistles(TWO))).toBe('ticket-full');
    expect(life.refuses(supervisor, 'supervise', { demand: 'answer' })).toBe('ticket-full');
    expect(life.refuses(lead, 'requestSuspension', { until: '2027-01-01T00:00:00.000Z', ...BECAUSE })).toBe(
      'ticket-full',
    );
    expect(life.refuses(lead, 'requestReturn', { ...BECAUSE, basis: 'duty list' })).toBeNull();
    life.does(lead, 'reply', A_REPLY);
    expect(life.refuses(reviewer, 'reviewReply', { accept: true })).toBeNull();
    life.does(reviewer, 'reviewReply', { accept: true });
    life.does(callbackAgent, 'recordCallback', { reached: true, solved: 'no', satisfied: 1, reason: 'x' });
    expect(life.refuses(actor('reviewer', { name: 'other' }), 'judge', { redo: true, ...BECAUSE })).toBe('ticket-full');
    life.does(actor('reviewer', { name: 'other' }), 'judge', { redo: false, code: 'panel', ...BECAUSE });
    expect(life.ticket.state).toBe('closed');
    expect(sizeOf(life)).toBeLessThan(MOST_CHARACTERS + 8_000);
  });

  it('keeps the rules it was begun under, so that its history can be told again', () => {
    const life = inTheFirstEdition(atStreet()).does(STREET, 'whistle', whistles(TWO));
    life.does(STREET, 'whistle', whistles(TWO)).hears(nudge);
    expect(life.ticket.tasks).toHaveLength(4);
  });
});

describe('a master with many followers', () => {
  const full = (): Story => {
    const life = aLifeIn('inProgress', { id: 'm', number: 'M-1' });
    const followers = Array.from({ length: BOUNDS.followers }, (_, n) => ({ ...follower(n), told: false }));
    return new Story({ ...life.ticket, followers }).at(life.now);
  };

  it(`has at most ${BOUNDS.followers}, and says so to whoever would add one`, () => {
    const other = aLifeIn('pendingDispatch', { id: 'g', number: 'G-1' });
    const master = { ...masterFacts(full().ticket), followers: BOUNDS.followers };
    expect(other.refuses(operator, 'merge', { into: 'M-1' }, { master })).toBe('too-many-followers');
    const room = { master: { ...master, followers: BOUNDS.followers - 1 } };
    expect(other.refuses(operator, 'merge', { into: 'M-1' }, room)).toBeNull();
  });

  it('sends back at once whom it has no room for, and does not change by it', () => {
    const life = full();
    life.hears((draft) => followerJoined(draft, follower(5_000)));
    expect(life.ticket.followers).toHaveLength(BOUNDS.followers);
    expect(life.events).toHaveLength(0);
    expect(life.signals).toEqual([
      expect.objectContaining({ to: 'ticket-f5000', outcome: expect.objectContaining({ kind: 'ended' }) as unknown }),
    ]);
  });

  it('is far from the limit of its size with all of them', () => {
    const named = Array.from({ length: BOUNDS.followers }, (_, n) => {
      const id = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
      return { id, number: `12345-20260918-${String(n).padStart(6, '0')}`, workflowId: workflowIdOf(id), told: false };
    });
    const life = full();
    expect(JSON.stringify({ ...life.ticket, followers: named }).length).toBeLessThan(0.75 * MOST_CHARACTERS);
  });
});
