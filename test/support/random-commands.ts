import fc from 'fast-check';
import type { Instant } from '../../domain/calendar/types.js';
import type { Command, CommandBodies, Facts } from '../../domain/ticket/commands.js';
import { COMMAND_NAMES } from '../../domain/ticket/commands.js';
import { allowedActions } from '../../domain/ticket/decide.js';
import type { Registration } from '../../domain/ticket/registration.js';
import type { MasterOutcome, MasterRef, TicketState } from '../../domain/ticket/ticket.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { ROLES, SOLVED, TYPES, URGENCIES, WHISTLE_CASES } from '../../domain/ticket/vocabulary.js';
import { handlerOf, sensibleBodies } from './lives.js';
import { aClass, actor, factsFor, unit, UNITS } from './tickets.js';

/**
 * Lives at random, in two parts so that the rules and the workflow can be given the same one: a `Move` is drawn without
 * knowing the ticket, and `commandOf` reads it against the ticket as it then is.
 */
export interface Move {
  readonly kind:
    | 'command'
    | 'nudge'
    | 'supplement'
    | 'followerJoined'
    | 'followerLeft'
    | 'followerSaid'
    | 'masterConcluded'
    | 'partTold'
    | 'wait';
  /** Most moves are such as the ticket allows; the others are anybody trying anything. */
  readonly allowed: boolean;
  readonly pick: number;
  readonly number: number;
  readonly yes: boolean;
  readonly waitMs: number;
}

export interface Given<C extends Command = Command> {
  readonly command: C;
  readonly actor: Actor;
  readonly body: CommandBodies[C];
  readonly facts: Facts;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

export const anyMove: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    { weight: 30, arbitrary: fc.constant('command' as const) },
    { weight: 2, arbitrary: fc.constant('wait' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        'nudge',
        'supplement',
        'followerJoined',
        'followerLeft',
        'followerSaid',
        'masterConcluded',
        'partTold',
      ),
    },
  ),
  allowed: fc.nat({ max: 9 }).map((n) => n > 0),
  pick: fc.nat({ max: 1_000_000 }),
  number: fc.nat({ max: 30 }),
  yes: fc.boolean(),
  waitMs: fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: 0, max: 4 * 60 }).map((n) => n * MINUTE) },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 3 * DAY }) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 20 }).map((n) => n * DAY) },
  ),
});

/** How a life begins. Its id stays the caller's, for it names the workflow. */
export const anyRegistration: fc.Arbitrary<Partial<Registration>> = fc.record({
  type: fc.constantFrom(...TYPES),
  urgency: fc.oneof({ weight: 3, arbitrary: fc.constant('P2' as const) }, fc.constantFrom(...URGENCIES)),
  replyWanted: fc.nat({ max: 4 }).map((n) => n > 0),
  protectedMatters: fc.constantFrom([], [], ['wages']),
  accusedUnit: fc.constantFrom(null, null, null, UNITS.department, UNITS.district),
  classFacts: fc.constantFrom(
    null,
    aClass(),
    aClass({ departmentOnly: true }),
    aClass({ statutory: { workingDays: 20, lawRef: 'a law' } }),
  ),
});

/** Two persons for each role, so that duties can be kept apart, and handlers of several units. */
const PEOPLE: readonly Actor[] = [
  ...[...ROLES, 'citizen' as const].flatMap((role) => [
    actor(role, { name: `${role}-1`, ...(role === 'handler' ? { unit: UNITS.district } : {}) }),
    actor(role, { name: `${role}-2`, ...(role === 'handler' ? { unit: UNITS.department } : {}) }),
  ]),
  ...Object.values(UNITS).map(handlerOf),
  actor('reviewer', { name: `handler-${UNITS.otherDepartment}` }),
];
/** Taken seldom, or no random life would last. */
const RARE: readonly Command[] = [
  'withdraw',
  'answer',
  'redirect',
  'decline',
  'handToEmergency',
  'requestTermination',
  'merge',
  'split',
  'correct',
];

/** May be said at nearly any time and lead nowhere. */
const TALK: readonly Command[] = ['attach', 'confirmRedaction', 'supervise', 'urge'];

/** Taken often, or a random life would seldom get beyond talk. */
const OFTEN: readonly Command[] = [
  'appeal',
  'adjudicate',
  'dispatch',
  'acknowledge',
  'requestReturn',
  'reply',
  'reviewReply',
  'judge',
];

/** What the move means to this ticket: who gives which command, with which body. `null` when nobody has one to give. */
export function commandOf(move: Move, ticket: TicketState, now: Instant): Given | null {
  const { pick, number } = move;
  if (!move.allowed) return given(move, ticket, now, at(COMMAND_NAMES, pick), at(PEOPLE, number + pick));
  const commands = new Map<Command, Actor[]>();
  for (const person of PEOPLE) {
    for (const command of allowedActions(ticket, person)) {
      if (RARE.includes(command) && number > 1) continue;
      commands.set(command, [...(commands.get(command) ?? []), person]);
    }
  }
  if (commands.size === 0) return null;
  const drawn = [...commands].flatMap((one) => Array.from({ length: weightOf(one[0]) }, () => one));
  const [command, people] = at(drawn, pick);
  return given(move, ticket, now, command, at(people, number));
}

const weightOf = (command: Command): number => (TALK.includes(command) ? 1 : OFTEN.includes(command) ? 8 : 2);

function given(move: Move, ticket: TicketState, now: Instant, command: Command, by: Actor): Given {
  const [sensible, twisted]: readonly (object | undefined)[] = [
    sensibleBodies(ticket, now)[command],
    twist(move, ticket, now, by)[command],
  ];
  const body = { ...sensible, ...twisted } as CommandBodies[Command];
  const classFacts = command === 'accept' && move.number === 1 ? aClass({ departmentOnly: move.yes }) : null;
  const master = command === 'merge' && move.number < 25 ? masterOf(move) : null;
  return { command, actor: by, body, facts: factsFor(body, { classFacts, master }) };
}

/** What differs from the sensible body; a body stays of valid shape, the rules may still refuse what it says. */
function twist(
  move: Move,
  ticket: TicketState,
  now: Instant,
  by: Actor,
): { [C in Command]?: Partial<CommandBodies[C]> } {
  const { pick, number, yes } = move;
  const owners = Object.values(UNITS);
  const named = { unit: number < 20 ? (ticket.fixedLead ?? at(owners.slice(0, 7), pick)) : at(owners, pick) };
  const others = [at(owners, number), at(owners, number + pick)];
  const answer = yes
    ? ({ solved: 'yes', satisfied: 5 } as const)
    : { solved: at(SOLVED, pick), satisfied: 1 + (number % 5), ...(number % 7 === 0 ? {} : { reason: 'said' }) };
  const own = ticket.tasks.find(
    (task) => task.unit === by.unit && task.status !== 'answered' && task.status !== 'cancelled',
  );
  const task = own && number < 28 ? { task: own.id } : {};
  const dispatched = { ...named, ...(yes ? { coUnits: others } : {}) };
  return {
    accept: number % 5 === 0 ? { urgency: at(URGENCIES, pick), type: at(TYPES, pick) } : {},
    consult: { units: others },
    concludeConsultation: dispatched,
    dispatch: dispatched,
    adjudicate: dispatched,
    requestExtension: { workingDays: 1 + (number % 7) },
    requestSuspension: { until: new Date(Date.parse(now) + (number - 1) * DAY).toISOString() },
    decide: { grant: yes },
    whistle: { units: others, case: at(WHISTLE_CASES, pick) },
    reportIn: task,
    answerTask: task,
    reviewReply: yes || number % 3 === 0 ? { accept: true } : { accept: false, reason: 'thin' },
    recordCallback: number % 2 === 0 ? { reached: true, ...answer } : { reached: false },
    rate: answer,
    judge: {
      redo: number % 4 !== 0,
      code: at(['panel', 'deferred', 'handedOver', 'explained'] as const, pick),
      ...(yes ? named : {}),
    },
    supervise: { level: 1 + (number % 5) },
  };
}

const MASTERS: readonly MasterRef[] = ['m1', 'm2'].map((id) => ({
  id,
  number: id.toUpperCase(),
  workflowId: `ticket-${id}`,
}));
const masterOf = ({ pick, number }: Move): Facts['master'] => ({
  ...at(MASTERS, pick),
  state: 'inProgress',
  isFollower: number === 1,
  concluded: number === 2,
});

/** A ticket that wants to follow this one, or leaves it. */
export function followerOf({ pick }: Move): MasterRef {
  const id = `f${pick % 3}`;
  return { id, number: id.toUpperCase(), workflowId: `ticket-${id}` };
}

/** What some master tells: often the one that is followed, sometimes one that is followed no longer. */
export function outcomeOf(move: Move, ticket: TicketState, now: Instant): MasterOutcome {
  const masterId = move.number < 25 ? (ticket.master?.id ?? 'm1') : 'm2';
  if (!move.yes) return { masterId, kind: 'ended', lead: null, repliedBy: null, reviewedBy: null, repliedAt: null };
  const lead = unit(at([UNITS.department, UNITS.district, UNITS.township], move.pick));
  return { masterId, kind: 'replied', lead, repliedBy: 'their-handler', reviewedBy: 'their-reviewer', repliedAt: now };
}

export function at<T>(list: readonly T[], index: number): T {
  const one = list[index % list.length];
  if (one === undefined) throw new Error('Nothing can be picked from an empty list.');
  return one;
}
