import { chinaDate, inChina } from '../../domain/calendar/china-time.js';
import { DAY_MS } from '../../domain/calendar/civil-time.js';
import { levelsInClear } from '../../domain/ticket/disclosure.js';
import { PROTECTION_LEVELS } from '../../domain/ticket/protection.js';
import { soughtIn } from '../../domain/intake/search-words.js';
import type { ListName } from '../../domain/ticket/lists.js';
import { LISTS, OPEN_STATES, PING_PONG, RETURNED_OFTEN, SILENT_DAYS, STIRRABLE } from '../../domain/ticket/lists.js';
import type { PlacedActor } from '../../domain/ticket/permissions.js';
import type { State } from '../../domain/ticket/vocabulary.js';
import { scopeWhere } from '../access/scope.js';
import { reachOf, type Reach } from './unit-walk.js';

export interface TicketFilter {
  readonly list?: ListName | undefined;
  /** Open tickets for which nobody has done anything for so many days. */
  readonly silentDays?: number | undefined;
  readonly state?: readonly string[] | undefined;
  /** Whether something is still to be done. */
  readonly open?: boolean | undefined;
  /** Lead units, with all below them. */
  readonly unit?: readonly string[] | undefined;
  /** Lead units themselves. */
  readonly lead?: readonly string[] | undefined;
  /** Places of the unit tree, with all below them. */
  readonly area?: readonly string[] | undefined;
  /** Codes; those below them are the caller's to name. */
  readonly class?: readonly string[] | undefined;
  readonly handler?: readonly string[] | undefined;
  readonly channel?: readonly string[] | undefined;
  readonly type?: readonly string[] | undefined;
  readonly urgency?: readonly string[] | undefined;
  readonly overdue?: boolean | undefined;
  readonly dueFrom?: string | undefined;
  readonly dueTo?: string | undefined;
  readonly registeredFrom?: string | undefined;
  readonly registeredTo?: string | undefined;
  /** Closed then, whatever became of it since. */
  readonly closedFrom?: string | undefined;
  readonly closedTo?: string | undefined;
  readonly level?: readonly number[] | undefined;
  /** Kinds of the request that waits for a decision. */
  readonly request?: readonly string[] | undefined;
  /** Only those that protect who asked. */
  readonly guarded?: true;
  readonly q?: string | undefined;
}

export interface Conditions {
  readonly where: string;
  readonly parameters: unknown[];
  /** What the ticket's words must hold besides, all of it; `null`: nothing is searched for. */
  readonly words: readonly string[] | null;
  readonly reach: Reach | null;
}

/**
 * Filters become parameters, never SQL. Constants are written out, so that the index of a list is seen to hold them.
 */
export function conditions(actor: PlacedActor, filter: TicketFilter, now: Date): Conditions {
  const scope = scopeWhere(actor, 1);
  const parameters = [...scope.parameters];
  const terms = scope.parameters.length > 0 || scope.sql === 'FALSE' ? [scope.sql] : [];
  const placeholder = (value: unknown): string => `$${parameters.push(value)}`;
  const add = (sql: (placeholder: string) => string, value: unknown): void => {
    terms.push(sql(placeholder(value)));
  };
  if (filter.list) terms.push(ON_LIST[filter.list]({ actor, now, placeholder }));
  if (filter.silentDays !== undefined) terms.push(silentFor(filter.silentDays, now, placeholder));
  // Said of open states too, because open tickets have an index of their own and are few.
  if (filter.state?.every((state) => OPEN_STATES.includes(state as State))) terms.push("t.kind = 'open'");
  if (filter.open !== undefined) terms.push(filter.open ? "t.kind = 'open'" : "t.kind <> 'open'");
  if (filter.state) add((p) => `t.state = ANY(${p}::text[])`, filter.state);
  if (filter.unit) add((p) => `t.lead_path && ${p}::text[]`, filter.unit);
  if (filter.lead) add((p) => `t.lead_unit = ANY(${p}::text[])`, filter.lead);
  if (filter.area) add((p) => `t.area_path && ${p}::text[]`, filter.area);
  if (filter.class) add((p) => `t.class_code = ANY(${p}::text[])`, filter.class);
  if (filter.handler) add((p) => `t.handler = ANY(${p}::text[])`, filter.handler);
  if (filter.channel) add((p) => `t.channel = ANY(${p}::text[])`, filter.channel);
  if (filter.type) add((p) => `t.type = ANY(${p}::text[])`, filter.type);
  if (filter.urgency) add((p) => `t.urgency = ANY(${p}::text[])`, filter.urgency);
  if (filter.level) add((p) => `t.level = ANY(${p}::int[])`, filter.level);
  if (filter.overdue !== undefined) {
    const late = overdueSql(now, placeholder);
    terms.push(filter.overdue ? late : `NOT ${late}`);
  }
  if (filter.request) add((p) => `t.open_request = ANY(${p}::text[])`, filter.request);
  if (filter.guarded) terms.push(`${LEVEL} <> 'open'`);
  if (filter.dueFrom) add((p) => `t.unit_due_at >= ${p}::timestamptz`, filter.dueFrom);
  if (filter.dueTo) add((p) => `t.unit_due_at <= ${p}::timestamptz`, filter.dueTo);
  if (filter.registeredFrom) add((p) => `t.registered_at >= ${p}::timestamptz`, filter.registeredFrom);
  if (filter.registeredTo) add((p) => `t.registered_at <= ${p}::timestamptz`, filter.registeredTo);
  if (filter.closedFrom || filter.closedTo) terms.push(closedWithin(filter, placeholder));
  const sought = filter.q === undefined ? null : soughtIn(filter.q);
  if (sought?.number != null) add((p) => `t.number = ${p}`, sought.number);
  const searched = sought === null || sought.number !== null ? null : sought.words;
  // Erased tickets have no words, and the lists and open states have none of them.
  const isOnlyKept =
    searched !== null ||
    filter.list !== undefined ||
    terms.includes("t.kind = 'open'") ||
    filter.silentDays !== undefined;
  if (!isOnlyKept) terms.push('t.wrapped_key IS NOT NULL');
  if (searched?.length === 0) terms.push('FALSE');
  else if (searched !== null) terms.push(...readable(actor, placeholder));
  return {
    where: terms.length === 0 ? 'TRUE' : terms.join(' AND '),
    parameters,
    words: searched === null || searched.length === 0 ? null : searched,
    reach: reachOf(actor, filter),
  };
}

/**
 * Each closing begins a time for reopening, and so a clock; that a ticket was reopened does not undo that it was
 * closed.
 */
function closedWithin({ closedFrom, closedTo }: TicketFilter, placeholder: Question['placeholder']): string {
  const ends = [
    ...(closedFrom ? [`c.started_at >= ${placeholder(closedFrom)}::timestamptz`] : []),
    ...(closedTo ? [`c.started_at <= ${placeholder(closedTo)}::timestamptz`] : []),
  ];
  return `t.id IN (SELECT c.ticket_id FROM ticket_clock c WHERE ${CLOSED_CLOCK} AND ${ends.join(' AND ')})`;
}

/** The clock that began when a ticket was closed; a migration indexes the same. */
export const CLOSED_CLOCK = "c.key = 'reopenWindow'";

/** A row that was written before the ticket knew its level says in another column whether its citizen was named. */
export const LEVEL =
  "COALESCE(t.protection, CASE WHEN t.publishable AND t.type <> 'report' THEN 'open' ELSE 'reporterProtected' END)";

/** A ticket is found by its words only by who may read them: what may be looked for can be guessed. */
function readable(actor: PlacedActor, placeholder: (value: unknown) => string): string[] {
  if (readsAllWords(actor)) return [];
  return [`${LEVEL} = ANY(${placeholder(levelsRead(actor))}::text[])`];
}

/** Reads the words of every ticket there is, so that it may also learn how many hold them. */
export function readsAllWords(actor: PlacedActor): boolean {
  return levelsRead(actor).length === PROTECTION_LEVELS.length;
}

/** Of tickets at these levels the actor reads the words. */
export const levelsRead = (actor: PlacedActor): ReturnType<typeof levelsInClear> =>
  levelsInClear(actor, 'text', PROTECTION_LEVELS);

interface Question {
  readonly actor: PlacedActor;
  readonly now: Date;
  /** Takes a value and gives its place in the statement. */
  readonly placeholder: (value: unknown) => string;
}

/**
 * Each list as SQL over the ticket `t`. What the words mean is in `domain/ticket/lists.ts`; the migrations index the
 * same.
 */
const ON_LIST: Readonly<Record<ListName, (question: Question) => string>> = {
  dueToday: ({ now, placeholder }) => {
    const { start, end } = chinaDay(now);
    return `t.unit_due_at >= ${placeholder(start)}::timestamptz AND t.unit_due_at < ${placeholder(end)}::timestamptz AND ${inStates('dueToday')}`;
  },
  overdue: ({ now, placeholder }) => runsLate(now, placeholder),
  unacknowledged: () => inStates('unacknowledged'),
  returnedTwice: () => `t.kind = 'open' AND t.returns >= ${RETURNED_OFTEN}`,
  pingPong: () => `t.kind = 'open' AND (t.hop >= ${PING_PONG.hops} OR t.disputes >= ${PING_PONG.disputes})`,
  dissatisfied: () => "t.kind = 'open' AND (t.state = 'dissatisfiedReview' OR t.redos > 0)",
  waitingForMe: ({ actor, placeholder }) =>
    `t.open_request IS NOT NULL AND t.deciders @> ARRAY[${placeholder(actor.role)}::text] AND NOT t.not_deciders @> ARRAY[${placeholder(actor.id)}::text]`,
  unreleased: () => "t.kind = 'open' AND t.unreleased_since IS NOT NULL",
  silent: ({ now, placeholder }) => silentFor(SILENT_DAYS, now, placeholder),
};

/** A unit holds the ticket and its time is over: by the date, for the mark may come some minutes after it. */
function runsLate(now: Date, placeholder: Question['placeholder']): string {
  return `t.unit_due_at < ${placeholder(now.toISOString())}::timestamptz AND ${inStates('overdue')}`;
}

/** As `isOverdue` says of a ticket. Never unknown, so that it can be negated. */
export function overdueSql(now: Date, placeholder: Question['placeholder']): string {
  return `(t.overdue OR (${runsLate(now, placeholder)}) IS TRUE)`;
}

/** A list by itself, for who counts several in one statement. */
export function onList(list: ListName, question: Question): string {
  return ON_LIST[list](question);
}

/**
 * `FROM …` of the tickets on a list, in scope. The list comes first and the scope after: what a unit sees may be a
 * hundred times as much as what is on a list, and the database, left to itself, would gather both. `columns` are those
 * that the reader asks for besides. What is on a named list is open, and the indexes of lists do not hold that.
 */
export function listedFirst(
  list: string,
  scope: string,
  columns: readonly string[] = [],
  kind: "'open'" | 't.kind' = "'open'",
): string {
  const needed = [...columns, 't.lead_path', 't.task_units', 't.accused_unit', `${kind} AS kind`].join(', ');
  return scope === 'TRUE'
    ? `FROM ticket t WHERE ${list}`
    : `FROM (SELECT ${needed} FROM ticket t WHERE ${list} OFFSET 0) t WHERE ${scope}`;
}

function inStates(list: ListName): string {
  return statesSql(LISTS[list].states);
}

/** The ticket `t` is in one of these states. */
function statesSql(states: readonly State[]): string {
  return `t.state IN (${states.map((state) => `'${state}'`).join(', ')})`;
}

function silentFor(days: number, now: Date, placeholder: Question['placeholder']): string {
  const since = new Date(now.getTime() - days * DAY_MS).toISOString();
  return `t.last_act_at < ${placeholder(since)}::timestamptz AND ${statesSql(STIRRABLE)}`;
}

/** The civil day of China in which an instant lies: from its midnight to the next. */
export function chinaDay(at: Date): { readonly start: string; readonly end: string } {
  const start = inChina(chinaDate(at));
  return { start: start.toISOString(), end: new Date(start.getTime() + DAY_MS).toISOString() };
}
