import type { Instant, Limit } from '../calendar/types.js';
import type { Identity, ProtectionLevel } from './protection.js';
import type { PolicyRules, ScheduledRung } from '../policy/types.js';
import type {
  Actor,
  Channel,
  ClockKey,
  ClosingCode,
  ExtensionCode,
  Level,
  RequestKind,
  Solved,
  State,
  TicketType,
  Urgency,
  UnitLevel,
  WhistleCase,
} from './vocabulary.js';

/** What the rules need to know of a unit. Resolved by the API, carried as a fact with the command. */
export interface UnitFacts {
  readonly id: string;
  readonly level: UnitLevel;
  /** Ids from the root of the unit tree down to the unit itself. */
  readonly path: readonly string[];
  /** Units besides these for which it is taken when a report is about them; absent: none. See `city/closing.ts`. */
  readonly takenFor?: readonly string[];
}

/** Whether a report about the accused is about this unit, or about its own house. */
export function isTakenFor({ path, takenFor = [] }: Pick<UnitFacts, 'path' | 'takenFor'>, accused: string): boolean {
  return path.includes(accused) || takenFor.includes(accused);
}

/** What the dispatch catalogue says of a class. */
export interface ClassFacts {
  readonly code: string;
  /** Belongs to a functional department and never goes below district level (国办函〔2025〕66号). */
  readonly departmentOnly: boolean;
  readonly neverDecline: boolean;
  readonly statutory: { readonly workingDays: number; readonly lawRef: string } | null;
}

export type ClockState = 'running' | 'paused' | 'held' | 'satisfied' | 'cancelled';

/** One line of a clock's ledger: everything that ever moved its date, so that the date can explain itself. */
export interface Amendment {
  kind: 'started' | 'suspended' | 'resumed' | 'extended' | 'recalculated';
  at: Instant;
  dueAt: Instant | null;
  limit: Limit | null;
  /** The event that moved it. */
  seq: number;
}

export interface Rung extends ScheduledRung {
  firedAt: Instant | null;
}

export interface Clock {
  /** `<key>[:<ref>].<n>`: the n-th clock of its kind on this ticket. */
  id: string;
  key: ClockKey;
  ref: string | null;
  round: number;
  state: ClockState;
  startedAt: Instant;
  dueAt: Instant;
  /** `null` when a person named the date, e.g. the end of a suspension. */
  limit: Limit | null;
  /** Readable source of the limit, e.g. `default@1 handle P2 help`. */
  rule: string;
  /** Leans on a calendar year whose notice is not out yet. */
  provisional: boolean;
  satisfiedAt: Instant | null;
  satisfiedBy: string | null;
  heldAt: Instant | null;
  overdueAt: Instant | null;
  /**
   * The lead when it ended; the lead of a ticket may change, and with it whose time runs. Absent: it lives, or nobody
   * held the ticket.
   */
  endedWith?: Pick<UnitFacts, 'id' | 'path'>;
  rungs: Rung[];
  amendments: Amendment[];
}

export interface Request {
  id: string;
  kind: RequestKind;
  by: Actor;
  at: Instant;
  status: 'open' | 'granted' | 'denied' | 'lapsed';
  decidedBy: Actor | null;
  decidedAt: Instant | null;
  suggestedUnit: string | null;
  amount: number | null;
  until: Instant | null;
  /** Why more time is asked for; absent where that was not asked yet. */
  code?: ExtensionCode;
}

export interface Task {
  id: string;
  kind: 'coHandle' | 'whistle';
  whistleCase: WhistleCase | null;
  unit: string;
  status: 'assigned' | 'reportedIn' | 'answered' | 'cancelled';
  at: Instant;
  answeredAt: Instant | null;
}

export interface Supervision {
  id: string;
  level: Level;
  by: Actor;
  at: Instant;
  answeredAt: Instant | null;
}

export interface MasterRef {
  readonly id: string;
  readonly number: string;
  readonly workflowId: string;
}

/**
 * All that a ticket's workflow knows. Plain JSON, nothing personal, no free text: what people wrote is in PostgreSQL,
 * encrypted under the ticket's own key. Grows by a bounded amount per command and travels through continue-as-new.
 */
export interface TicketState {
  id: string;
  number: string;
  /** See `edition.ts`; absent: the first. */
  edition?: number;
  channel: Channel;
  type: TicketType;
  urgency: Urgency;
  classCode: string | null;
  replyWanted: boolean;
  /** Words of what may never be declined, found at intake: `wages`, `minor`, `selfHarm` … */
  protectedMatters: string[];
  /** What the citizen said of being named; absent: only their own record says. */
  identity?: Identity;
  /** Set by a person; absent: by type and identity, see `protectionOf`. */
  protection?: ProtectionLevel;
  /**
   * The event that keeps the redacted title and text to which a person said yes; absent: what intake found holds, and
   * nobody looked at it.
   */
  redactionSeq?: number;
  /**
   * What the citizen said after the ticket was handed on, oldest first, by its event; `released`: the newest yes names
   * it. Absent: nothing, or before a ticket knew it.
   */
  saidLater?: readonly { readonly event: number; readonly at: Instant; readonly released?: true }[];
  /** The event that keeps the address as it was corrected; absent: as it was registered. */
  addressSeq?: number;
  /** Units of the corrected place, from the root down; absent: as it was registered. */
  areaPath?: readonly string[];
  /** Somebody said that a report is about no unit. */
  noneNamed?: boolean;
  accusedUnit: string | null;
  classFacts: ClassFacts | null;
  state: State;
  stateSince: Instant;
  registeredAt: Instant;
  /** The sequence number of the last event; the ETag. */
  version: number;
  /**
   * How far the history was when the last step was decided, over all runs of the workflow. Two attempts at one step
   * differ in it or in their instant, so that whoever shows them knows which came later.
   */
  turn?: number;
  round: number;
  lead: UnitFacts | null;
  coUnits: string[];
  handler: string | null;
  /** Set by a concluded consultation or a ruling: dispatch must go there. */
  fixedLead: string | null;
  noReturn: boolean;
  hop: number;
  disputes: number;
  redos: number;
  level: Level;
  overdue: boolean;
  clocks: Clock[];
  requests: Request[];
  tasks: Task[];
  supervisions: Supervision[];
  callback: { attempts: { at: Instant; counted: boolean }[]; linkSentAt: Instant | null };
  solved: Solved | null;
  satisfied: number | null;
  people: { declinedBy: string | null; repliedBy: string | null; reviewedBy: string | null };
  repliedAt: Instant | null;
  /** `late`: after closing; absent: none. */
  nudges: { count: number; recent: Instant[]; supplements: number; late?: number };
  /** Files that belong to it, from the first on; absent: none. */
  attachments?: number;
  /** Invented for the demonstration city, with a history that was written for it; absent: somebody asked. */
  demonstration?: true;
  master: (MasterRef & { from: State }) | null;
  followers: (MasterRef & { told: boolean })[];
  /** Of a request that was split: the tickets that came of it; absent: none. */
  parts?: readonly Part[];
  /** The request that this one was split off; absent: it came by itself. */
  partOf?: MasterRef;
  closingCode: ClosingCode | null;
  closedAt: Instant | null;
  pack: { code: string; version: string; rules: PolicyRules };
  calendarVersion: string;
  /** Hash of the last event: each event seals the one before it. */
  lastHash: string;
}

export type EventData = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** What a step changed: each field with its value before and after. */
export type EventChanges = Readonly<
  Record<
    string,
    { readonly before: string | number | boolean | null; readonly after: string | number | boolean | null }
  >
>;

/**
 * One fact in the life of a ticket. `data` holds codes and ids; `sealed` what people wrote, encrypted before it reached
 * the workflow.
 */
export interface TicketEvent {
  seq: number;
  type: string;
  at: Instant;
  actor: Actor;
  from: State;
  to: State;
  data: EventData;
  sealed: string | null;
  /** Added where the dates are known, to the first event of a step; absent: the step changed no audited field. */
  changes?: EventChanges;
}

/** A clock that wants a date. Only the calendar and the pinned pack can give it, so an activity answers. */
export interface DatingRequest {
  /** Of an existing clock for `resume`, `extend` and `recalculate`; of the new one for `start`. */
  id: string;
  op: 'start' | 'resume' | 'extend' | 'recalculate';
  key: ClockKey;
  ref: string | null;
  at: Instant;
  /** The event that asks. */
  seq: number;
  limit: Limit | null;
  until: Instant | null;
}

export type OutgoingSignal =
  | { to: string; name: 'followerJoined'; follower: JoiningFollower }
  | { to: string; name: 'followerLeft'; follower: MasterRef }
  | { to: string; name: 'followerSaid'; said: FollowerSaid }
  | { to: string; name: 'masterConcluded'; outcome: MasterOutcome }
  | { to: string; name: 'partTold'; part: PartTold };

/** A ticket of its own that came of a request with several matters. */
export interface Part extends MasterRef {
  /** Closed, or over. */
  readonly closed: boolean;
}
/** What a part tells its request. */
export type PartTold = Omit<Part, 'workflowId'>;

export interface JoiningFollower extends MasterRef {
  /** What was found in its citizen's words before the merging; absent: nothing. */
  readonly protectedMatters?: readonly string[];
}

/**
 * What the citizen of a follower said, for the unit that has the matter. The words stay with the follower, under its
 * own key.
 */
export interface FollowerSaid {
  readonly follower: Pick<MasterRef, 'id' | 'number'>;
  readonly what: 'nudge' | 'supplement';
  /** The follower's event that keeps the words. */
  readonly seq: number;
  /**
   * The lately given nudges before this one: of anybody they chase when they are enough, and those from before the
   * merging count.
   */
  readonly nudgedBefore: readonly Instant[];
  /** What was found in the words, for it concerns the whole matter; absent: nothing. */
  readonly protectedMatters?: readonly string[];
}

/** What a master tells its followers: its reply stands, or it ended without one. */
export interface MasterOutcome {
  readonly masterId: string;
  readonly kind: 'replied' | 'ended';
  readonly lead: UnitFacts | null;
  readonly repliedBy: string | null;
  readonly reviewedBy: string | null;
  readonly repliedAt: Instant | null;
}

/** Followers that have yet to hear what became of their master, by workflow. */
export interface UntoldFollowers {
  readonly outcome: MasterOutcome;
  readonly followers: readonly string[];
}

/** The answer of a rule: the next ticket, what happened, and what must be asked or told. */
export interface Step {
  ticket: TicketState;
  events: TicketEvent[];
  dating: DatingRequest[];
  signals: OutgoingSignal[];
  /** The pack must be chosen anew and pinned (dispatch). */
  pinPack: boolean;
}
