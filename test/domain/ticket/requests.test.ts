import {
  aLifeIn,
  A_REPLY,
  BECAUSE,
  director,
  dispatcher,
  dutyManager,
  handlerOf,
  reviewer,
  supervisor,
} from '../../support/lives.js';
import { local, type Story } from '../../support/steps.js';
import { actor, UNITS } from '../../support/tickets.js';
import { explainClock } from '../../../domain/ticket/explain.js';
import { CALENDAR } from '../calendar/fixtures.js';

const A = handlerOf(UNITS.department);
const B = handlerOf(UNITS.otherDepartment);
const C = handlerOf(UNITS.thirdDepartment);
const asksReturn = { ...BECAUSE, basis: 'duty list, item 4' };
const latest = (life: Story) => String(life.ticket.requests.length);
const grants = (life: Story, by = dispatcher) =>
  life.does(by, 'decide', { request: latest(life), grant: true, ...BECAUSE });
const denies = (life: Story, by = dispatcher) =>
  life.does(by, 'decide', { request: latest(life), grant: false, ...BECAUSE });
const extends_ = (life: Story, workingDays: number) =>
  life.does(A, 'requestExtension', { workingDays, ...BECAUSE, basis: 'law' });

describe('a return', () => {
  it('granted, goes back to the dispatcher; the unit is free and the citizen keeps the date', () => {
    const life = aLifeIn('inProgress', { coUnits: [UNITS.township] });
    const promised = life.clock('citizen').dueAt;
    grants(life.does(A, 'requestReturn', { ...asksReturn, suggestedUnit: UNITS.otherDepartment }));
    expect(life.ticket).toMatchObject({
      state: 'pendingDispatch',
      lead: null,
      handler: null,
      coUnits: [],
      disputes: 1,
    });
    expect(life.ticket.requests[0]).toMatchObject({ status: 'granted', suggestedUnit: UNITS.otherDepartment });
    expect(life.clock('handle').state).toBe('cancelled');
    expect(life.clock('task', '1').state).toBe('cancelled');
    expect(life.clock('citizen')).toMatchObject({ state: 'running', dueAt: promised });
    expect(life.clock('dispatch')).toMatchObject({ id: 'dispatch.2', state: 'running' });
    expect(life.clock('decision', '1')).toMatchObject({ state: 'satisfied', satisfiedBy: 'returnGranted' });
    life.does(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE });
    expect(life.ticket.hop).toBe(2);
    expect(life.clock('handle').id).toBe('handle.2');
    expect(life.ticket.clocks.filter((clock) => clock.key === 'citizen')).toHaveLength(1);
  });

  it('denied, changes nothing for the unit, whose clock ran on', () => {
    const life = aLifeIn('dispatched');
    const due = life.clock('handle').dueAt;
    denies(life.does(A, 'requestReturn', asksReturn));
    expect(life.ticket).toMatchObject({ state: 'dispatched', lead: { id: UNITS.department }, disputes: 1 });
    expect(life.clock('handle')).toMatchObject({ state: 'running', dueAt: due });
  });

  it('disputed twice, goes to the duty board, whose owner may not return it', () => {
    const life = aLifeIn('inProgress');
    denies(life.does(A, 'requestReturn', asksReturn));
    denies(life.does(A, 'requestReturn', asksReturn));
    expect(life.ticket).toMatchObject({ state: 'adjudication', lead: null });
    expect(life.clock('adjudicate').state).toBe('running');
    expect(life.clock('handle').state).toBe('cancelled');
    life.does(dutyManager, 'adjudicate', { unit: UNITS.department, coUnits: [UNITS.township], ...BECAUSE });
    expect(life.ticket).toMatchObject({ state: 'dispatched', noReturn: true, hop: 2 });
    expect(life.clock('adjudicate')).toMatchObject({ state: 'satisfied', satisfiedBy: 'adjudicated' });
    expect(life.refuses(A, 'requestReturn', asksReturn)).toBe('return-not-allowed');
  });

  it('is refused for good once A and B have returned and C was fixed', () => {
    const life = aLifeIn('inProgress');
    grants(life.does(A, 'requestReturn', asksReturn));
    life.does(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE });
    grants(life.does(B, 'requestReturn', asksReturn));
    expect(life.ticket.state).toBe('adjudication');
    life.does(director, 'adjudicate', { unit: UNITS.thirdDepartment, ...BECAUSE });
    expect(life.ticket).toMatchObject({ noReturn: true, lead: { id: UNITS.thirdDepartment } });
    expect(life.refuses(C, 'requestReturn', asksReturn)).toBe('return-not-allowed');
    life.does(C, 'acknowledge', {});
    expect(life.refuses(C, 'requestReturn', asksReturn)).toBe('return-not-allowed');
  });

  it('is asked for within two working days of dispatch', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-21 10:00' }).at('2026-09-23 18:00');
    expect(life.refuses(A, 'requestReturn', asksReturn)).toBeNull();
    life.at('2026-09-23 18:01');
    expect(life.refuses(A, 'requestReturn', asksReturn)).toBe('return-window-closed');
  });

  it('is asked for within an hour when it is urgent, and never in an emergency', () => {
    const urgent = aLifeIn('inProgress', { urgency: 'P1', when: '2026-09-20 03:00' }).at('2026-09-20 04:00');
    expect(urgent.refuses(A, 'requestReturn', asksReturn)).toBeNull();
    expect(urgent.at('2026-09-20 04:01').refuses(A, 'requestReturn', asksReturn)).toBe('return-window-closed');
    expect(aLifeIn('inProgress', { urgency: 'P0' }).refuses(A, 'requestReturn', asksReturn)).toBe('return-not-allowed');
  });

  it('is not for a ticket that is done again', () => {
    const life = aLifeIn('dissatisfiedReview').does(reviewer, 'judge', { redo: true, ...BECAUSE });
    expect(life.refuses(A, 'requestReturn', asksReturn)).toBe('return-not-allowed');
  });

  it('is open to the first unit of a ticket that was answered on the line and reopened', () => {
    const life = aLifeIn('closed').does(reviewer, 'reopen', BECAUSE);
    life.does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE });
    expect(life.ticket.round).toBe(1);
    expect(life.clock('handle').rule).toContain('handle');
    expect(life.refuses(A, 'requestReturn', asksReturn)).toBeNull();
  });
});

describe('any request', () => {
  it('waits for its decision before the next one', () => {
    const life = aLifeIn('inProgress').does(A, 'requestReturn', asksReturn);
    expect(life.refuses(A, 'requestExtension', { workingDays: 1, ...asksReturn })).toBe('request-open');
    expect(life.refuses(A, 'requestSuspension', { ...BECAUSE, until: '2027-01-01T00:00:00.000Z' })).toBe(
      'request-open',
    );
    expect(life.refuses(A, 'requestTermination', BECAUSE)).toBe('request-open');
  });

  it.each([
    ['requestReturn', asksReturn, dispatcher],
    ['requestExtension', { workingDays: 1, ...asksReturn }, dutyManager],
    ['requestSuspension', { ...BECAUSE, until: '2027-01-01T00:00:00.000Z' }, supervisor],
    ['requestTermination', BECAUSE, supervisor],
  ] as const)('%s is decided by another person in the right role, once', (command, body, by) => {
    const life = aLifeIn('inProgress').does(A, command, body);
    const itself = actor(by.role, { name: A.id });
    const decision = { request: '1', grant: false, ...BECAUSE };
    expect(life.refuses(itself, 'decide', decision)).toBe('separation-of-duties');
    expect(life.refuses(reviewer, 'decide', decision)).toBe('actor-not-allowed');
    expect(life.refuses(by, 'decide', { ...decision, request: '7' })).toBe('request-not-found');
    life.does(by, 'decide', decision);
    expect(life.refuses(by, 'decide', decision)).toBe('request-not-found');
    expect(life.clock('decision', '1').state).toBe('satisfied');
  });

  it('lapses with the reply, which answers it', () => {
    const life = aLifeIn('inProgress').does(A, 'requestTermination', BECAUSE).does(A, 'reply', A_REPLY);
    expect(life.ticket.requests[0]?.status).toBe('lapsed');
    expect(life.clock('decision', '1').state).toBe('cancelled');
  });

  it('left lying, comes to the duty desk', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-21 09:00' }).does(A, 'requestReturn', asksReturn);
    life.at('2026-09-21 18:00');
    const told = life.events.filter((event) => String(event.data['clock']).startsWith('decision'));
    expect(told.map((event) => [event.type, event.data['addressee']])).toEqual([
      ['reminded', 'dutyDesk'],
      ['overdue', 'dutyDesk'],
    ]);
  });
});

describe('an extension', () => {
  const working = (options = {}) => aLifeIn('inProgress', { when: '2026-09-18 15:00', ...options });

  it('moves the date of the unit and the one told to the citizen', () => {
    const life = extends_(working().at('2026-09-21 10:00'), 5);
    expect(life.due('handle')).toBe('2026-09-24 18:00');
    grants(life, dutyManager);
    expect([life.due('handle'), life.due('citizen')]).toEqual(['2026-10-09 18:00', '2026-10-09 18:00']);
  });

  it('refused, leaves the date', () => {
    const life = denies(extends_(working(), 5), dutyManager);
    expect(life.due('handle')).toBe('2026-09-24 18:00');
  });

  it('is asked for before the date, not after', () => {
    const life = working().at('2026-09-24 17:59');
    expect(life.refuses(A, 'requestExtension', { workingDays: 1, ...asksReturn })).toBeNull();
    life.at('2026-09-24 18:00');
    expect(life.refuses(A, 'requestExtension', { workingDays: 1, ...asksReturn })).toBe('extension-not-allowed');
  });

  it('needs the director for the second time, and there is no third', () => {
    const life = grants(extends_(working(), 5), dutyManager);
    extends_(life, 5);
    expect(life.refuses(dutyManager, 'decide', { request: '2', grant: true, ...BECAUSE })).toBe('actor-not-allowed');
    grants(life, director);
    expect(life.due('handle')).toBe('2026-10-15 18:00');
    expect(life.refuses(A, 'requestExtension', { workingDays: 1, ...asksReturn })).toBe('extension-limit');
  });

  it('has a limit for each, and for all', () => {
    expect(working().refuses(A, 'requestExtension', { workingDays: 6, ...asksReturn })).toBe('extension-limit');
    const complex = working({ urgency: 'P3' });
    expect(complex.refuses(A, 'requestExtension', { workingDays: 10, ...asksReturn })).toBeNull();
    grants(extends_(complex, 10), dutyManager);
    expect(complex.refuses(A, 'requestExtension', { workingDays: 6, ...asksReturn })).toBe('extension-limit');
    expect(complex.refuses(A, 'requestExtension', { workingDays: 5, ...asksReturn })).toBeNull();
  });

  it.each([{ type: 'consult' as const }, { urgency: 'P0' as const }, { urgency: 'P1' as const }])(
    'is not for %p',
    (options) => {
      expect(working(options).refuses(A, 'requestExtension', { workingDays: 1, ...asksReturn })).toBe(
        'extension-not-allowed',
      );
    },
  );

  it('granted too late makes the flag of lateness go away with a reply that is in time after all', () => {
    const life = extends_(working().at('2026-09-24 17:00'), 5).at('2026-09-28 10:00');
    expect(life.ticket.overdue).toBe(true);
    grants(life, dutyManager)
      .at('2026-09-29 10:00')
      .does(A, 'reply', A_REPLY)
      .does(reviewer, 'reviewReply', { accept: true });
    expect(life.ticket.overdue).toBe(false);
    expect(life.clock('handle').overdueAt).toBeNull();
  });
});

describe('a suspension', () => {
  const suspended = (from: string, until: string, options = {}) => {
    const life = aLifeIn('inProgress', { when: '2026-09-21 10:00', ...options }).at(from);
    const instant = new Date(`${until.replace(' ', 'T')}:00+08:00`).toISOString();
    return grants(life.does(A, 'requestSuspension', { until: instant, ...BECAUSE }), supervisor);
  };

  it('keeps the working days that are left, and ends by itself', () => {
    // Due on Tuesday 29 September; on Wednesday 23 three working days are left: 24, 28, 29.
    const life = suspended('2026-09-23 10:00', '2026-10-12 09:00');
    expect(life.due('handle')).toBe('2026-09-29 18:00');
    expect([life.clock('handle').state, life.clock('citizen').state]).toEqual(['paused', 'paused']);
    life.at('2026-10-12 08:59');
    expect(life.ticket.state).toBe('suspended');
    expect(life.ticket.overdue).toBe(false);
    life.at('2026-10-12 09:00');
    expect(life.ticket.state).toBe('inProgress');
    expect([life.due('handle'), life.due('citizen')]).toEqual(['2026-10-15 18:00', '2026-10-15 18:00']);
    expect(life.eventTypes.slice(-2)).toEqual(['suspensionEnded', 'resumed']);
    expect(life.clock('suspension').state).toBe('satisfied');
  });

  it.each([
    ['only touches midnight', '2026-11-03 23:58', '2026-11-04 00:03'],
    ['lasts from Friday evening to Monday morning', '2026-11-06 17:40', '2026-11-09 08:50'],
  ])('that %s took no office time, and moves no date', (_name, from, until) => {
    const life = suspended(from, until, { when: '2026-11-02 10:00' }).at(until);
    expect(life.ticket).toMatchObject({ state: 'inProgress', overdue: false });
    expect([life.due('handle'), life.due('citizen')]).toEqual(['2026-11-09 18:00', '2026-11-09 18:00']);
    const { steps, dueAt } = explainClock(CALENDAR, life.clock('handle'));
    expect(steps.at(-1)).toMatchObject({ kind: 'resumed', lost: { amount: 0, unit: 'workingDays' }, dueAt });
    expect(steps.at(-1)?.segments.at(-1)?.to).toBe(dueAt);
  });

  it('keeps the hours that are left of an urgent one', () => {
    const life = suspended('2026-09-21 20:00', '2026-09-25 08:00', { urgency: 'P1' });
    life.at('2026-09-25 08:00');
    expect(life.due('handle')).toBe('2026-09-25 22:00');
  });

  it('keeps the rest of the last day', () => {
    const life = suspended('2026-09-29 11:00', '2026-10-08 09:00').at('2026-10-08 09:00');
    expect(life.due('handle')).toBe('2026-10-08 18:00');
  });

  it('may be ended before its day by the unit or a supervisor', () => {
    const life = suspended('2026-09-23 10:00', '2026-10-12 09:00').at('2026-09-24 09:00');
    expect(life.refuses(B, 'resume', BECAUSE)).toBe('actor-not-allowed');
    expect(life.refuses(supervisor, 'resume', BECAUSE)).toBeNull();
    life.does(A, 'resume', BECAUSE);
    expect(life.ticket.state).toBe('inProgress');
    expect(life.due('handle')).toBe('2026-09-30 18:00');
    life.at('2026-10-12 10:00');
    expect(life.eventTypes).not.toContain('suspensionEnded');
  });

  it('reminds by the time that ran, not by the time that passed', () => {
    const life = suspended('2026-09-21 16:00', '2026-10-19 09:00').at('2026-10-19 09:30');
    expect(life.eventTypes.filter((type) => type === 'reminded')).toEqual([]);
    life.at('2026-10-23 18:00');
    const handleReminders = life.events.filter(
      (event) => event.data['clock'] === 'handle.1' && event.type === 'reminded',
    );
    expect(handleReminders.map((event) => event.data['rung'])).toEqual(['blue50', 'blue75']);
    for (const event of handleReminders) expect(event.at > life.clock('handle').startedAt).toBe(true);
    expect(local(handleReminders[0]?.at ?? '').slice(0, 10)).toBe('2026-10-21');
  });

  it('may come twice', () => {
    const life = suspended('2026-09-23 10:00', '2026-09-28 09:00').at('2026-09-28 09:00');
    expect(life.due('handle')).toBe('2026-10-08 18:00');
    const until = '2026-10-12T01:00:00.000Z';
    grants(life.does(A, 'requestSuspension', { until, ...BECAUSE }), supervisor).at(until);
    // From Monday 28 September three days were left, and three are left now.
    expect(life.due('handle')).toBe('2026-10-15 18:00');
  });

  it('leaves an overdue ticket overdue', () => {
    const life = suspended('2026-09-30 10:00', '2026-10-12 09:00').at('2026-10-12 09:00');
    expect(life.ticket.overdue).toBe(true);
    expect(life.clock('handle').dueAt).toBe(life.now);
    life.at('2026-10-12 10:00').does(A, 'reply', A_REPLY).does(reviewer, 'reviewReply', { accept: true });
    expect(life.ticket.overdue).toBe(true);
    expect(life.eventTypes.filter((type) => type === 'overdue').length).toBeGreaterThan(0);
  });

  it('has an end that lies ahead, when asked for and when granted', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-21 10:00' });
    const until = '2026-09-22T02:00:00.000Z';
    expect(life.refuses(A, 'requestSuspension', { until: life.now, ...BECAUSE })).toBe('suspension-invalid');
    life.does(A, 'requestSuspension', { until, ...BECAUSE }).at('2026-09-22 11:00');
    expect(life.refuses(supervisor, 'decide', { request: '1', grant: true, ...BECAUSE })).toBe('suspension-invalid');
    expect(life.refuses(supervisor, 'decide', { request: '1', grant: false, ...BECAUSE })).toBeNull();
  });
});

describe('a termination', () => {
  it('granted, ends the ticket and its clocks', () => {
    const life = grants(aLifeIn('inProgress').does(A, 'requestTermination', BECAUSE), supervisor);
    expect(life.ticket).toMatchObject({ state: 'terminated', closingCode: 'terminated' });
    expect(life.clock('decision', '1')).toMatchObject({ state: 'satisfied', satisfiedBy: 'terminated' });
    expect(life.clock('handle').state).toBe('cancelled');
    expect(life.events.at(-1)?.data).toMatchObject({ request: '1', grant: true });
  });

  it('denied, leaves the unit at work', () => {
    const life = denies(aLifeIn('dispatched').does(A, 'requestTermination', BECAUSE), supervisor);
    expect(life.ticket.state).toBe('dispatched');
    expect(life.clock('handle').state).toBe('running');
  });
});
