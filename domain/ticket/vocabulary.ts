/**
 * The words of the ticket, each spelled the same in code, API, column and label.
 * Chinese terms stand beside them in `docs/glossary.md`.
 */
export const STATES = [
  'registered',
  'pendingDispatch',
  'consulting',
  'dispatched',
  'inProgress',
  'adjudication',
  'suspended',
  'replied',
  'callbackPending',
  'dissatisfiedReview',
  'merged',
  'split',
  'closed',
  'archived',
  'terminated',
  'withdrawn',
] as const;
export type State = (typeof STATES)[number];

/** Code asks for the kind, not for a list of states. `closed` may still reopen; `end` is for good. */
export type StateKind = 'open' | 'closed' | 'end';
export const STATE_KIND: Readonly<Record<State, StateKind>> = {
  registered: 'open',
  pendingDispatch: 'open',
  consulting: 'open',
  dispatched: 'open',
  inProgress: 'open',
  adjudication: 'open',
  suspended: 'open',
  replied: 'open',
  callbackPending: 'open',
  dissatisfiedReview: 'open',
  merged: 'open',
  split: 'open',
  closed: 'closed',
  archived: 'end',
  terminated: 'end',
  withdrawn: 'end',
};

export const TYPES = ['consult', 'help', 'complaint', 'report', 'suggestion', 'praise', 'other'] as const;
export type TicketType = (typeof TYPES)[number];

/**
 * P0 life or property, P1 utilities and extreme weather, P2 ordinary, P3 complex (set by review, never by the handler).
 */
export const URGENCIES = ['P0', 'P1', 'P2', 'P3'] as const;
export type Urgency = (typeof URGENCIES)[number];

export const CHANNELS = [
  'phone',
  'web',
  'wechat',
  'app',
  'letter',
  'grid',
  'platform',
  'open311',
  'simulation',
] as const;
export type Channel = (typeof CHANNELS)[number];

export const ROLES = [
  'operator',
  'dispatcher',
  'handler',
  'reviewer',
  'callbackAgent',
  'supervisor',
  'dutyManager',
  'director',
  'administrator',
  'assessor',
  'auditor',
] as const;
export type Role = (typeof ROLES)[number];
/** Who may stand behind an event besides an employee: the citizen by a one-time link, and the clock. */
export type ActorRole = Role | 'citizen' | 'clock';

export const UNIT_LEVELS = [
  'city',
  'cityDepartment',
  'district',
  'districtDepartment',
  'township',
  'community',
  'grid',
] as const;
export type UnitLevel = (typeof UNIT_LEVELS)[number];
/** Of these, what a matter lies in, whoever deals with it. */
export const PLACE_LEVELS: ReadonlySet<string> = new Set<UnitLevel>(['district', 'township', 'community', 'grid']);

/** How a ticket came to its end. */
export const CLOSING_CODES = [
  'answered',
  'redirected',
  'declined',
  'emergencyTransferred',
  'solved',
  'partlySolved',
  'explained',
  'notRated',
  'noCallbackWanted',
  'unreachable',
  'panel',
  'deferred',
  'handedOver',
  'terminated',
  'withdrawn',
  'partsClosed',
] as const;
export type ClosingCode = (typeof CLOSING_CODES)[number];

export const DECLINE_CODES = [
  'noFact',
  'againstLawOrMorals',
  'privateCivil',
  'beyondPolicy',
  'legalProcedure',
  'concluded',
  'malicious',
  'notConcrete',
  'otherJurisdiction',
  'secret',
] as const;
export type DeclineCode = (typeof DECLINE_CODES)[number];

/** Why more time is asked for. The citizen is told, so it is a code and never the unit's own words. */
export const EXTENSION_CODES = [
  'complex',
  'jointHandling',
  'inspection',
  'statutoryStep',
  'outsideConditions',
  'citizenMaterials',
] as const;
export type ExtensionCode = (typeof EXTENSION_CODES)[number];

/** Why a citizen is not helped or not satisfied. Units are told the code, and never the citizen's own words. */
export const DISSATISFACTION_CODES = [
  'notDone',
  'doneBadly',
  'cameBack',
  'tooSlow',
  'notContacted',
  'attitude',
  'explanation',
  'otherReason',
] as const;
export type DissatisfactionCode = (typeof DISSATISFACTION_CODES)[number];

export const WHISTLE_CASES = ['hardProblem', 'jointEnforcement', 'emergency'] as const;
export type WhistleCase = (typeof WHISTLE_CASES)[number];

export const SOLVED = ['yes', 'partly', 'no'] as const;
export type Solved = (typeof SOLVED)[number];

/** What a clock measures. A clock that may exist several times carries a reference: `task:2`, `supervision:1`. */
export const CLOCK_KEYS = [
  'accept',
  'dispatch',
  'acknowledge',
  'contact',
  'handle',
  'citizen',
  'decision',
  'returnWindow',
  'reportIn',
  'task',
  'supervision',
  'suspension',
  'adjudicate',
  'review',
  'callback',
  'ratingLink',
  'judge',
  'reopenWindow',
] as const;
export type ClockKey = (typeof CLOCK_KEYS)[number];

/** Into how many a request is split: fewer are no parts, and nobody follows more on one call. */
export const PARTS = { fewest: 2, most: 8 } as const;

export const REQUEST_KINDS = ['return', 'extension', 'suspension', 'termination', 'appeal'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** 0 reminder, 1 chase, 2 written supervision, 3 raised, 4 interview, 5 bulletin. */
export type Level = 0 | 1 | 2 | 3 | 4 | 5;

/** Who acts. `id` is an opaque account id, never a name. */
export interface Actor {
  readonly id: string;
  readonly role: ActorRole;
  readonly unit: string | null;
}

export const CLOCK_ACTOR: Actor = { id: 'clock', role: 'clock', unit: null };

/** The citizen, by a link or with the query code; who that is nobody needs to know. */
export const CITIZEN: Actor = { id: 'citizen', role: 'citizen', unit: null };
