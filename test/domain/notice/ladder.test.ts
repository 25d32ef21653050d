import { placeholdersOf } from '../../../domain/notice/templates.js';
import { CITIZEN_TEMPLATES, POSITIONS } from '../../../domain/notice/vocabulary.js';
import { fireDue } from '../../../domain/ticket/firing.js';
import type { LadderRow } from '../../../domain/policy/types.js';
import type { Clock, TicketState } from '../../../domain/ticket/ticket.js';
import { aLifeIn, handler } from '../../support/lives.js';
import { aContact, rowsFor, textOf } from '../../support/notices.js';
import { UNITS } from '../../support/tickets.js';
import { PACK_CODES, pack } from '../policy/packs.js';

const AT = '2026-09-22T02:00:00.000Z';
const EVERYBODY = [UNITS.department, UNITS.otherDepartment, UNITS.city, 'hotline'].flatMap((unit) =>
  POSITIONS.map((position) => aContact(`${unit} ${position}`)),
);
const HELD = aLifeIn('inProgress').ticket;

/** The ticket with one clock that has one rung, due now. */
function onRung(row: LadderRow): TicketState {
  const clock: Clock = {
    ...{ id: `${row.clock}.9`, key: row.clock, ref: row.clock === 'task' || row.clock === 'reportIn' ? '1' : null },
    ...{ round: 1, state: 'running', startedAt: AT, dueAt: AT, limit: null, rule: '', provisional: false },
    ...{ satisfiedAt: null, satisfiedBy: null, heldAt: null, overdueAt: null, amendments: [] },
    rungs: [{ ...row, at: AT, firedAt: null }],
  };
  const task = {
    id: '1',
    kind: 'coHandle',
    whistleCase: null,
    unit: UNITS.otherDepartment,
    status: 'assigned',
  } as const;
  return {
    ...HELD,
    state: row.effect === 'archive' ? 'closed' : row.effect === 'resume' ? 'suspended' : HELD.state,
    tasks: [{ ...task, at: '2026-09-21T02:00:00.000Z', answeredAt: null }],
    clocks: [clock],
  };
}

describe.each(PACK_CODES)('the ladder of %s', (code) => {
  const rows = pack(code).ladder.map(
    (row) => [`${row.clock} ${row.rung} ${row.urgencies?.join() ?? ''}`, row] as const,
  );

  it.each(rows)('tells somebody of %s, in both languages', (_name, row) => {
    const step = fireDue(onRung(row), AT);
    if (!step) throw new Error('The rung did not fire.');
    const told = rowsFor(step, EVERYBODY).filter(({ addressee }) => addressee === row.addressee);
    expect(told).not.toHaveLength(0);
    expect(told[0]?.params).not.toHaveProperty('meantFor');
    for (const language of ['zh', 'en'] as const) {
      const { subject, text } = textOf(told.slice(0, 1), language);
      expect(`${subject}${text}`).toContain(step.ticket.number);
      expect(`${subject}${text}`).not.toMatch(/\{\{|undefined|null/);
    }
  });
});

describe('a rung of the handle clock', () => {
  it.each([
    ['red', UNITS.department, 'deputyHead', 'redSupervision'],
    ['raised', UNITS.city, 'head', 'raised'],
    ['interview', UNITS.department, 'head', 'interview'],
    ['bulletin', UNITS.city, 'office', 'bulletin'],
  ])('%s reaches, in %s, its %s', (rung, unit, position, template) => {
    const row = pack('demo').ladder.find((one) => one.clock === 'handle' && one.rung === rung);
    const step = row && fireDue(onRung(row), AT);
    if (!step) throw new Error('The rung did not fire.');
    const told = rowsFor(step, EVERYBODY).filter((one) => one.template === template);
    expect(told.map((one) => [one.unitId, one.position, one.channel])).toEqual([
      [unit, position, 'inApp'],
      [unit, position, 'email'],
    ]);
  });

  it('goes by text message too from level 2 on, where there is a number', () => {
    const channels = (rung: string): string[] => {
      const row = pack('demo').ladder.find((one) => one.clock === 'handle' && one.rung === rung);
      const step = row && fireDue(onRung(row), AT);
      const contacts = ['liaison', 'deputyHead'].map((one) =>
        aContact(`${UNITS.department} ${one}`, { reachedBy: ['email', 'sms'] }),
      );
      return rowsFor(step ?? { ticket: HELD, events: [] }, contacts)
        .filter(({ template }) => template !== 'supervision')
        .map(({ channel }) => channel);
    };
    expect([channels('yellow'), channels('red')]).toEqual([
      ['inApp', 'email'],
      ['inApp', 'email', 'sms'],
    ]);
  });

  it('of a task concerns the unit that holds the task, not the lead', () => {
    const row = pack('demo').ladder.find((one) => one.clock === 'task' && one.rung === 'overdue');
    const step = row && fireDue(onRung(row), AT);
    const units = rowsFor(step ?? { ticket: HELD, events: [] }, EVERYBODY).map(({ unitId }) => unitId);
    expect(new Set(units)).toEqual(new Set([UNITS.otherDepartment]));
  });
});

describe('a notice for whom nobody is found', () => {
  const step = fireDue(
    onRung({ ...pack('demo').ladder[0]!, clock: 'handle', effect: 'raise', level: 2, addressee: 'unitDeputyHead' }),
    AT,
  );
  const red = (contacts: Parameters<typeof rowsFor>[1]) =>
    rowsFor(step ?? { ticket: HELD, events: [] }, contacts).filter(({ template }) => template === 'redSupervision');

  it('goes to the duty desk, and says whom it was meant for', () => {
    const told = red([aContact('hotline dutyDesk')]);
    expect(told.map(({ unitId, position, channel }) => [unitId, position, channel])).toEqual([
      ['hotline', 'dutyDesk', 'inApp'],
      ['hotline', 'dutyDesk', 'email'],
    ]);
    expect(textOf(told.slice(0, 1)).text).toContain(`本应告知${UNITS.department}的承办单位分管负责人`);
    expect(textOf(told.slice(0, 1), 'en').text).toContain(`Meant for the unit's deputy head of ${UNITS.department}`);
  });

  it('lies in the inbox of the supervisors when the duty desk has no contact either', () => {
    expect(red([])).toMatchObject([
      {
        channel: 'inApp',
        recipient: 'role:supervisor',
        position: 'supervisor',
        status: 'sent',
        params: { meantFor: 'unitDeputyHead' },
      },
    ]);
  });
});

describe('what an escalation by hand says', () => {
  it('tells of a request whoever may decide it, and of the decision the unit that asked', () => {
    const story = aLifeIn('inProgress').does(handler, 'requestTermination', { reason: 'given' });
    const asked = rowsFor({ ticket: story.ticket, events: story.events.slice(-1) }, EVERYBODY);
    expect(asked.map(({ template, position }) => [template, position])).toContainEqual([
      'requestWaiting',
      'supervisor',
    ]);
  });
});

describe('a template for citizens', () => {
  it('has a place for the unit in one text only, and none for a person', () => {
    const withUnit = CITIZEN_TEMPLATES.filter((template) =>
      placeholdersOf(template).some((name) => ['unit', 'lead', 'handler'].includes(name)),
    );
    expect(withUnit).toEqual(['citizenDispatched']);
  });
});
