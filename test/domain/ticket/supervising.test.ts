import { nudge, supplement } from '../../../domain/ticket/rules/supervising.js';
import { STATE_KIND, STATES } from '../../../domain/ticket/vocabulary.js';
import {
  aLifeIn,
  A_REPLY,
  BECAUSE,
  citizen,
  director,
  dispatcher,
  dutyManager,
  handlerOf,
  reviewer,
  supervisor,
} from '../../support/lives.js';
import type { Story } from '../../support/steps.js';
import { DEFAULT_WORLD, UNITS } from '../../support/tickets.js';
import { pack, PACK_CODES } from '../policy/packs.js';

const LEAD = handlerOf(UNITS.department);
const nudges = (life: Story, when: string) => life.at(when).hears(nudge, citizen);

describe('supervision by hand', () => {
  it('starts at level 2, opens a written demand with a clock, and is answered by the lead unit', () => {
    const life = aLifeIn('inProgress', { when: '2026-09-21 10:00' }).does(supervisor, 'supervise', {
      demand: 'report',
    });
    expect(life.ticket).toMatchObject({ level: 2, supervisions: [{ id: '1', level: 2, answeredAt: null }] });
    expect(life.due('supervision', '1')).toBe('2026-09-23 18:00');
    expect(life.refuses(handlerOf(UNITS.otherDepartment), 'answerSupervision', { supervision: '1', text: 'so' })).toBe(
      'actor-not-allowed',
    );
    expect(life.refuses(LEAD, 'answerSupervision', { supervision: '4', text: 'so' })).toBe('supervision-not-found');
    life.at('2026-09-22 10:00').does(LEAD, 'answerSupervision', { supervision: '1', text: 'so' });
    expect(life.ticket.supervisions[0]?.answeredAt).toBe(life.now);
    expect(life.clock('supervision', '1')).toMatchObject({ state: 'satisfied', overdueAt: null });
    expect(life.refuses(LEAD, 'answerSupervision', { supervision: '1', text: 'so' })).toBe('supervision-not-found');
  });

  it.each([
    [undefined, 2],
    [1, 2],
    [3, 3],
    [5, 5],
  ])('asked for level %s lifts to %s', (level, expected) => {
    const life = aLifeIn('dispatched').does(director, 'supervise', { demand: 'x', ...(level ? { level } : {}) });
    expect(life.ticket.level).toBe(expected);
  });

  it('never lowers the level', () => {
    const life = aLifeIn('inProgress').does(director, 'supervise', { demand: 'x', level: 4 });
    life.does(dutyManager, 'supervise', { demand: 'y' });
    expect(life.ticket.level).toBe(4);
    expect(life.ticket.supervisions.map((one) => one.level)).toEqual([4, 2]);
  });

  // Of a request that was split each part is supervised.
  it.each(STATES.filter((state) => STATE_KIND[state] === 'open' && state !== 'split'))('is possible in %s', (state) => {
    expect(aLifeIn(state).refuses(supervisor, 'supervise', { demand: 'x' })).toBeNull();
  });

  it('unanswered, is raised to level 3', () => {
    const life = aLifeIn('inProgress', { urgency: 'P3', when: '2026-09-21 10:00' });
    life.does(supervisor, 'supervise', { demand: 'x' }).at('2026-09-23 18:00');
    expect(life.ticket.level).toBe(3);
    expect(life.events.at(-1)).toMatchObject({
      type: 'overdue',
      data: { clock: 'supervision:1.1', addressee: 'superiorHead' },
    });
  });
});

describe.each(PACK_CODES)('in the pack %s an unanswered supervision', (code) => {
  it('is recalled to the deputy head before its date, and at its date comes to the superior at level 3', () => {
    const world = { ...DEFAULT_WORLD, pack: pack(code) };
    const life = aLifeIn('inProgress', { urgency: 'P3', when: '2026-09-21 10:00', world });
    life.does(supervisor, 'supervise', { demand: 'x' }).at(life.clock('supervision', '1').dueAt);
    const told = life.events.filter(({ data }) => data['clock'] === 'supervision:1.1');
    expect(told.map(({ type, data }) => [type, data['addressee'], data['level']])).toEqual([
      ['reminded', 'unitDeputyHead', undefined],
      ['overdue', 'superiorHead', 3],
    ]);
    expect(life.ticket.level).toBe(3);
  });
});

describe('urging', () => {
  it('chases the unit that holds the ticket, and lifts to level 1 once', () => {
    const life = aLifeIn('inProgress').does(dispatcher, 'urge', BECAUSE).does(dutyManager, 'urge', BECAUSE);
    expect(life.events.slice(-2)).toMatchObject([
      { type: 'urged', actor: dispatcher, data: { level: 1, raised: true, addressee: 'unitLiaison' } },
      { type: 'urged', actor: dutyManager, data: { level: 1, raised: false, addressee: 'unitLiaison' } },
    ]);
    expect(life.ticket).toMatchObject({ level: 1, supervisions: [] });
  });

  it('never lowers the level', () => {
    const life = aLifeIn('inProgress').does(director, 'supervise', { demand: 'x', level: 4 });
    expect(life.does(supervisor, 'urge', BECAUSE).ticket.level).toBe(4);
  });

  it.each([
    ['registered', 'operator'],
    ['pendingDispatch', 'dispatcher'],
    ['consulting', 'dispatcher'],
    ['dispatched', 'unitLiaison'],
    ['adjudication', 'dutyDesk'],
    ['replied', 'reviewer'],
    ['callbackPending', 'callbackAgent'],
    ['dissatisfiedReview', 'reviewer'],
  ] as const)('in %s reaches the %s, who owes the next step', (state, addressee) => {
    expect(aLifeIn(state).does(supervisor, 'urge', BECAUSE).events.at(-1)?.data).toMatchObject({ addressee });
  });

  it.each(['suspended', 'merged', 'closed'] as const)('is refused in %s, where nobody owes anything', (state) => {
    expect(aLifeIn(state).refuses(supervisor, 'urge', BECAUSE)).toBe('illegal-transition');
  });
});

describe('the citizen asking again', () => {
  const quiet = () =>
    aLifeIn('inProgress', { when: '2026-09-21 10:00', urgency: 'P3' }).does(LEAD, 'recordContact', { note: 'called' });

  it('twice in three days chases the unit', () => {
    const life = quiet();
    nudges(life, '2026-09-21 11:00');
    expect(life.ticket).toMatchObject({ level: 0, nudges: { count: 1 } });
    nudges(life, '2026-09-24 10:59');
    expect(life.ticket).toMatchObject({ level: 1, nudges: { count: 2 } });
    expect(life.events.at(-1)).toMatchObject({
      type: 'escalated',
      data: { level: 1, cause: 'nudges', addressee: 'unitLiaison' },
    });
    nudges(life, '2026-09-24 11:00');
    expect(life.eventTypes.filter((type) => type === 'escalated')).toHaveLength(1);
  });

  it('twice in more than three days does not', () => {
    const life = quiet();
    nudges(nudges(life, '2026-09-21 11:00'), '2026-09-24 11:00');
    expect(life.ticket).toMatchObject({ level: 0, nudges: { count: 2 } });
  });

  it('after closing is noted and lifts nothing', () => {
    const life = aLifeIn('closed').hears(nudge, citizen).hears(nudge, citizen);
    expect(life.eventTypes.slice(-2)).toEqual(['nudgedAfterClosing', 'nudgedAfterClosing']);
    expect(life.ticket).toMatchObject({ level: 0, nudges: { count: 0 } });
  });

  it('may add facts', () => {
    const life = aLifeIn('inProgress').hears(supplement, citizen);
    expect(life.ticket.nudges.supplements).toBe(1);
    expect(life.events.at(-1)).toMatchObject({ type: 'supplemented', actor: citizen });
  });
});

describe('the level', () => {
  it('falls to 0 with an accepted reply, and only then', () => {
    const life = aLifeIn('inProgress').does(director, 'supervise', { demand: 'x', level: 3 });
    life.does(LEAD, 'answerSupervision', { supervision: '1', text: 'so' });
    life.does(LEAD, 'reply', A_REPLY).does(reviewer, 'reviewReply', { accept: false, ...BECAUSE });
    expect(life.ticket.level).toBe(3);
    life.does(LEAD, 'reply', A_REPLY).does(reviewer, 'reviewReply', { accept: true });
    expect(life.ticket.level).toBe(0);
  });
});
