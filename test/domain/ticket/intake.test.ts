import { aLife, aLifeIn, BECAUSE, citizen, dispatcher, handler, operator, reviewer } from '../../support/lives.js';
import { local } from '../../support/steps.js';
import { actor, aClass, UNITS } from '../../support/tickets.js';

describe('accepting a ticket', () => {
  it('hands it to the dispatchers with a clock of their own', () => {
    const life = aLife({ when: '2026-09-18 14:00' }).at('2026-09-18 14:20').does(operator, 'accept', {});
    expect(life.ticket.state).toBe('pendingDispatch');
    expect(life.clock('accept')).toMatchObject({ state: 'satisfied', satisfiedBy: 'accepted', overdueAt: null });
    expect(life.clock('dispatch').state).toBe('running');
    // 4 working hours: 3 h 10 min on Friday, 50 min on the Sunday that is worked.
    expect(life.due('dispatch')).toBe('2026-09-20 09:50');
  });

  it('takes what the operator heard: type, urgency, class and the unit complained of', () => {
    const life = aLife().does(
      operator,
      'accept',
      { type: 'help', urgency: 'P1', classCode: '010101', accusedUnit: UNITS.department },
      { classFacts: aClass() },
    );
    expect(life.ticket).toMatchObject({
      type: 'help',
      urgency: 'P1',
      classCode: '010101',
      accusedUnit: UNITS.department,
      classFacts: { code: '010101' },
    });
    expect(life.due('dispatch')).toBe('2026-09-18 14:30');
  });

  it('is late when it was left lying, and the duty desk is told', () => {
    const life = aLife({ when: '2026-09-18 14:00' }).at('2026-09-18 17:00').does(operator, 'accept', {});
    expect(life.eventTypes).toEqual(['reminded', 'overdue', 'accepted']);
    expect(life.events[1]?.data).toMatchObject({ clock: 'accept.1', addressee: 'dutyDesk', level: 1 });
    expect(local(life.clock('accept').overdueAt ?? '')).toBe('2026-09-18 16:00');
  });
});

describe('ending a call without a ticket for a unit', () => {
  it.each([
    ['answer', { text: 'the office opens at nine' }, 'answered'],
    ['redirect', { channel: 'court', ...BECAUSE }, 'redirected'],
    ['decline', { code: 'noFact', ...BECAUSE }, 'declined'],
    ['handToEmergency', { line: '119', ...BECAUSE }, 'emergencyTransferred'],
  ] as const)('%s closes it with its own code and archives it after fifteen days', (command, body, code) => {
    const life = aLife({ when: '2026-09-18 14:00' }).at('2026-09-18 14:05').does(operator, command, body);
    expect(life.ticket).toMatchObject({ state: 'closed', closingCode: code, closedAt: life.now });
    expect(life.clock('accept')).toMatchObject({ state: 'satisfied', satisfiedAt: life.now });
    expect(life.due('reopenWindow')).toBe('2026-10-03 14:05');
    life.at('2026-10-03 14:05');
    expect(life.ticket.state).toBe('archived');
    expect(life.refuses(reviewer, 'reopen', BECAUSE)).toBe('ticket-ended');
  });

  it('notes which line took an emergency', () => {
    const life = aLife({ urgency: 'P0' }).does(operator, 'handToEmergency', { line: '120', ...BECAUSE });
    expect(life.events[0]?.data).toMatchObject({ line: '120', code: 'emergencyTransferred' });
  });
});

describe('what is never declined', () => {
  it.each([
    ['wages of migrant workers', { protectedMatters: ['wages'] }, ['wages']],
    ['matters of minors', { protectedMatters: ['minor'] }, ['minor']],
    ['words of self-harm', { protectedMatters: ['selfHarm'] }, ['selfHarm']],
    ['an emergency', { urgency: 'P0' as const }, ['emergency']],
    ['a report against somebody', { type: 'report' as const, noneNamed: true }, ['report']],
    ['a protected class', { classFacts: aClass({ neverDecline: true }) }, ['protectedClass']],
  ])('%s', (_name, registration, why) => {
    const life = aLife(registration);
    expect(life.refuses(operator, 'decline', { code: 'malicious', ...BECAUSE })).toBe('never-declined');
    expect(() => life.does(operator, 'decline', { code: 'malicious', ...BECAUSE })).toThrow(
      expect.objectContaining({ facts: { protectedMatters: why } }) as Error,
    );
    expect(life.refuses(operator, 'accept', {})).toBeNull();
  });
});

describe('an appeal against a decline', () => {
  const declined = () =>
    aLife({ when: '2026-09-18 14:00' }).does(operator, 'decline', { code: 'beyondPolicy', ...BECAUSE });

  it('is decided by a second person, who may send the ticket to dispatch', () => {
    const life = declined().at('2026-09-19 09:00').does(citizen, 'appeal', BECAUSE);
    expect(life.ticket.state).toBe('closed');
    const first = actor('reviewer', { name: operator.id });
    expect(life.refuses(first, 'decide', { request: '1', grant: true, ...BECAUSE })).toBe('separation-of-duties');
    expect(life.refuses(dispatcher, 'decide', { request: '1', grant: true, ...BECAUSE })).toBe('actor-not-allowed');
    life.does(reviewer, 'decide', { request: '1', grant: true, ...BECAUSE });
    expect(life.ticket).toMatchObject({ state: 'pendingDispatch', closingCode: null, closedAt: null });
    expect(life.clock('reopenWindow').state).toBe('satisfied');
    expect(life.clock('decision', '1')).toMatchObject({ state: 'satisfied', satisfiedBy: 'appealGranted' });
    life.does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE });
    expect(life.ticket.round).toBe(1);
  });

  it('leaves it closed when denied, and the archive takes it on its day', () => {
    const life = declined().at('2026-09-19 09:00').does(operator, 'appeal', BECAUSE);
    life.does(reviewer, 'decide', { request: '1', grant: false, ...BECAUSE });
    expect(life.ticket.state).toBe('closed');
    life.at('2026-10-03 14:00');
    expect(life.ticket.state).toBe('archived');
  });

  it('made on the last day is still decided: the archive waits for it', () => {
    const life = declined().at('2026-10-03 13:59').does(citizen, 'appeal', BECAUSE);
    life.at('2026-10-08 10:00');
    expect(life.ticket.state).toBe('closed');
    life.does(reviewer, 'decide', { request: '1', grant: false, ...BECAUSE });
    life.at('2026-10-08 10:01');
    expect(life.ticket.state).toBe('archived');
    expect(life.ticket.clocks.filter((clock) => clock.state === 'running')).toEqual([]);
  });

  it('is for declined tickets only, and for one at a time', () => {
    const answered = aLife().does(operator, 'answer', { text: 'so' });
    expect(answered.refuses(citizen, 'appeal', BECAUSE)).toBe('illegal-transition');
    const life = declined().does(citizen, 'appeal', BECAUSE);
    expect(life.refuses(citizen, 'appeal', BECAUSE)).toBe('request-open');
  });

  it('needs no decision any more once a reviewer has reopened the ticket', () => {
    const life = declined().does(citizen, 'appeal', BECAUSE).does(reviewer, 'reopen', BECAUSE);
    expect(life.ticket.state).toBe('pendingDispatch');
    expect(life.ticket.requests[0]?.status).toBe('lapsed');
    expect(life.refuses(reviewer, 'decide', { request: '1', grant: true, ...BECAUSE })).toBe('request-not-found');
    expect(life.ticket.clocks.filter((clock) => clock.key === 'dispatch')).toHaveLength(1);
  });
});

describe('a citizen who withdraws', () => {
  it.each([
    'registered',
    'pendingDispatch',
    'consulting',
    'dispatched',
    'inProgress',
    'adjudication',
    'suspended',
    'replied',
    'callbackPending',
    'dissatisfiedReview',
    'merged',
  ] as const)('ends the ticket in %s, and every clock with it', (state) => {
    const life = aLifeIn(state).does(citizen, 'withdraw', BECAUSE);
    expect(life.ticket).toMatchObject({ state: 'withdrawn', closingCode: 'withdrawn' });
    expect(life.ticket.clocks.filter((clock) => ['running', 'paused', 'held'].includes(clock.state))).toEqual([]);
    expect(life.ticket.requests.filter((request) => request.status === 'open')).toEqual([]);
    expect(life.refuses(citizen, 'withdraw', BECAUSE)).toBe('ticket-ended');
  });

  it('may not when it is closed already, and no employee but the operator may for them', () => {
    expect(aLifeIn('closed').refuses(citizen, 'withdraw', BECAUSE)).toBe('illegal-transition');
    expect(aLife().refuses(handler, 'withdraw', BECAUSE)).toBe('actor-not-allowed');
    expect(aLife().refuses(operator, 'withdraw', BECAUSE)).toBeNull();
  });
});
