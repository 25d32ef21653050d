import { nudge } from '../../../domain/ticket/rules/supervising.js';
import { ROLES, STATE_KIND, STATES } from '../../../domain/ticket/vocabulary.js';
import { waitingOf } from '../../../domain/ticket/waiting.js';
import {
  aLifeIn,
  BECAUSE,
  callbackAgent,
  citizen,
  dispatcher,
  dutyManager,
  handlerOf,
  operator,
  reviewer,
  supervisor,
} from '../../support/lives.js';
import type { Story } from '../../support/steps.js';
import { UNITS } from '../../support/tickets.js';

const LEAD = handlerOf(UNITS.department);
const NAMES: Readonly<Record<string, { zh: string; en: string }>> = {
  [UNITS.department]: { zh: '住建局', en: 'Housing' },
  [UNITS.otherDepartment]: { zh: '水务局', en: 'Water' },
  [UNITS.township]: { zh: '听澜街道', en: 'Tinglan' },
};
const waiting = (life: Story) => waitingOf(life.ticket, (unit) => NAMES[unit] ?? { zh: unit, en: unit });
const MORNING = '2026-09-21 10:00';

describe('what a ticket waits for', () => {
  it.each([
    ['registered', 'operator', null, '等待话务员决定是否受理，期限 2026-09-21 12:00。'],
    ['pendingDispatch', 'dispatcher', null, '等待派单员派给主办单位，期限 2026-09-21 15:30。'],
    ['consulting', 'dispatcher', null, '有关单位正在会商由谁主办，等待派单员作出会商结论，期限 2026-09-21 15:30。'],
    ['dispatched', 'handler', UNITS.department, '等待住建局签收，期限 2026-09-21 15:30。'],
    [
      'inProgress',
      'handler',
      UNITS.department,
      '等待住建局先行联系市民，期限 2026-09-22 18:00，并答复，期限 2026-09-29 18:00。',
    ],
    [
      'adjudication',
      'dutyManager',
      null,
      '承办单位对归属有争议，等待值班长或中心主任裁定主办单位，期限 2026-09-22 18:00。',
    ],
    ['suspended', null, null, '挂起至 2026-10-01 10:00，到期自动恢复办理，剩余时限保留不减。'],
    ['replied', 'reviewer', null, '住建局已于 2026-09-21 10:00 答复，等待审核员审核，期限 2026-09-22 18:00。'],
    ['callbackPending', 'callbackAgent', null, '答复已审核通过，等待回访员回访市民，期限 2026-09-22 18:00。'],
    ['dissatisfiedReview', 'reviewer', null, '市民反映未解决或不满意，等待审核员研判是否重办，期限 2026-09-22 18:00。'],
    ['merged', null, null, '已并入工单 12345-000099，等待其答复。'],
    ['split', null, null, '已拆为 2 件分别办理，还有 2 件未办结，全部办结后自动办结。'],
    ['closed', null, null, '已办结（不予受理），2026-10-06 10:00 前可复核，之后自动归档。'],
    ['archived', null, null, '已归档（不予受理）。'],
    ['terminated', null, null, '经督办员同意终止办理，未解决。'],
    ['withdrawn', null, null, '市民已撤诉。'],
  ] as const)('in %s is a sentence, and %s', (state, role, unit, zh) => {
    const life = aLifeIn(state, { when: MORNING });
    const told = waiting(life);
    expect(told.for).toEqual(role === null ? null : { role, unit });
    expect(told.since).toBe(life.ticket.stateSince);
    expect(told.sentence.zh).toBe(zh);
    expect(told.sentence.en).toMatch(/^[A-Z][^。，]+\.$/);
  });

  it('is told in English too', () => {
    expect(waiting(aLifeIn('dispatched', { when: MORNING })).sentence.en).toBe(
      'Housing must acknowledge it by 2026-09-21 15:30.',
    );
    expect(waiting(aLifeIn('closed', { when: MORNING })).sentence.en).toBe(
      'Closed (declined); it may be reopened until 2026-10-06 10:00 and is archived then.',
    );
  });

  it('is the decision while a request is open, by those who may decide it, since it was asked', () => {
    const life = aLifeIn('inProgress', { when: MORNING }).at('2026-09-21 11:00');
    const askedAt = life.now;
    const ask = { workingDays: 5, ...BECAUSE, basis: 'law' };
    life.does(LEAD, 'requestExtension', ask);
    expect(waiting(life)).toMatchObject({ for: { role: 'dutyManager', unit: null }, since: askedAt });
    expect(waiting(life).sentence.zh).toBe(
      '住建局申请延期 5 个工作日，等待值班长或中心主任批复，期限 2026-09-21 16:30。',
    );
    expect(waiting(life).sentence.en).toBe(
      'Housing asked for an extension of 5 working days, and the duty manager or the director must decide by 2026-09-21 16:30.',
    );
    life.does(dutyManager, 'decide', { request: '1', grant: true, ...BECAUSE });
    life.does(LEAD, 'requestExtension', ask);
    expect(waiting(life)).toMatchObject({ for: { role: 'director', unit: null } });
    life.at('2026-09-22 12:00');
    expect(waiting(life).sentence.zh).toContain('等待中心主任批复');
  });

  it('says until when a suspension is asked for', () => {
    const life = aLifeIn('inProgress', { when: MORNING });
    life.does(LEAD, 'requestSuspension', { until: '2026-10-09T02:00:00.000Z', ...BECAUSE });
    expect(waiting(life).sentence.zh).toMatch(/^住建局申请挂起至 2026-10-09 10:00，等待督办员批复/);
    expect(waiting(life).sentence.en).toMatch(
      /^Housing asked for a suspension until 2026-10-09 10:00, and the supervisor must decide/,
    );
  });

  it('is the co-units while their tasks are open, then the lead', () => {
    const life = aLifeIn('inProgress', { when: MORNING, coUnits: [UNITS.township] });
    expect(waiting(life)).toMatchObject({ for: { role: 'handler', unit: UNITS.township } });
    expect(waiting(life).sentence.zh).toMatch(/^等待听澜街道反馈协办结果，再由住建局答复市民/);
    life.does(handlerOf(UNITS.township), 'answerTask', { task: '1', result: 'done' });
    expect(waiting(life)).toMatchObject({ for: { role: 'handler', unit: UNITS.department } });
  });

  it('mentions supervisions that the unit has not answered', () => {
    const life = aLifeIn('inProgress', { when: MORNING }).does(supervisor, 'supervise', { demand: 'x' });
    expect(waiting(life).sentence.zh).toMatch(/；另有第 1 号督办未回复。$/);
    expect(waiting(life).sentence.en).toMatch(/; supervision 1 is unanswered\.$/);
    life.does(LEAD, 'answerSupervision', { supervision: '1', text: 'so' });
    expect(waiting(life).sentence.zh).not.toContain('督办');
  });

  it('says that a date has passed', () => {
    const life = aLifeIn('inProgress', { when: MORNING }).does(LEAD, 'recordContact', { note: 'x' });
    life.at('2026-09-29 19:00');
    expect(waiting(life).sentence.zh).toContain('等待住建局办理并答复市民，期限 2026-09-29 18:00（已超期）');
    expect(waiting(life).sentence.en).toContain('by 2026-09-29 18:00 (overdue)');
  });

  it('knows what a return left behind, what a consultation fixed, and which round it is', () => {
    const returned = aLifeIn('inProgress', { when: MORNING });
    returned.does(LEAD, 'requestReturn', { ...BECAUSE, basis: 'x' });
    returned.does(dispatcher, 'decide', { request: '1', grant: true, ...BECAUSE });
    expect(waiting(returned).sentence.zh).toMatch(/^已派出过 1 次，等待派单员另派主办单位/);
    const fixed = aLifeIn('consulting', { when: MORNING });
    fixed.does(dispatcher, 'concludeConsultation', { unit: UNITS.otherDepartment, ...BECAUSE });
    expect(waiting(fixed).sentence.zh).toMatch(/^会商已确定由水务局主办/);
    const redone = aLifeIn('dissatisfiedReview', { when: MORNING }).does(reviewer, 'judge', { redo: true, ...BECAUSE });
    expect(waiting(redone).sentence.zh).toMatch(/^第 2 轮办理，等待住建局重新办理/);
  });

  it('counts the calls in vain, and then waits for the citizen', () => {
    const life = aLifeIn('callbackPending', { when: MORNING });
    life.does(callbackAgent, 'recordCallback', { reached: false });
    expect(waiting(life).sentence.zh).toMatch(/^1 次回访未接通，等待回访员再次回访/);
    life.at('2026-09-21 15:00').does(callbackAgent, 'recordCallback', { reached: false });
    life.at('2026-09-22 10:00').does(callbackAgent, 'recordCallback', { reached: false });
    expect(waiting(life)).toMatchObject({ for: { role: 'citizen', unit: null }, since: life.now });
    expect(waiting(life).sentence.en).toMatch(/^The citizen was called 3 times in vain and has the rating link/);
  });

  it('is the second reviewer when a decline is appealed', () => {
    const life = aLifeIn('closed', { when: MORNING }).does(operator, 'appeal', BECAUSE);
    expect(waiting(life)).toMatchObject({ for: { role: 'reviewer', unit: null } });
    expect(waiting(life).sentence.zh).toMatch(/^不予受理后市民已申诉/);
  });

  it('names nobody once it has ended, and somebody or a date in every open state', () => {
    for (const state of STATES) {
      const life = aLifeIn(state, { coUnits: [UNITS.township] });
      if (STATE_KIND[state] === 'open') life.hears(nudge, citizen);
      const told = waiting(life);
      if (STATE_KIND[state] !== 'open') expect([state, told.for]).toEqual([state, null]);
      else if (told.for) expect([...ROLES, 'citizen']).toContain(told.for.role);
      else expect(['suspended', 'merged', 'split']).toContain(state);
    }
  });
});
