import type { Command, CommandBodies, Facts } from '../../domain/ticket/commands.js';
import { protectionOf } from '../../domain/ticket/protection.js';
import type { Registration } from '../../domain/ticket/registration.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type { Actor, State } from '../../domain/ticket/vocabulary.js';
import { DECLINE_CODES } from '../../domain/ticket/vocabulary.js';
import { Story } from './steps.js';
import { actor, aTicket, DEFAULT_WORLD, masterFacts, UNITS, type World } from './tickets.js';

export const operator = actor('operator');
export const dispatcher = actor('dispatcher');
export const reviewer = actor('reviewer');
export const callbackAgent = actor('callbackAgent');
export const supervisor = actor('supervisor');
export const dutyManager = actor('dutyManager');
export const director = actor('director');
export const citizen = actor('citizen');
export const handler = actor('handler');

export function handlerOf(unit: string): Actor {
  return actor('handler', { unit, name: `handler-${unit}` });
}

export const BECAUSE = { reason: 'given' } as const;
export const A_REDACTION: CommandBodies['confirmRedaction'] = { title: 'of somebody', text: 'that nobody is named' };
export const A_REPLY: CommandBodies['reply'] = {
  facts: 'found',
  basis: 'law',
  measures: 'taken',
  contacted: 'the citizen',
  text: 'done',
};

/** Tickets that a request was split into. */
export const SOME_PARTS: CommandBodies['split']['parts'] = ['p1', 'p2'].map((id, index) => ({
  id,
  number: `12345-00010${index + 1}`,
  workflowId: `ticket-${id}`,
}));

export interface LifeOptions extends Partial<Registration> {
  readonly unit?: string;
  readonly coUnits?: readonly string[];
  readonly world?: World;
  /** Local time of registration; everything up to the state asked for happens at this minute. */
  readonly when?: string;
}

/** A ticket that was just registered, and its story from there. */
export function aLife(options: LifeOptions = {}): Story {
  const { unit: _unit, coUnits: _coUnits, when, world = DEFAULT_WORLD, ...registration } = options;
  const at = when === undefined ? {} : { at: new Date(`${when.replace(' ', 'T')}:00+08:00`).toISOString() };
  return new Story(aTicket({ ...registration, ...at, world }), world);
}

type Road = (life: Story, options: LifeOptions) => Story;

/** The shortest road into each state. */
const ROADS: Readonly<Record<State, Road>> = {
  registered: (life) => life,
  pendingDispatch: (life) => life.does(operator, 'accept', acceptanceOf(life.ticket)),
  consulting: (life, options) =>
    ROADS.pendingDispatch(life, options).does(dispatcher, 'consult', { units: [UNITS.department], ...BECAUSE }),
  dispatched: (life, options) =>
    redacted(ROADS.pendingDispatch(life, options)).does(dispatcher, 'dispatch', {
      unit: options.unit ?? UNITS.department,
      ...(options.coUnits ? { coUnits: options.coUnits } : {}),
      ...BECAUSE,
    }),
  inProgress: (life, options) => ROADS.dispatched(life, options).does(leadOf(options), 'acknowledge', {}),
  adjudication: (life, options) => {
    returned(ROADS.inProgress(life, options), leadOf(options));
    life.does(dispatcher, 'dispatch', { unit: UNITS.otherDepartment, ...BECAUSE });
    return returned(life, handlerOf(UNITS.otherDepartment));
  },
  suspended: (life, options) => {
    const until = new Date(Date.parse(life.now) + 10 * 86_400_000).toISOString();
    ROADS.inProgress(life, options).does(leadOf(options), 'requestSuspension', { until, ...BECAUSE });
    return life.does(supervisor, 'decide', { request: '1', grant: true, ...BECAUSE });
  },
  replied: (life, options) =>
    ROADS.inProgress(life, options).does(leadOf(options), 'reply', { ...A_REPLY, openTasksReason: 'not needed' }),
  callbackPending: (life, options) => ROADS.replied(life, options).does(reviewer, 'reviewReply', { accept: true }),
  dissatisfiedReview: (life, options) =>
    ROADS.callbackPending(life, options).does(citizen, 'rate', { solved: 'no', satisfied: 1 }),
  merged: (life, options) =>
    ROADS.pendingDispatch(life, options).does(operator, 'merge', { into: aMaster().number }, aMasterFact()),
  split: (life, options) => ROADS.pendingDispatch(life, options).does(operator, 'split', { parts: SOME_PARTS }),
  closed: (life) => life.does(operator, 'decline', { code: 'noFact', ...BECAUSE }),
  archived: (life, options) => {
    ROADS.closed(life, options);
    return life.at(life.clock('reopenWindow').dueAt);
  },
  terminated: (life, options) =>
    ROADS.inProgress(life, options)
      .does(leadOf(options), 'requestTermination', BECAUSE)
      .does(supervisor, 'decide', { request: '1', grant: true, ...BECAUSE }),
  withdrawn: (life) => life.does(citizen, 'withdraw', BECAUSE),
};

/** Of a report somebody must say whom it is about. */
function acceptanceOf({ type, accusedUnit, noneNamed }: TicketState): CommandBodies['accept'] {
  return type === 'report' && accusedUnit === null && !noneNamed ? { noneNamed: true } : {};
}

/** Ready to be handed on: of a ticket that protects who asked, somebody has looked at what units will read. */
export function redacted(life: Story): Story {
  return protectionOf(life.ticket) === 'open' ? life : life.does(dispatcher, 'confirmRedaction', A_REDACTION);
}

function returned(life: Story, by: Actor): Story {
  life.does(by, 'requestReturn', { ...BECAUSE, basis: 'duty list' });
  return life.does(dispatcher, 'decide', { request: String(life.ticket.requests.length), grant: true, ...BECAUSE });
}

function leadOf(options: LifeOptions): Actor {
  return handlerOf(options.unit ?? UNITS.department);
}

export function aLifeIn(state: State, options: LifeOptions = {}): Story {
  return ROADS[state](aLife(options), options);
}

let master: TicketState | null = null;

/** Another ticket in progress, that others may be merged into. */
export function aMaster(): TicketState {
  master ??= aLifeIn('inProgress', { id: 'm1', number: '12345-000099', unit: UNITS.otherDepartment }).ticket;
  return master;
}

export function aMasterFact(): Partial<Facts> {
  return { master: masterFacts(aMaster()) };
}

/** A body that makes sense on this ticket: it names the open request, the task, the supervision that is there. */
export function sensibleBodies(ticket: TicketState, now: string): CommandBodies {
  const unit =
    ticket.fixedLead ?? (ticket.lead?.id === UNITS.otherDepartment ? UNITS.department : UNITS.otherDepartment);
  const open = <T extends { id: string }>(list: readonly T[], is: (one: T) => boolean): string =>
    list.find(is)?.id ?? '1';
  return {
    accept: acceptanceOf(ticket),
    confirmRedaction: A_REDACTION,
    correct: { urgency: 'P2', ...BECAUSE },
    answer: { text: 'answered' },
    redirect: { channel: 'court', ...BECAUSE },
    decline: { code: DECLINE_CODES[0], ...BECAUSE },
    handToEmergency: { line: '119', ...BECAUSE },
    appeal: BECAUSE,
    merge: { into: 'other' },
    unmerge: {},
    split: { parts: SOME_PARTS },
    consult: { units: [unit], ...BECAUSE },
    concludeConsultation: { unit, ...BECAUSE },
    dispatch: { unit, ...BECAUSE },
    acknowledge: {},
    assign: { handler: 'someone' },
    handOver: { handler: 'liaison' },
    recordContact: { note: 'called' },
    requestReturn: { ...BECAUSE, basis: 'duty list' },
    requestExtension: { workingDays: 2, ...BECAUSE, basis: 'law' },
    requestSuspension: { until: new Date(Date.parse(now) + 3 * 86_400_000).toISOString(), ...BECAUSE },
    requestTermination: BECAUSE,
    decide: { request: open(ticket.requests, (one) => one.status === 'open'), grant: true, ...BECAUSE },
    adjudicate: { unit, ...BECAUSE },
    resume: BECAUSE,
    whistle: { case: 'jointEnforcement', units: [unit], ...BECAUSE },
    reportIn: { task: open(ticket.tasks, (one) => one.status === 'assigned') },
    answerTask: {
      task: open(ticket.tasks, (one) => one.status === 'assigned' || one.status === 'reportedIn'),
      result: 'done',
    },
    reply: { ...A_REPLY, openTasksReason: 'not needed' },
    reviewReply: { accept: true },
    recordCallback: { reached: true, solved: 'yes', satisfied: 5 },
    rate: { solved: 'yes', satisfied: 5 },
    judge: { redo: false, code: 'panel', ...BECAUSE },
    withdraw: BECAUSE,
    reopen: BECAUSE,
    urge: BECAUSE,
    supervise: { demand: 'answer' },
    answerSupervision: { supervision: open(ticket.supervisions, (one) => one.answeredAt === null), text: 'done' },
    attach: { attachments: ['0192d3c4-0000-7000-8000-000000000000'] },
  };
}

export type AnyCommand = { readonly [C in Command]: { readonly command: C; readonly body: CommandBodies[C] } }[Command];
