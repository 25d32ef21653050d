import { STATES, STATE_KIND } from '../../../domain/ticket/vocabulary.js';
import { inScope } from '../../../domain/ticket/permissions.js';
import { protectionOf } from '../../../domain/ticket/protection.js';
import type { TicketState } from '../../../domain/ticket/ticket.js';
import { EDITION } from '../../../domain/ticket/edition.js';
import { auditedFields, changesBetween } from '../../../domain/ticket/changes.js';
import {
  A_REDACTION,
  aLife,
  aLifeIn,
  BECAUSE,
  dispatcher,
  dutyManager,
  handlerOf,
  operator,
  redacted,
  reviewer,
} from '../../support/lives.js';
import { Story } from '../../support/steps.js';
import { aClass, frozen, unit, UNITS } from '../../support/tickets.js';
import { waitingOf } from '../../../domain/ticket/waiting.js';

const sees = (id: string, ticket: TicketState): boolean =>
  inScope({ ...handlerOf(id), unitPath: unit(id).path }, ticket);
const factsOf = (...ids: readonly string[]) => ({ units: Object.fromEntries(ids.map((id) => [id, unit(id)])) });
const TO_DEPARTMENT = { unit: UNITS.department, ...BECAUSE };

describe('handing on a ticket that protects who asked', () => {
  it.each([
    ['a report', { type: 'report' as const }],
    ['a citizen who is not to be named', { identity: 'hidden' as const }],
    ['a citizen who gave no name', { identity: 'anonymous' as const }],
  ])('waits until somebody said yes to what units will read: %s', (_what, registration) => {
    const life = aLifeIn('pendingDispatch', registration);
    expect(life.refuses(dispatcher, 'dispatch', TO_DEPARTMENT)).toBe('redaction-unconfirmed');
    life.does(operator, 'confirmRedaction', A_REDACTION);
    expect(life.events.at(-1)).toMatchObject({ type: 'redactionConfirmed', data: {} });
    expect(life.ticket.redactionSeq).toBe(life.ticket.version);
    expect(life.does(dispatcher, 'dispatch', TO_DEPARTMENT).ticket.state).toBe('dispatched');
  });

  it('needs nobody for a ticket that is open about its citizen', () => {
    expect(aLifeIn('pendingDispatch').refuses(dispatcher, 'dispatch', TO_DEPARTMENT)).toBeNull();
  });

  it('waits where it became so on the way: before a whistle, a ruling and a new lead', () => {
    const hide = (life: Story) => life.does(operator, 'correct', { identity: 'hidden', ...BECAUSE });
    const call = { case: 'hardProblem', units: [UNITS.otherDepartment], ...BECAUSE } as const;
    const working = hide(aLifeIn('inProgress'));
    expect(working.refuses(handlerOf(UNITS.department), 'whistle', call)).toBe('redaction-unconfirmed');
    const disputed = hide(aLifeIn('adjudication'));
    expect(disputed.refuses(dutyManager, 'adjudicate', TO_DEPARTMENT)).toBe('redaction-unconfirmed');
    const judged = hide(aLifeIn('dissatisfiedReview'));
    const redo = { redo: true, unit: UNITS.otherDepartment, ...BECAUSE };
    expect(judged.refuses(reviewer, 'judge', redo)).toBe('redaction-unconfirmed');
    for (const life of [working, disputed, judged]) redacted(life);
    expect(working.refuses(handlerOf(UNITS.department), 'whistle', call)).toBeNull();
    expect(disputed.refuses(dutyManager, 'adjudicate', TO_DEPARTMENT)).toBeNull();
    expect(judged.refuses(reviewer, 'judge', redo)).toBeNull();
  });

  it('goes as it went where the ticket began under earlier rules', () => {
    const { ticket } = aLifeIn('pendingDispatch', { type: 'report' });
    const before = new Story(frozen({ ...ticket, edition: 3 }));
    expect(before.refuses(dispatcher, 'dispatch', TO_DEPARTMENT)).toBeNull();
    expect(EDITION).toBeGreaterThanOrEqual(4);
  });
});

it('A ticket that protects who asked waits for that yes, and says so', () => {
  const life = aLifeIn('pendingDispatch', { type: 'report' });
  expect(waitingOf(life.ticket)).toMatchObject({ for: { role: 'dispatcher' } });
  expect(waitingOf(life.ticket).sentence.zh).toMatch(/核对并确认单位将看到的内容/);
  expect(waitingOf(redacted(life).ticket).sentence.zh).not.toMatch(/核对/);
});

describe('a report', () => {
  it('is not accepted until somebody said whom it is about, or that nobody is named', () => {
    const life = aLife({ type: 'report' });
    expect(life.refuses(operator, 'accept', {})).toBe('accused-unit-needed');
    expect(life.refuses(operator, 'accept', { accusedUnit: UNITS.department })).toBeNull();
    expect(life.refuses(operator, 'accept', { noneNamed: true })).toBeNull();
    expect(aLife({ type: 'report', noneNamed: true }).refuses(operator, 'accept', {})).toBeNull();
    expect(aLife({ type: 'report', accusedUnit: UNITS.department }).refuses(operator, 'accept', {})).toBeNull();
    expect(aLife().refuses(operator, 'accept', { type: 'report' })).toBe('accused-unit-needed');
  });

  it('does not become another thing, nor is its accused replaced, by accepting it', () => {
    const life = aLife({ type: 'report', accusedUnit: UNITS.department });
    for (const body of [{ type: 'complaint' }, { accusedUnit: UNITS.otherDepartment }, { noneNamed: true }] as const) {
      expect([body, life.refuses(operator, 'accept', body)]).toEqual([body, 'correct-instead']);
    }
    expect(life.refuses(operator, 'accept', { accusedUnit: UNITS.department, urgency: 'P1' })).toBeNull();
    const complaint = aLife({ accusedUnit: UNITS.department });
    expect(complaint.refuses(operator, 'accept', { accusedUnit: UNITS.otherDepartment })).toBe('correct-instead');
  });

  it('goes to no unit that its text names, nor below it, without a second yes, which the event tells', () => {
    const life = redacted(aLifeIn('pendingDispatch', { type: 'report' }));
    const toStreet = { unit: UNITS.township, ...BECAUSE };
    const named = { namedInText: [UNITS.district] };
    expect(life.refuses(dispatcher, 'dispatch', toStreet, named)).toBe('named-in-text');
    expect(life.refuses(dispatcher, 'dispatch', TO_DEPARTMENT, named)).toBeNull();
    const helped = { unit: UNITS.department, coUnits: [UNITS.township], ...BECAUSE };
    expect(life.refuses(dispatcher, 'dispatch', helped, named)).toBe('named-in-text');
    life.does(dispatcher, 'dispatch', { ...toStreet, despiteNamed: true }, named);
    expect(life.events.at(-1)?.data).toMatchObject({ unit: UNITS.township, despiteNamed: true });
  });

  it('is not asked about where its accused is known, for then that unit is refused anyhow', () => {
    const life = redacted(aLifeIn('pendingDispatch', { type: 'report', accusedUnit: UNITS.department }));
    const named = { namedInText: [UNITS.otherDepartment] };
    expect(life.refuses(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE }, named)).toBeNull();
    expect(life.refuses(dispatcher, 'dispatch', TO_DEPARTMENT, named)).toBe('accused-unit');
  });
});

describe('correcting a ticket', () => {
  // Of a request that was split each part is corrected.
  it.each(STATES.filter((state) => STATE_KIND[state] === 'open' && state !== 'split'))(
    'is possible while it is %s',
    (state) => {
      const life = aLifeIn(state);
      const before = life.ticket;
      const body = { identity: 'hidden', urgency: 'P1', classCode: '010101', ...BECAUSE } as const;
      life.does(operator, 'correct', body, { classFacts: aClass() });
      expect(life.ticket).toMatchObject({ state, identity: 'hidden', urgency: 'P1', classFacts: { code: '010101' } });
      expect(life.events.at(-1)).toMatchObject({
        type: 'corrected',
        data: { fields: ['identity', 'urgency', 'classCode'] },
      });
      expect(changesBetween(auditedFields(before), auditedFields(life.ticket))).toMatchObject({
        identity: { before: 'open', after: 'hidden' },
        protection: { before: 'open', after: 'reporterProtected' },
        urgency: { before: before.urgency, after: 'P1' },
      });
    },
  );

  it('moves no date that was given; what begins then has the new limits', () => {
    const life = aLifeIn('inProgress');
    const [unitDue, citizenDue] = [life.due('handle'), life.due('citizen')];
    life.does(operator, 'correct', { urgency: 'P0', ...BECAUSE });
    expect([life.due('handle'), life.due('citizen')]).toEqual([unitDue, citizenDue]);
    const waiting = aLifeIn('pendingDispatch').does(operator, 'correct', { urgency: 'P0', ...BECAUSE });
    waiting.does(dispatcher, 'dispatch', TO_DEPARTMENT);
    expect(waiting.clock('handle').dueAt < life.clock('handle').dueAt).toBe(true);
  });

  it('protects at once, and by a person’s word no less than type and identity do', () => {
    const life = aLifeIn('inProgress').does(operator, 'correct', { protection: 'anonymous', ...BECAUSE });
    expect(protectionOf(life.ticket)).toBe('anonymous');
    expect(life.refuses(operator, 'correct', { protection: 'open', ...BECAUSE })).toBeNull();
    const report = aLifeIn('inProgress', { type: 'report' });
    expect(report.refuses(operator, 'correct', { protection: 'hidden', ...BECAUSE })).toBe('protection-too-low');
  });

  it('makes a report only of what says whom it is about', () => {
    const life = aLifeIn('inProgress');
    expect(life.refuses(operator, 'correct', { type: 'report', ...BECAUSE })).toBe('accused-unit-needed');
    expect(life.refuses(operator, 'correct', { type: 'report', noneNamed: true, ...BECAUSE })).toBeNull();
  });

  it('keeps where the address was written, and the units of its place', () => {
    const body = { address: { text: '(sealed)' }, area: UNITS.community, ...BECAUSE };
    const life = aLifeIn('inProgress').does(operator, 'correct', body, factsOf(UNITS.community));
    expect(life.ticket).toMatchObject({ addressSeq: life.ticket.version, areaPath: unit(UNITS.community).path });
    expect(life.events.at(-1)?.data).toEqual({ fields: ['address', 'area'], area: UNITS.community });
  });
});

describe('a unit that becomes the accused', () => {
  const accuse = (life: Story, id: string, ...helpers: readonly string[]) =>
    life.does(operator, 'correct', { accusedUnit: id, ...BECAUSE }, factsOf(id, ...helpers));

  it.each(['dispatched', 'inProgress', 'suspended', 'replied', 'callbackPending', 'dissatisfiedReview'] as const)(
    'loses a ticket that is %s, which goes back to the dispatcher with the date promised to the citizen',
    (state) => {
      const life = aLifeIn(state);
      expect(sees(UNITS.department, life.ticket)).toBe(true);
      accuse(life, UNITS.department);
      expect(sees(UNITS.department, life.ticket)).toBe(false);
      expect(life.ticket).toMatchObject({ state: 'pendingDispatch', lead: null, people: { repliedBy: null } });
      expect(life.events.at(-1)?.data).toMatchObject({ fields: ['accusedUnit'], takenFrom: UNITS.department });
      expect(life.clock('dispatch').state).toBe('running');
      expect(['running', 'satisfied']).toContain(life.clock('citizen').state);
      expect(
        life.ticket.clocks
          .filter(({ state: is }) => is === 'running')
          .map(({ key }) => key)
          .sort(),
      ).toEqual(life.clock('citizen').state === 'running' ? ['citizen', 'dispatch'] : ['dispatch']);
      life.does(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE });
      expect(life.ticket).toMatchObject({ state: 'dispatched', lead: { id: UNITS.otherDepartment } });
    },
  );

  it('loses it for all units below it, and what they were called in for', () => {
    const life = aLifeIn('inProgress', { coUnits: [UNITS.township] });
    accuse(life, UNITS.district, UNITS.township);
    expect(life.ticket).toMatchObject({ state: 'inProgress', coUnits: [], tasks: [{ status: 'cancelled' }] });
    expect(sees(UNITS.township, life.ticket)).toBe(false);
    expect(sees(UNITS.department, life.ticket)).toBe(true);
  });

  it('is taken off a merged ticket without parting it from its master', () => {
    const life = aLifeIn('merged');
    accuse(life, UNITS.department);
    expect(life.ticket).toMatchObject({ state: 'merged', accusedUnit: UNITS.department });
  });

  it('is asked for no more where a consultation had fixed it', () => {
    const life = aLifeIn('consulting').does(dispatcher, 'concludeConsultation', TO_DEPARTMENT);
    accuse(life, UNITS.department);
    expect(life.ticket).toMatchObject({ state: 'pendingDispatch', fixedLead: null });
    expect(life.refuses(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE })).toBeNull();
  });
});
