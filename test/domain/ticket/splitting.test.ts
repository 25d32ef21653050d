import { noticesFor } from '../../../domain/notice/notices-for.js';
import { decide } from '../../../domain/ticket/decide.js';
import { progressOf } from '../../../domain/ticket/progress.js';
import { isConcluded } from '../../../domain/ticket/rules/intake.js';
import { partTold } from '../../../domain/ticket/rules/splitting.js';
import { othersIn, withoutOthers } from '../../../domain/ticket/told-words.js';
import { waitingOf } from '../../../domain/ticket/waiting.js';
import {
  aLife,
  aLifeIn,
  A_REPLY,
  callbackAgent,
  BECAUSE,
  citizen,
  dispatcher,
  handlerOf,
  operator,
  reviewer,
  SOME_PARTS,
} from '../../support/lives.js';
import { masterFacts, UNITS } from '../../support/tickets.js';

const NUMBERS = SOME_PARTS.map(({ number }) => number);
const PART_OF = { id: 'r', number: '12345-000001', workflowId: 'ticket-r' };
const aRequest = () => aLifeIn('split', { id: PART_OF.id, number: PART_OF.number });
const told = (index: number, closed: boolean) => {
  const { id, number } = SOME_PARTS[index] ?? { id: '', number: '' };
  return { id, number, closed };
};

describe('a request with several matters', () => {
  it('waits for its parts, with nothing of its own that runs', () => {
    const { ticket, events, signals } = aRequest();
    expect(ticket).toMatchObject({ state: 'split', closingCode: null, overdue: false });
    expect(ticket.parts).toEqual(SOME_PARTS.map((part) => ({ ...part, closed: false })));
    expect(ticket.clocks.filter(({ state }) => state === 'running')).toEqual([]);
    expect(events.at(-1)).toMatchObject({ type: 'split', data: { parts: NUMBERS } });
    expect(signals).toEqual([]);
  });

  it('answers for the time in which it was taken on when it is split before that', () => {
    const life = aLife().does(operator, 'split', { parts: SOME_PARTS });
    expect(life.clock('accept')).toMatchObject({ state: 'satisfied', overdueAt: null });
  });

  it.each([1, 9])('is not split into %i', (count) => {
    const parts = Array.from({ length: count }, (_, index) => ({ id: `${index}`, number: `${index}`, workflowId: '' }));
    expect(aLifeIn('registered').refuses(operator, 'split', { parts })).toBe('split-not-allowed');
  });

  it.each(['dispatched', 'inProgress', 'merged', 'closed', 'split'] as const)('is not split when it is %s', (state) => {
    expect(aLifeIn(state).refuses(operator, 'split', { parts: SOME_PARTS })).toBe('illegal-transition');
  });

  it('is split while units are consulted, and when a unit has given it back', () => {
    expect(aLifeIn('consulting').does(dispatcher, 'split', { parts: SOME_PARTS }).ticket.state).toBe('split');
    const back = aLifeIn('inProgress')
      .does(handlerOf(UNITS.department), 'requestReturn', { ...BECAUSE, basis: 'two matters' })
      .does(dispatcher, 'decide', { request: '1', grant: true, ...BECAUSE })
      .does(dispatcher, 'split', { parts: SOME_PARTS });
    expect(back.ticket.clocks.filter(({ state }) => ['running', 'held', 'paused'].includes(state))).toEqual([]);
  });

  it('is not split while others wait for its reply, nor when it was split off itself', () => {
    const life = aLifeIn('pendingDispatch');
    const followers = [{ id: 'f', number: 'F-1', workflowId: 'ticket-f', told: false }];
    const split = { command: 'split', actor: operator, body: { parts: SOME_PARTS } } as const;
    const facts = { units: {}, classFacts: null, master: null };
    const ask = (more: object) => () => decide({ ...life.ticket, ...more }, { ...split, facts }, life.now);
    expect(ask({ followers })).toThrow('Other tickets wait for the reply to this one.');
    expect(ask({ partOf: PART_OF })).toThrow('This ticket was split off 12345-000001 itself.');
    expect(ask({})).not.toThrow();
  });

  it('closes with the last of its parts, once, however often it is told', () => {
    const life = aRequest().hears((draft) => {
      partTold(draft, told(0, true));
    });
    expect(life.ticket.state).toBe('split');
    const before = life.ticket.version;
    life.hears((draft) => {
      partTold(draft, told(0, true));
    });
    expect(life.ticket.version).toBe(before);
    life.hears((draft) => {
      partTold(draft, told(1, true));
    });
    expect(life.ticket).toMatchObject({ state: 'closed', closingCode: 'partsClosed' });
    expect(life.events.slice(-3).map(({ type }) => type)).toEqual(['partClosed', 'partClosed', 'partsClosed']);
    life.at(life.clock('reopenWindow').dueAt);
    expect(life.ticket.state).toBe('archived');
  });

  it('opens again with a part, and is reopened in no other way', () => {
    const life = aRequest();
    for (const index of [0, 1]) life.hears((draft) => void partTold(draft, told(index, true)));
    expect(life.refuses(reviewer, 'reopen', BECAUSE)).toBe('split-not-allowed');
    life.hears((draft) => void partTold(draft, told(1, false)));
    expect(life.ticket).toMatchObject({ state: 'split', closingCode: null, closedAt: null });
    expect(life.ticket.clocks.filter(({ state }) => state === 'running')).toEqual([]);
    life.hears((draft) => void partTold(draft, told(1, true)));
    expect(life.ticket.state).toBe('closed');
  });

  it('hears of strangers nothing', () => {
    const life = aRequest();
    life.hears((draft) => void partTold(draft, { id: 'other', number: 'O-1', closed: true }));
    expect(life.ticket.version).toBe(aRequest().ticket.version);
  });

  it('is no master for others: who asked to follow it stands alone', () => {
    const { ticket } = aRequest();
    expect(isConcluded(ticket)).toBe('ended');
    const follower = aLifeIn('pendingDispatch', { id: 'f', number: 'F-1' });
    expect(follower.refuses(operator, 'merge', { into: ticket.number }, { master: masterFacts(ticket) })).toBe(
      'merge-not-allowed',
    );
  });

  it('tells its citizen all numbers in one message, and a part says nothing of its registration', () => {
    const { ticket, events } = aRequest();
    const notices = noticesFor(events.slice(-1), ticket).flatMap(({ intents }) => intents);
    expect(notices.map(({ template }) => template)).toEqual(['citizenSplit']);
    expect(notices[0]?.params).toEqual({ number: ticket.number, parts: NUMBERS.join('、') });
    const part = aLife({ partOf: PART_OF });
    const [happened] = aLife().does(operator, 'accept', {}).events;
    if (!happened) throw new Error('Nothing happened.');
    const registered = [{ ...happened, type: 'registered' }];
    const told = (ticket: typeof part.ticket) => noticesFor(registered, ticket).flatMap(({ intents }) => intents);
    expect([told(part.ticket).length, told(aLife().ticket).length]).toEqual([0, 1]);
  });

  it('says what it waits for, to the house and to its citizen', () => {
    const { ticket, events } = aRequest().hears((draft) => void partTold(draft, told(0, true)));
    expect(waitingOf(ticket).sentence.zh).toBe('已拆为 2 件分别办理，还有 1 件未办结，全部办结后自动办结。');
    const progress = progressOf(ticket, events);
    expect(progress.text.zh).toBe('所反映的几件事已分别立单办理。');
    expect(progress.actions).not.toContain('withdraw');
  });
});

describe('a part', () => {
  const aPart = () => aLife({ id: 'p1', number: 'P-1', partOf: PART_OF });

  it('says from its first event on where it came from, to whom may know', () => {
    const life = aPart();
    const data = { splitFrom: PART_OF.number, splitFromId: PART_OF.id };
    expect(life.ticket.partOf).toEqual(PART_OF);
    expect(othersIn(data)).toEqual([PART_OF.number]);
    expect(withoutOthers(data, () => false)).toEqual({});
  });

  it.each([
    ['answered', (life: ReturnType<typeof aPart>) => life.does(operator, 'answer', { text: 'x' })],
    ['declined', (life: ReturnType<typeof aPart>) => life.does(operator, 'decline', { code: 'noFact', ...BECAUSE })],
    ['withdrawn', (life: ReturnType<typeof aPart>) => life.does(citizen, 'withdraw', BECAUSE)],
  ])('tells its request when it is %s', (_, ends) => {
    expect(ends(aPart()).signals).toEqual([
      { to: PART_OF.workflowId, name: 'partTold', part: { id: 'p1', number: 'P-1', closed: true } },
    ]);
  });

  it('tells it too when it is open again, and nothing in between', () => {
    const life = aPart().does(operator, 'accept', {});
    expect(life.signals).toEqual([]);
    life.does(dispatcher, 'dispatch', { unit: UNITS.department, ...BECAUSE });
    life.does(handlerOf(UNITS.department), 'acknowledge', {}).does(handlerOf(UNITS.department), 'reply', A_REPLY);
    life.does(reviewer, 'reviewReply', { accept: true });
    expect(life.signals).toEqual([]);
    life.does(callbackAgent, 'recordCallback', { reached: true, solved: 'yes', satisfied: 5 });
    life.does(reviewer, 'reopen', BECAUSE);
    expect(life.signals.map((said) => said.name === 'partTold' && said.part.closed)).toEqual([true, false]);
  });
});
