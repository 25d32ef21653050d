import type {
  Actor,
  ActorRole,
  DeclineCode,
  DissatisfactionCode,
  ExtensionCode,
  Solved,
  State,
  TicketType,
  Urgency,
  WhistleCase,
} from './vocabulary.js';
import { STATE_KIND, STATES } from './vocabulary.js';
import type { Identity, ProtectionLevel } from './protection.js';
import type { ClassFacts, TicketState, UnitFacts, MasterRef } from './ticket.js';
import type { AddedWords, KeptWord, LeftWord } from '../intake/left-words.js';
import type { Instant } from '../calendar/types.js';

/** What each command says. The same names as the request bodies of `POST /tickets/{id}/actions/{command}`. */
export interface CommandBodies {
  accept: { type?: TicketType; urgency?: Urgency; classCode?: string; accusedUnit?: string; noneNamed?: boolean };
  /** Sealed like every text; the rules see that there are `kept` ones. */
  confirmRedaction: { title: string; text: string; kept?: readonly KeptWord[]; added?: readonly AddedWords[] };
  correct: {
    type?: TicketType;
    identity?: Identity;
    protection?: ProtectionLevel;
    accusedUnit?: string;
    noneNamed?: boolean;
    classCode?: string;
    urgency?: Urgency;
    /** Sealed like every text; the rules see that there is one. */
    address?: { text: string; lon?: number | undefined; lat?: number | undefined };
    area?: string;
    reason: string;
  };
  answer: { text: string; entry?: { id: string; version: number } | undefined };
  redirect: { channel: string; reason: string };
  decline: { code: DeclineCode; reason: string };
  handToEmergency: { line: '110' | '119' | '120' | '122'; reason: string };
  appeal: { reason: string };
  merge: { into: string };
  unmerge: Record<string, never>;
  /** What the parts say is kept until they are tickets; the request knows them by name. */
  split: { parts: readonly MasterRef[] };
  consult: { units: readonly string[]; reason: string };
  concludeConsultation: { unit: string; coUnits?: readonly string[]; despiteNamed?: boolean; reason: string };
  dispatch: { unit: string; coUnits?: readonly string[]; despiteNamed?: boolean; reason: string };
  acknowledge: Record<string, never>;
  assign: { handler: string };
  handOver: { handler: string };
  recordContact: { note: string };
  requestReturn: { reason: string; basis: string; suggestedUnit?: string };
  requestExtension: { workingDays: number; code?: ExtensionCode; reason: string; basis: string };
  requestSuspension: { reason: string; until: Instant };
  requestTermination: { reason: string };
  decide: { request: string; grant: boolean; reason: string };
  adjudicate: { unit: string; coUnits?: readonly string[]; despiteNamed?: boolean; reason: string };
  resume: { reason: string };
  whistle: { case: WhistleCase; units: readonly string[]; reason: string };
  reportIn: { task: string };
  answerTask: { task: string; result: string };
  reply: { facts: string; basis: string; measures: string; contacted: string; text: string; openTasksReason?: string };
  reviewReply: { accept: boolean; reason?: string };
  recordCallback: {
    reached: boolean;
    solved?: Solved;
    satisfied?: number;
    code?: DissatisfactionCode;
    reason?: string;
  };
  rate: { solved: Solved; satisfied: number; code?: DissatisfactionCode; reason?: string };
  judge: {
    redo: boolean;
    code?: 'panel' | 'deferred' | 'handedOver' | 'explained';
    unit?: string;
    despiteNamed?: boolean;
    reason: string;
  };
  withdraw: { reason: string };
  reopen: { reason: string };
  urge: { reason: string };
  supervise: { level?: number; demand: string };
  answerSupervision: { supervision: string; text: string };
  /** Files that were sent before, by their ids. */
  attach: { attachments: readonly string[] };
}
export type Command = keyof CommandBodies;

/** What the API looked up for the rules: units named in the body, the class, the master. */
export interface Facts {
  readonly units: Readonly<Record<string, UnitFacts>>;
  readonly classFacts: ClassFacts | null;
  /** Of the units that the body names, and those above them: those that the ticket's own text names. Absent: none. */
  readonly namedInText?: readonly string[];
  /** Personal words in a redacted text of which nobody said that they stay. Absent: none. */
  readonly leftInRedaction?: readonly LeftWord[];
  /** Events of what the citizen said later, of which a person says what units read. Absent: none. */
  readonly released?: readonly number[];
  readonly master:
    | (MasterRef & {
        readonly state: State;
        readonly isFollower: boolean;
        readonly concluded: boolean;
        readonly followers?: number;
        readonly urgency?: Urgency;
        readonly type?: TicketType;
        /** Of the unit that has it, from the root down. */
        readonly leadPath?: readonly string[];
      })
    | null;
}

export const NO_FACTS: Facts = { units: {}, classFacts: null, master: null };

/** Where the actor must stand towards the ticket, besides having the role. */
export type Relation = 'any' | 'leadUnit' | 'taskUnit';

export interface CommandRow {
  readonly from: readonly State[];
  /** Where it may lead; the rule decides which. Empty: the state stays. */
  readonly to: readonly State[];
  readonly roles: readonly ActorRole[];
  readonly relation: Relation;
}

/** Whoever has something to do with a request that was split does it to its parts. */
const OPEN: readonly State[] = STATES.filter((state) => STATE_KIND[state] === 'open' && state !== 'split');
/** Open, and somebody owes the next step: neither a date nor another ticket can be hurried. */
const OWED: readonly State[] = OPEN.filter((state) => state !== 'suspended' && state !== 'merged');
const HANDLING: readonly State[] = ['dispatched', 'inProgress'];
/** A unit has it, or gets it back when somebody else is not content. */
const WITH_UNIT: readonly State[] = ['inProgress', 'suspended', 'replied', 'callbackPending', 'dissatisfiedReview'];

/**
 * The life of a ticket, one row per command; what is not listed is refused. How each moves is in the rule of the same
 * name (`rules/`), which deadlines it starts is in that rule too, how long they last is in the policy pack.
 */
export const COMMANDS: Readonly<Record<Command, CommandRow>> = {
  accept: { from: ['registered'], to: ['pendingDispatch'], roles: ['operator'], relation: 'any' },
  confirmRedaction: {
    from: OPEN,
    to: [],
    roles: ['operator', 'dispatcher', 'reviewer', 'dutyManager'],
    relation: 'any',
  },
  correct: {
    from: OPEN,
    to: ['pendingDispatch', 'adjudication'],
    roles: ['operator', 'dispatcher', 'reviewer'],
    relation: 'any',
  },
  answer: { from: ['registered'], to: ['closed'], roles: ['operator'], relation: 'any' },
  redirect: { from: ['registered'], to: ['closed'], roles: ['operator'], relation: 'any' },
  decline: { from: ['registered'], to: ['closed'], roles: ['operator'], relation: 'any' },
  handToEmergency: { from: ['registered'], to: ['closed'], roles: ['operator'], relation: 'any' },
  appeal: { from: ['closed'], to: [], roles: ['operator', 'citizen'], relation: 'any' },
  merge: {
    from: ['registered', 'pendingDispatch', 'consulting', 'dispatched', 'inProgress'],
    to: ['merged'],
    roles: ['operator', 'dispatcher'],
    relation: 'any',
  },
  unmerge: {
    from: ['merged'],
    to: ['registered', 'pendingDispatch', 'adjudication'],
    roles: ['operator', 'dispatcher'],
    relation: 'any',
  },
  split: {
    from: ['registered', 'pendingDispatch', 'consulting'],
    to: ['split'],
    roles: ['operator', 'dispatcher'],
    relation: 'any',
  },
  consult: { from: ['pendingDispatch'], to: ['consulting'], roles: ['dispatcher'], relation: 'any' },
  concludeConsultation: { from: ['consulting'], to: ['pendingDispatch'], roles: ['dispatcher'], relation: 'any' },
  dispatch: { from: ['pendingDispatch'], to: ['dispatched'], roles: ['dispatcher'], relation: 'any' },
  acknowledge: {
    from: ['dispatched'],
    to: ['inProgress'],
    roles: ['handler'],
    relation: 'leadUnit',
  },
  assign: { from: ['inProgress'], to: [], roles: ['handler'], relation: 'leadUnit' },
  handOver: { from: WITH_UNIT, to: [], roles: ['administrator'], relation: 'any' },
  recordContact: { from: ['inProgress'], to: [], roles: ['handler'], relation: 'leadUnit' },
  requestReturn: { from: HANDLING, to: [], roles: ['handler'], relation: 'leadUnit' },
  requestExtension: {
    from: ['inProgress'],
    to: [],
    roles: ['handler'],
    relation: 'leadUnit',
  },
  requestSuspension: {
    from: ['inProgress'],
    to: [],
    roles: ['handler'],
    relation: 'leadUnit',
  },
  requestTermination: {
    from: HANDLING,
    to: [],
    roles: ['handler'],
    relation: 'leadUnit',
  },
  decide: {
    from: [...OPEN, 'closed'],
    to: ['pendingDispatch', 'adjudication', 'suspended', 'terminated'],
    roles: ['dispatcher', 'dutyManager', 'director', 'supervisor', 'reviewer'],
    relation: 'any',
  },
  adjudicate: {
    from: ['adjudication'],
    to: ['dispatched'],
    roles: ['dutyManager', 'director'],
    relation: 'any',
  },
  resume: {
    from: ['suspended'],
    to: ['inProgress'],
    roles: ['handler', 'supervisor'],
    relation: 'leadUnit',
  },
  whistle: { from: ['inProgress'], to: [], roles: ['handler'], relation: 'leadUnit' },
  reportIn: { from: OPEN, to: [], roles: ['handler'], relation: 'taskUnit' },
  answerTask: { from: OPEN, to: [], roles: ['handler'], relation: 'taskUnit' },
  reply: { from: ['inProgress'], to: ['replied'], roles: ['handler'], relation: 'leadUnit' },
  reviewReply: {
    from: ['replied'],
    to: ['callbackPending', 'inProgress', 'closed'],
    roles: ['reviewer'],
    relation: 'any',
  },
  recordCallback: {
    from: ['callbackPending'],
    to: ['closed', 'dissatisfiedReview'],
    roles: ['callbackAgent'],
    relation: 'any',
  },
  rate: {
    from: ['callbackPending'],
    to: ['closed', 'dissatisfiedReview'],
    roles: ['citizen'],
    relation: 'any',
  },
  judge: {
    from: ['dissatisfiedReview'],
    to: ['inProgress', 'dispatched', 'pendingDispatch', 'closed'],
    roles: ['reviewer'],
    relation: 'any',
  },
  withdraw: { from: OPEN, to: ['withdrawn'], roles: ['operator', 'citizen'], relation: 'any' },
  reopen: {
    from: ['closed'],
    to: ['inProgress', 'pendingDispatch'],
    roles: ['reviewer'],
    relation: 'any',
  },
  urge: {
    from: OWED,
    to: [],
    roles: ['supervisor', 'dutyManager', 'dispatcher', 'director'],
    relation: 'any',
  },
  supervise: {
    from: OPEN,
    to: [],
    roles: ['supervisor', 'dutyManager', 'director'],
    relation: 'any',
  },
  answerSupervision: {
    from: OPEN,
    to: [],
    roles: ['handler'],
    relation: 'leadUnit',
  },
  // A unit that only helps sends what it found as well, so the rule asks where it stands.
  attach: {
    from: [...OPEN, 'closed'],
    to: [],
    roles: ['operator', 'callbackAgent', 'dispatcher', 'reviewer', 'handler', 'citizen'],
    relation: 'any',
  },
};

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly Command[];

/** One command on its way to the rules. */
export interface CommandInput<C extends Command = Command> {
  readonly command: C;
  readonly actor: Actor;
  /** Free texts stand here as a mark that they are there; their words travel in `sealed`. */
  readonly body: CommandBodies[C];
  readonly facts: Facts;
  readonly sealed?: string | null;
  /** Words of protected matters that were found in the free texts before they were sealed. */
  readonly protectedMatters?: readonly string[];
}

/**
 * Does the actor stand where the row wants, towards this ticket? `taskUnit` without a task asks whether any task is
 * theirs.
 */
export function standsIn(ticket: TicketState, actor: Actor, relation: Relation): boolean {
  if (relation === 'any' || actor.role !== 'handler') return true;
  if (actor.unit === null) return false;
  if (relation === 'leadUnit') return ticket.lead?.id === actor.unit;
  return ticket.tasks.some(
    (task) => task.unit === actor.unit && (task.status === 'assigned' || task.status === 'reportedIn'),
  );
}
