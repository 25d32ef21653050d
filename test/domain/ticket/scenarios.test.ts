import type { CalendarYear } from '../../../domain/calendar/types.js';
import {
  A_REPLY,
  aLife,
  aLifeIn,
  BECAUSE,
  citizen,
  dispatcher,
  dutyManager,
  handlerOf,
  operator,
  redacted,
  reviewer,
  supervisor,
} from '../../support/lives.js';
import { local, type Story } from '../../support/steps.js';
import { aClass, UNITS } from '../../support/tickets.js';
import { CALENDAR, calendarOf, readYear } from '../calendar/fixtures.js';

const A = handlerOf(UNITS.department);
const B = handlerOf(UNITS.otherDepartment);
const C = handlerOf(UNITS.thirdDepartment);
const asksReturn = { ...BECAUSE, basis: 'duty list' };
const decision = (life: Story, grant: boolean) => ({ request: String(life.ticket.requests.length), grant, ...BECAUSE });
const dispatchedTo = (life: Story, unit: string) => life.does(dispatcher, 'dispatch', { unit, ...BECAUSE });

describe('days of a hotline', () => {
  it('counts a make-up Sunday: a complaint dispatched on the Friday before Mid-Autumn 2026', () => {
    const life = aLifeIn('dispatched', { when: '2026-09-18 15:00' });
    expect(life.due('acknowledge')).toBe('2026-09-20 10:30');
    expect(life.due('contact')).toBe('2026-09-20 18:00');
    expect(life.due('handle')).toBe('2026-09-24 18:00');
    life.does(A, 'acknowledge', {}).does(A, 'requestExtension', { workingDays: 5, ...BECAUSE, basis: 'law' });
    life.does(dutyManager, 'decide', decision(life, true));
    expect(life.due('handle')).toBe('2026-10-09 18:00');
  });

  it('does not pause for a holiday: heating fails at Spring Festival', () => {
    const life = aLifeIn('dispatched', { when: '2026-02-16 22:30', urgency: 'P1', type: 'help' });
    expect(life.due('acknowledge')).toBe('2026-02-16 23:30');
    expect(life.due('contact')).toBe('2026-02-17 00:30');
    expect(life.due('handle')).toBe('2026-02-17 22:30');
  });

  it('gives the second unit its own time and the citizen no later date: a return before Labour Day', () => {
    const life = aLifeIn('inProgress', { when: '2026-04-27 10:00', type: 'help' });
    expect(life.due('handle')).toBe('2026-05-07 18:00');
    life.at('2026-04-28 09:30').does(A, 'requestReturn', asksReturn).at('2026-04-28 11:00');

    const denied = aLifeIn('inProgress', { when: '2026-04-27 10:00', type: 'help' });
    denied.at('2026-04-28 09:30').does(A, 'requestReturn', asksReturn).at('2026-04-28 11:00');
    denied.does(dispatcher, 'decide', decision(denied, false));
    expect(denied.due('handle')).toBe('2026-05-07 18:00');

    life.does(dispatcher, 'decide', decision(life, true)).at('2026-04-28 11:30');
    dispatchedTo(life, UNITS.otherDepartment);
    expect(life.due('handle')).toBe('2026-05-08 18:00');
    expect(life.due('citizen')).toBe('2026-05-07 18:00');
  });

  it('lets nobody return what was returned by A and B and ruled to C', () => {
    const life = aLifeIn('inProgress');
    life.does(A, 'requestReturn', asksReturn).does(dispatcher, 'decide', decision(life, true));
    dispatchedTo(life, UNITS.otherDepartment).does(B, 'requestReturn', asksReturn);
    life.does(dispatcher, 'decide', decision(life, true));
    expect(life.ticket.state).toBe('adjudication');
    life.does(dutyManager, 'adjudicate', { unit: UNITS.thirdDepartment, ...BECAUSE });
    expect(life.ticket.noReturn).toBe(true);
    expect(life.refuses(C, 'requestReturn', asksReturn)).toBe('return-not-allowed');
  });

  it('is overdue from the due instant when a reply of the last minute is rejected the next day', () => {
    const life = aLifeIn('inProgress', { when: '2026-03-02 10:00' });
    expect(life.due('handle')).toBe('2026-03-09 18:00');
    life.at('2026-03-09 17:59').does(A, 'reply', A_REPLY);
    life.at('2026-03-10 10:00');
    expect(life.ticket.overdue).toBe(false);
    life.does(reviewer, 'reviewReply', { accept: false, ...BECAUSE }).at('2026-03-10 10:00');
    expect(life.ticket).toMatchObject({ overdue: true, level: 1 });
    expect(local(life.clock('handle').overdueAt ?? '')).toBe('2026-03-09 18:00');
    const overdue = life.events.find((event) => event.type === 'overdue' && event.data['clock'] === 'handle.1');
    expect(overdue?.data).toMatchObject({ scheduledAt: life.clock('handle').dueAt, firedAt: life.now });

    life.at('2026-03-10 17:59');
    expect(life.ticket.level).toBe(1);
    life.at('2026-03-10 18:00');
    expect(life.ticket.level).toBe(2);
    expect(life.ticket.supervisions).toMatchObject([{ level: 2 }]);

    life.at('2026-03-11 10:00').does(A, 'reply', A_REPLY).does(reviewer, 'reviewReply', { accept: true });
    expect(life.ticket).toMatchObject({ overdue: true, level: 0 });
    life.does(citizen, 'rate', { solved: 'yes', satisfied: 4 });
    expect(life.ticket).toMatchObject({ state: 'closed', overdue: true });
  });

  it('brings a matter that was redone three times in vain to level 3 and a panel', () => {
    const life = aLifeIn('dissatisfiedReview');
    for (const redo of [1, 2, 3]) {
      expect(life.ticket.level).toBe(0);
      life.does(reviewer, 'judge', { redo: true, ...BECAUSE }).does(A, 'reply', A_REPLY);
      life.does(reviewer, 'reviewReply', { accept: true }).does(citizen, 'rate', { solved: 'no', satisfied: 1 });
      expect(life.ticket.redos).toBe(redo);
    }
    expect(life.ticket).toMatchObject({ level: 3, state: 'dissatisfiedReview', supervisions: [{ level: 3 }] });
    expect(life.refuses(reviewer, 'judge', { redo: true, ...BECAUSE })).toBe('new-lead-required');
    expect(life.refuses(reviewer, 'judge', { redo: false, code: 'explained', ...BECAUSE })).toBe('code-not-allowed');
    for (const code of ['panel', 'deferred', 'handedOver'] as const) {
      expect(life.refuses(reviewer, 'judge', { redo: false, code, ...BECAUSE })).toBeNull();
    }
    life.does(reviewer, 'judge', { redo: true, unit: UNITS.otherDepartment, ...BECAUSE });
    expect(life.ticket).toMatchObject({ state: 'dispatched', lead: { id: UNITS.otherDepartment }, redos: 4 });
  });

  it('keeps a report away from the unit that it is about, and takes it to the superior', () => {
    const life = redacted(
      aLife({ type: 'report' }).does(operator, 'accept', { accusedUnit: UNITS.districtDepartment }),
    );
    const to = (unit: string) => life.refuses(dispatcher, 'dispatch', { unit, ...BECAUSE });
    expect(to(UNITS.districtDepartment)).toBe('accused-unit');
    expect(to(UNITS.district)).toBeNull();
  });

  it('keeps what belongs to departments from going down, on the first way and on the second', () => {
    const life = aLifeIn('inProgress', { unit: UNITS.district, classFacts: aClass({ departmentOnly: true }) });
    const D = handlerOf(UNITS.district);
    life.does(D, 'requestReturn', asksReturn).does(dispatcher, 'decide', decision(life, true));
    const to = (unit: string) => life.refuses(dispatcher, 'dispatch', { unit, ...BECAUSE });
    expect(to(UNITS.township)).toBe('department-only');
    expect(to(UNITS.community)).toBe('unit-level-not-allowed');
    life.does(dispatcher, 'dispatch', { unit: UNITS.districtDepartment, coUnits: [UNITS.community], ...BECAUSE });
    expect(life.ticket.tasks.map((task) => task.unit)).toEqual([UNITS.community]);
  });
});

describe('the notice of the next year', () => {
  const notice = (differences: Partial<CalendarYear>) => ({
    ...calendarOf([readYear(2025), readYear(2026), { ...readYear(2027), status: 'official', ...differences }]),
    version: 'with the notice',
  });
  /** Five working days from Wednesday 30 December 2026: 31, 4, 5, 6, 7 January. */
  const atYearEnd = () => aLifeIn('inProgress', { when: '2026-12-30 10:00' });
  const moreDaysOff = notice({ daysOff: [...readYear(2027).daysOff, '2027-01-04'] });
  const oneMoreWorkingDay = notice({ makeUpDays: ['2027-01-02'] });

  it('is not out yet, and the date says so', () => {
    const life = atYearEnd();
    expect(life.due('handle')).toBe('2027-01-07 18:00');
    expect(life.clock('handle').provisional).toBe(true);
    expect(life.clock('contact')).toMatchObject({ provisional: false });
  });

  it('moves a provisional date that comes later, once, and notes it', () => {
    const life = atYearEnd().at('2026-12-30 11:00').underCalendar(moreDaysOff);
    expect([life.due('handle'), life.due('citizen')]).toEqual(['2027-01-08 18:00', '2027-01-08 18:00']);
    expect(life.clock('handle')).toMatchObject({ provisional: false });
    expect(life.clock('handle').amendments.map((one) => one.kind)).toEqual(['started', 'recalculated']);
    expect(life.ticket.calendarVersion).toBe('with the notice');
    expect(life.underCalendar(moreDaysOff).ticket).toBe(life.ticket);
    life.at('2027-01-07 18:00');
    expect(life.ticket.overdue).toBe(false);
    expect(life.at('2027-01-08 18:00').ticket.overdue).toBe(true);
  });

  it('makes no date earlier than the one that was told', () => {
    const life = atYearEnd().underCalendar(oneMoreWorkingDay);
    expect(life.due('handle')).toBe('2027-01-07 18:00');
    expect(life.clock('handle').provisional).toBe(false);
  });

  it('leaves a ticket alone that counts no working time', () => {
    const life = aLifeIn('inProgress', { when: '2026-12-31 10:00', urgency: 'P1' }).does(A, 'recordContact', {
      note: 'x',
    });
    expect(life.underCalendar(moreDaysOff).ticket).toBe(life.ticket);
  });

  it('reaches an extended and a suspended ticket too', () => {
    const extended = atYearEnd().does(A, 'requestExtension', { workingDays: 2, ...BECAUSE, basis: 'law' });
    extended.does(dutyManager, 'decide', decision(extended, true));
    expect(extended.due('handle')).toBe('2027-01-11 18:00');
    expect(extended.underCalendar(moreDaysOff).due('handle')).toBe('2027-01-12 18:00');

    const suspended = atYearEnd().at('2026-12-31 10:00');
    suspended.does(A, 'requestSuspension', { until: '2027-01-08T01:00:00.000Z', ...BECAUSE });
    suspended.does(supervisor, 'decide', decision(suspended, true));
    // Four working days are left under either calendar.
    const after = suspended.underCalendar(moreDaysOff).at('2027-01-08 09:00');
    expect(after.due('handle')).toBe('2027-01-14 18:00');
  });

  it.each([moreDaysOff, oneMoreWorkingDay])('leaves no date earlier and none provisional, in any state', (calendar) => {
    for (const state of [
      'registered',
      'pendingDispatch',
      'dispatched',
      'inProgress',
      'adjudication',
      'replied',
      'callbackPending',
    ] as const) {
      const life = aLifeIn(state, { when: '2026-12-31 16:00' });
      const after = life.underCalendar(calendar);
      for (const clock of life.ticket.clocks) {
        const now = after.ticket.clocks.find((one) => one.id === clock.id);
        expect(now && now.dueAt >= clock.dueAt).toBe(true);
        if (['running', 'held'].includes(clock.state)) expect([clock.id, now?.provisional]).toEqual([clock.id, false]);
      }
    }
  });

  it('is told by an unchanged calendar to nobody', () => {
    const life = atYearEnd();
    expect(life.underCalendar(CALENDAR).ticket).toBe(life.ticket);
  });
});
