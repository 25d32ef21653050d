import {
  aLifeIn,
  aMasterFact,
  BECAUSE,
  dispatcher,
  dutyManager,
  handlerOf,
  operator,
  reviewer,
} from '../../support/lives.js';
import type { Story } from '../../support/steps.js';
import { actor, aClass, UNITS } from '../../support/tickets.js';

const waiting = (options = {}) => aLifeIn('pendingDispatch', options);
const send = (life: Story, unit: string, coUnits: readonly string[] = []) =>
  life.does(dispatcher, 'dispatch', { unit, coUnits, ...BECAUSE });

/** The four ways to name an owner, each on a ticket that waits for it. */
const WAYS_TO_AN_OWNER = [
  [
    'dispatch',
    (options: object, unit: string) => waiting(options).refuses(dispatcher, 'dispatch', { unit, ...BECAUSE }),
  ],
  [
    'concluding a consultation',
    (options: object, unit: string) =>
      aLifeIn('consulting', options).refuses(dispatcher, 'concludeConsultation', { unit, ...BECAUSE }),
  ],
  [
    'a ruling',
    (options: object, unit: string) =>
      aLifeIn('adjudication', options).refuses(dutyManager, 'adjudicate', { unit, ...BECAUSE }),
  ],
  [
    'a redo by a new lead',
    (options: object, unit: string) =>
      aLifeIn('dissatisfiedReview', options).refuses(reviewer, 'judge', { redo: true, unit, ...BECAUSE }),
  ],
] as const;

describe('who may own a ticket', () => {
  describe.each(WAYS_TO_AN_OWNER)('by %s', (_name, tryOwner) => {
    it.each([UNITS.community, UNITS.grid])('never %s, which can only assist', (unit) => {
      expect(tryOwner({}, unit)).toBe('unit-level-not-allowed');
    });

    it('a township, but not for what belongs to departments', () => {
      expect(tryOwner({}, UNITS.township)).toBeNull();
      expect(tryOwner({ classFacts: aClass({ departmentOnly: true }) }, UNITS.township)).toBe('department-only');
      expect(tryOwner({ classFacts: aClass({ departmentOnly: true }) }, UNITS.districtDepartment)).toBeNull();
    });

    it('not the unit complained of nor one below it, but its superior', () => {
      const accusing = { accusedUnit: UNITS.district };
      expect(tryOwner(accusing, UNITS.district)).toBe('accused-unit');
      expect(tryOwner(accusing, UNITS.districtDepartment)).toBe('accused-unit');
      expect(tryOwner(accusing, UNITS.township)).toBe('accused-unit');
      expect(tryOwner(accusing, UNITS.city)).toBeNull();
    });

    it('not a unit that is not there', () => {
      expect(tryOwner({}, 'nowhere')).toBe('unit-not-found');
    });
  });

  it('lets a community assist', () => {
    const life = send(waiting(), UNITS.township, [UNITS.community]);
    expect(life.ticket).toMatchObject({
      state: 'dispatched',
      coUnits: [UNITS.community],
      tasks: [{ kind: 'coHandle', unit: UNITS.community, status: 'assigned' }],
    });
  });

  it('keeps the accused out of the co-units as well', () => {
    const life = waiting({ accusedUnit: UNITS.township });
    const body = { unit: UNITS.district, coUnits: [UNITS.community], ...BECAUSE };
    expect(life.refuses(dispatcher, 'dispatch', body)).toBe('accused-unit');
    expect(life.refuses(dispatcher, 'consult', { units: [UNITS.community], ...BECAUSE })).toBe('accused-unit');
  });
});

describe('dispatching', () => {
  it('starts the clocks of the unit and the promise to the citizen', () => {
    const life = send(waiting({ when: '2026-09-18 15:00' }), UNITS.department);
    expect(life.ticket).toMatchObject({ state: 'dispatched', hop: 1, lead: { id: UNITS.department } });
    expect(life.clock('dispatch')).toMatchObject({ state: 'satisfied', satisfiedBy: 'dispatched' });
    const running = life.ticket.clocks.filter((clock) => clock.state === 'running').map((clock) => clock.id);
    expect(running.sort()).toEqual(['acknowledge.1', 'citizen.1', 'contact.1', 'handle.1', 'returnWindow.1']);
  });

  it('gives each co-unit one task, and the lead none', () => {
    const life = send(waiting(), UNITS.department, [UNITS.township, UNITS.department, UNITS.township]);
    expect(life.ticket.tasks.map((task) => task.unit)).toEqual([UNITS.township]);
    expect(life.clock('task', '1').state).toBe('running');
  });

  it('follows the law where it gives a longer time', () => {
    const classFacts = aClass({ statutory: { workingDays: 20, lawRef: 'some law, art. 1' } });
    const life = send(waiting({ when: '2026-03-02 10:00', classFacts }), UNITS.department);
    expect(life.due('handle')).toBe('2026-03-30 18:00');
    expect(life.clock('handle').rule).toContain('some law, art. 1');
  });
});

describe('a consultation', () => {
  it('fixes the lead and the co-units, and dispatch goes there and nowhere else', () => {
    const life = waiting().does(dispatcher, 'consult', {
      units: [UNITS.department, UNITS.otherDepartment],
      ...BECAUSE,
    });
    expect(life.ticket.state).toBe('consulting');
    expect(life.clock('dispatch').state).toBe('running');
    life.does(dispatcher, 'concludeConsultation', {
      unit: UNITS.otherDepartment,
      coUnits: [UNITS.township],
      ...BECAUSE,
    });
    expect(life.ticket).toMatchObject({ state: 'pendingDispatch', fixedLead: UNITS.otherDepartment });
    expect(life.refuses(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE })).toBe('owner-fixed');
    // The body names no co-units, so neither do the facts: what the consultation fixed holds.
    life.does(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE });
    expect(life.ticket).toMatchObject({ fixedLead: null, coUnits: [UNITS.township] });
    expect(life.ticket.tasks.map((task) => task.unit)).toEqual([UNITS.township]);
  });

  it('may be held again when its outcome was wrong', () => {
    const life = aLifeIn('consulting').does(dispatcher, 'concludeConsultation', { unit: UNITS.department, ...BECAUSE });
    life.does(dispatcher, 'consult', { units: [UNITS.otherDepartment], ...BECAUSE });
    life.does(dispatcher, 'concludeConsultation', { unit: UNITS.otherDepartment, ...BECAUSE });
    expect(life.refuses(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE })).toBeNull();
  });

  it('still holds for a ticket that was merged for a while', () => {
    const life = aLifeIn('consulting').does(dispatcher, 'concludeConsultation', {
      unit: UNITS.department,
      coUnits: [UNITS.township],
      ...BECAUSE,
    });
    life.does(operator, 'merge', { into: 'M-1' }, aMasterFact()).does(operator, 'unmerge', {});
    expect(life.refuses(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE })).toBe('owner-fixed');
    life.does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE });
    expect(life.ticket.tasks.map((task) => task.unit)).toEqual([UNITS.township]);
  });
});

describe('the hop limit', () => {
  it('sends a ticket to the duty board instead of a fourth unit', () => {
    const life = waiting();
    life.ticket = { ...life.ticket, hop: life.ticket.pack.rules.maxHops };
    expect(life.refuses(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE })).toBe('hop-limit');
  });
});

describe('a day in the unit', () => {
  it('acknowledges, names a handler, calls the citizen', () => {
    const lead = handlerOf(UNITS.department);
    const life = send(waiting({ when: '2026-09-21 09:00' }), UNITS.department);
    life.at('2026-09-21 10:00').does(lead, 'acknowledge', {});
    expect(life.ticket.state).toBe('inProgress');
    expect(life.clock('acknowledge')).toMatchObject({ state: 'satisfied', satisfiedAt: life.now, overdueAt: null });
    life.at('2026-09-21 10:30').does(lead, 'assign', { handler: 'wang' });
    expect(life.ticket.handler).toBe('wang');
    life.at('2026-09-22 09:00').does(lead, 'recordContact', { note: 'called' });
    expect(life.clock('contact')).toMatchObject({ state: 'satisfied', overdueAt: null });
    life.does(lead, 'recordContact', { note: 'called again' });
    expect(life.eventTypes.filter((type) => type === 'contacted')).toHaveLength(2);
  });

  it('has a flag of its own for a late acknowledgement', () => {
    const life = send(waiting({ when: '2026-09-21 09:00' }), UNITS.department);
    life.at('2026-09-21 17:00').does(handlerOf(UNITS.department), 'acknowledge', {});
    expect(life.clock('acknowledge').overdueAt).toBe(life.clock('acknowledge').dueAt);
    expect(life.ticket).toMatchObject({ overdue: false, level: 1 });
  });

  it('is closed to every other unit', () => {
    const life = send(waiting(), UNITS.department);
    expect(life.refuses(handlerOf(UNITS.otherDepartment), 'acknowledge', {})).toBe('actor-not-allowed');
    expect(life.refuses(operator, 'acknowledge', {})).toBe('actor-not-allowed');
    expect(life.refuses(actor('handler', { unit: UNITS.department, name: 'colleague' }), 'acknowledge', {})).toBeNull();
  });
});
