import { A_REPLY, aLifeIn, BECAUSE, handlerOf, reviewer } from '../../support/lives.js';
import { UNITS } from '../../support/tickets.js';

const STREET = handlerOf(UNITS.township);
const CALLED = handlerOf(UNITS.otherDepartment);
const OTHER = handlerOf(UNITS.thirdDepartment);

const atStreet = (options = {}) =>
  aLifeIn('inProgress', { unit: UNITS.township, when: '2026-09-21 10:00', ...options });
const whistles = (units: readonly string[], kind: 'hardProblem' | 'jointEnforcement' | 'emergency' = 'hardProblem') =>
  ({ case: kind, units, ...BECAUSE }) as const;

describe('a whistle', () => {
  it.each([
    ['hardProblem', '2026-09-22 18:00', '2026-10-12 18:00'],
    ['jointEnforcement', '2026-09-22 18:00', '2026-09-24 18:00'],
    ['emergency', '2026-09-21 10:30', '2026-09-22 18:00'],
  ] as const)('for a case of %s gives each unit its own two clocks', (kind, reportIn, answer) => {
    const life = atStreet().does(STREET, 'whistle', whistles([UNITS.otherDepartment, UNITS.thirdDepartment], kind));
    expect(life.ticket.tasks.map((task) => [task.unit, task.kind, task.whistleCase])).toEqual([
      [UNITS.otherDepartment, 'whistle', kind],
      [UNITS.thirdDepartment, 'whistle', kind],
    ]);
    for (const ref of ['1', '2'])
      expect([life.due('reportIn', ref), life.due('task', ref)]).toEqual([reportIn, answer]);
  });

  it('is blown by a street or above, for a street or above, and not for oneself', () => {
    expect(atStreet().refuses(STREET, 'whistle', whistles([UNITS.community]))).toBe('whistle-not-allowed');
    expect(atStreet().refuses(STREET, 'whistle', whistles([UNITS.grid]))).toBe('whistle-not-allowed');
    expect(atStreet().refuses(STREET, 'whistle', whistles([UNITS.township]))).toBe('whistle-not-allowed');
    expect(atStreet().refuses(STREET, 'whistle', whistles(['nowhere']))).toBe('unit-not-found');
    expect(atStreet().refuses(CALLED, 'whistle', whistles([UNITS.district]))).toBe('actor-not-allowed');
  });

  it('calls in no unit that the ticket is about', () => {
    const life = atStreet({ accusedUnit: UNITS.otherDepartment });
    expect(life.refuses(STREET, 'whistle', whistles([UNITS.otherDepartment]))).toBe('accused-unit');
    expect(life.refuses(STREET, 'whistle', whistles([UNITS.city]))).toBeNull();
  });

  it('is answered in two steps, each by the unit that was called', () => {
    const life = atStreet().does(STREET, 'whistle', whistles([UNITS.otherDepartment, UNITS.thirdDepartment]));
    expect(life.refuses(CALLED, 'reportIn', { task: '2' })).toBe('task-not-allowed');
    expect(life.refuses(CALLED, 'reportIn', { task: '9' })).toBe('task-not-found');
    expect(life.refuses(STREET, 'reportIn', { task: '1' })).toBe('actor-not-allowed');
    life.at('2026-09-21 15:00').does(CALLED, 'reportIn', { task: '1' });
    expect(life.ticket.tasks[0]?.status).toBe('reportedIn');
    expect(life.clock('reportIn', '1')).toMatchObject({ state: 'satisfied', satisfiedAt: life.now });
    expect(life.clock('task', '1').state).toBe('running');
    expect(life.refuses(CALLED, 'reportIn', { task: '1' })).toBe('task-not-allowed');
    life.at('2026-09-24 15:00').does(CALLED, 'answerTask', { task: '1', result: 'pipe closed' });
    expect(life.ticket.tasks[0]).toMatchObject({ status: 'answered', answeredAt: life.now });
    expect(life.refuses(CALLED, 'answerTask', { task: '1', result: 'again' })).toBe('actor-not-allowed');
    expect(life.ticket.tasks[1]?.status).toBe('assigned');
  });

  it('may be answered at once, which is to have come', () => {
    const life = atStreet().does(STREET, 'whistle', whistles([UNITS.otherDepartment]));
    life.does(CALLED, 'answerTask', { task: '1', result: 'done' });
    expect(life.clock('reportIn', '1').state).toBe('satisfied');
    expect(life.clock('task', '1').state).toBe('satisfied');
  });

  it('not heard, lifts the matter to the deputy head of the unit that was called', () => {
    const life = atStreet()
      .does(STREET, 'whistle', whistles([UNITS.otherDepartment], 'emergency'))
      .at('2026-09-21 11:00');
    const late = life.events.find((event) => event.type === 'overdue');
    expect(late?.data).toMatchObject({ clock: 'reportIn:1.1', addressee: 'unitDeputyHead' });
    expect(life.ticket.level).toBe(1);
  });
});

describe('a reply while others still work', () => {
  it('waits for them, or says why it does not', () => {
    const life = atStreet({ coUnits: [UNITS.community] }).does(STREET, 'whistle', whistles([UNITS.otherDepartment]));
    expect(life.refuses(STREET, 'reply', A_REPLY)).toBe('open-tasks');
    life.does(CALLED, 'answerTask', { task: '2', result: 'done' });
    expect(() => life.does(STREET, 'reply', A_REPLY)).toThrow(
      expect.objectContaining({ facts: { tasks: ['1'] } }) as Error,
    );
    life.does(STREET, 'reply', { ...A_REPLY, openTasksReason: 'no need for it any more' });
    expect(life.events.at(-1)?.data).toEqual({ openTasks: ['1'] });
    expect(life.ticket.tasks[0]?.status).toBe('assigned');
    life.does(handlerOf(UNITS.community), 'answerTask', { task: '1', result: 'still useful' });
    life.does(reviewer, 'reviewReply', { accept: true });
    expect(life.ticket.state).toBe('callbackPending');
  });

  it('ends what is still open once it is accepted', () => {
    const life = atStreet().does(STREET, 'whistle', whistles([UNITS.thirdDepartment]));
    life
      .does(STREET, 'reply', { ...A_REPLY, openTasksReason: 'solved' })
      .does(reviewer, 'reviewReply', { accept: true });
    expect(life.ticket.tasks[0]?.status).toBe('cancelled');
    expect(life.clock('task', '1').state).toBe('cancelled');
    expect(life.clock('reportIn', '1').state).toBe('cancelled');
    expect(life.refuses(OTHER, 'answerTask', { task: '1', result: 'late' })).toBe('actor-not-allowed');
  });
});
