import type { Instant, Limit } from '../calendar/types.js';
import type { Actor, ClockKey, ClosingCode, Level, State } from './vocabulary.js';
import { rememberSaid } from './said-later.js';
import { tellFollowers, tellRequest } from './telling.js';
import type { Clock, EventData, Step, Task, TicketState } from './ticket.js';

/**
 * A step in the making. Rules write into the draft's own copy of the ticket, so the ticket they were given never
 * changes and a refusal half-way leaves nothing behind.
 */
export interface Draft extends Step {
  readonly at: Instant;
  readonly actor: Actor;
  /** What the actor wrote, sealed before it came here; goes with the actor's first event. */
  sealed: string | null;
  /** Words of protected matters found in what the actor wrote; named by the actor's first event. */
  found: readonly string[];
}

/** As much of a draft as can be asked about before there is one. `at`: when; `null`: at any time. */
export type Asked = Pick<Draft, 'ticket' | 'actor'> & { readonly at: Instant | null };

/** What is found in an actor's words protects the ticket from then on, whatever the rule does. */
export function draftOf(
  ticket: TicketState,
  actor: Actor,
  at: Instant,
  sealed: string | null = null,
  found: readonly string[] = [],
): Draft {
  const copy = copyOf(ticket);
  protect(copy, found);
  return { ticket: copy, events: [], dating: [], signals: [], pinPack: false, at, actor, sealed, found };
}

/**
 * What was found in anybody's words protects the ticket from then on. Answers with what an event says of it: nothing
 * where nothing was found.
 */
export function protect(ticket: TicketState, found: readonly string[]): { protectedMatters?: string[] } {
  if (found.length === 0) return {};
  ticket.protectedMatters = [...new Set([...ticket.protectedMatters, ...found])];
  return { protectedMatters: [...found] };
}

/** What the actor wrote goes with the actor's first event, and what was found in it. */
function takeWritten(draft: Draft, actor: Actor): { sealed: string | null; found: EventData } {
  if (actor !== draft.actor) return { sealed: null, found: {} };
  const { sealed, found } = draft;
  draft.sealed = null;
  draft.found = [];
  return { sealed, found: found.length > 0 ? { protectedMatters: found } : {} };
}

function copyOf(ticket: TicketState): TicketState {
  return {
    ...ticket,
    coUnits: [...ticket.coUnits],
    clocks: ticket.clocks.map((clock) => ({
      ...clock,
      rungs: clock.rungs.map((rung) => ({ ...rung })),
      amendments: [...clock.amendments],
    })),
    requests: ticket.requests.map((request) => ({ ...request })),
    tasks: ticket.tasks.map((task) => ({ ...task })),
    supervisions: ticket.supervisions.map((supervision) => ({ ...supervision })),
    callback: { ...ticket.callback, attempts: [...ticket.callback.attempts] },
    people: { ...ticket.people },
    nudges: { ...ticket.nudges, recent: [...ticket.nudges.recent] },
    followers: [...ticket.followers],
  };
}

/** Records what happened and, when `to` is given, moves the ticket there. */
export function emit(draft: Draft, type: string, options: { to?: State; data?: EventData; actor?: Actor } = {}): void {
  const { ticket } = draft;
  const from = ticket.state;
  const to = options.to ?? from;
  ticket.version += 1;
  if (to !== from) {
    ticket.state = to;
    ticket.stateSince = draft.at;
    tellRequest(draft, from);
  }
  const { sealed, found } = takeWritten(draft, options.actor ?? draft.actor);
  rememberSaid(ticket, type, draft.at, sealed !== null);
  draft.events.push({
    seq: ticket.version,
    type,
    at: draft.at,
    actor: options.actor ?? draft.actor,
    ...{ from, to },
    data: { ...options.data, ...found },
    sealed,
  });
}

/** One more than any there was: a ticket that was made smaller has not all of its tasks any more. */
export function nextTaskId({ tasks }: TicketState): string {
  return String(tasks.reduce((most, { id }) => Math.max(most, Number(id)), 0) + 1);
}

/** Asks for a new clock. Call after the event that starts it. */
export function startClock(
  draft: Draft,
  key: ClockKey,
  options: { ref?: string; limit?: Limit; until?: Instant } = {},
): void {
  const ref = options.ref ?? null;
  const base = ref === null ? key : `${key}:${ref}`;
  const last = [...draft.ticket.clocks, ...draft.dating.filter(({ op }) => op === 'start')]
    .filter((clock) => clock.key === key && clock.ref === ref)
    .reduce((most, { id }) => Math.max(most, Number(id.slice(base.length + 1))), 0);
  draft.dating.push({
    id: `${base}.${last + 1}`,
    op: 'start',
    key,
    ref,
    at: draft.at,
    seq: draft.ticket.version,
    limit: options.limit ?? null,
    until: options.until ?? null,
  });
}

const LIVE: readonly Clock['state'][] = ['running', 'paused', 'held'];

export function isLive(clock: Clock): boolean {
  return LIVE.includes(clock.state);
}

/** The live clock of a kind, or the live one with this reference. */
export function liveClock(ticket: TicketState, key: ClockKey, ref: string | null = null): Clock | undefined {
  return ticket.clocks.find((clock) => clock.key === key && clock.ref === ref && isLive(clock));
}

/**
 * A stopped clock keeps what it did. What it might still have done is dropped: a ticket carries its clocks to the end.
 */
function stop({ lead }: TicketState, clock: Clock, state: 'satisfied' | 'cancelled'): void {
  clock.state = state;
  clock.rungs = clock.rungs.filter((rung) => rung.firedAt !== null);
  if (lead !== null) clock.endedWith = { id: lead.id, path: lead.path };
}

/**
 * What a clock waits for has happened, at `at`: in time or late by the date that holds now, whatever was thought before
 * a late decision moved it. Nothing to do where there is no such clock.
 */
export function satisfyClock(draft: Draft, key: ClockKey, options: { ref?: string; at?: Instant } = {}): void {
  const clock = liveClock(draft.ticket, key, options.ref ?? null);
  if (!clock) return;
  const at = options.at ?? draft.at;
  stop(draft.ticket, clock, 'satisfied');
  clock.satisfiedAt = at;
  clock.satisfiedBy = draft.events.at(-1)?.type ?? null;
  const late = at > clock.dueAt;
  clock.overdueAt = late ? (clock.overdueAt ?? clock.dueAt) : null;
  if (key === 'handle') draft.ticket.overdue = late;
}

export function cancelClock(draft: Draft, key: ClockKey, ref: string | null = null): void {
  const clock = liveClock(draft.ticket, key, ref);
  if (clock) stop(draft.ticket, clock, 'cancelled');
  draft.dating = draft.dating.filter((dating) => !(dating.op === 'start' && dating.key === key && dating.ref === ref));
}

export function cancelClocks(draft: Draft, keys: readonly ClockKey[] | 'all'): void {
  for (const clock of draft.ticket.clocks) {
    if (isLive(clock) && (keys === 'all' || keys.includes(clock.key))) stop(draft.ticket, clock, 'cancelled');
  }
}

/**
 * A reply is under review: should it be accepted, the clock stopped when the reply came; should it not, it never
 * stopped.
 */
export function holdClock(draft: Draft, key: ClockKey): void {
  const clock = liveClock(draft.ticket, key);
  if (clock?.state !== 'running') return;
  clock.state = 'held';
  clock.heldAt = draft.at;
}

export function releaseClock(draft: Draft, key: ClockKey): void {
  const clock = liveClock(draft.ticket, key);
  if (clock?.state !== 'held') return;
  clock.state = 'running';
  clock.heldAt = null;
}

/** Moves the date of a live clock: the activity knows the calendar, the ledger keeps the reason. */
export function redateClock(draft: Draft, key: ClockKey, op: 'resume' | 'extend', limit: Limit | null): void {
  const clock = liveClock(draft.ticket, key);
  if (!clock) return;
  draft.dating.push({
    id: clock.id,
    op,
    key,
    ref: clock.ref,
    at: draft.at,
    seq: draft.ticket.version,
    limit,
    until: null,
  });
}

/** What is left is worked out by the activity on resumption, from the pause recorded here. */
export function pauseClock(draft: Draft, key: ClockKey): void {
  const clock = liveClock(draft.ticket, key);
  if (clock?.state !== 'running') return;
  clock.state = 'paused';
  clock.amendments.push({
    kind: 'suspended',
    at: draft.at,
    dueAt: clock.dueAt,
    limit: null,
    seq: draft.ticket.version,
  });
}

/** Lifts the supervision level; levels only rise until a reply is accepted. */
export function raiseLevel(draft: Draft, level: Level): boolean {
  if (level <= draft.ticket.level) return false;
  draft.ticket.level = level;
  return true;
}

/** Opens a written supervision that the lead unit must answer within its own clock. */
export function openSupervision(draft: Draft, level: Level, actor: Actor): void {
  const id = String(draft.ticket.supervisions.length + 1);
  draft.ticket.supervisions.push({ id, level, by: actor, at: draft.at, answeredAt: null });
  emit(draft, 'supervised', { data: { supervision: id, level }, actor });
  startClock(draft, 'supervision', { ref: id });
}

/** Clocks that wait for just this, if they run; all others are stopped without a verdict. */
const ANSWERED_BY_CLOSING: readonly ClockKey[] = ['accept', 'callback', 'judge', 'citizen'];

/**
 * Closes, or ends, the ticket: the clocks that waited for this are satisfied and every other stops, what was still
 * asked lapses, followers hear of it, and only a closed ticket may reopen for a while.
 */
export function conclude(
  draft: Draft,
  type: string,
  to: 'closed' | 'terminated' | 'withdrawn',
  code: ClosingCode,
  options: { data?: EventData; actor?: Actor; satisfies?: readonly { key: ClockKey; ref?: string }[] } = {},
): void {
  const { ticket } = draft;
  const { satisfies = [], ...said } = options;
  emit(draft, type, { ...said, to, data: { code, ...said.data } });
  for (const { key, ref } of satisfies) satisfyClock(draft, key, ref === undefined ? {} : { ref });
  if (to === 'closed') for (const key of ANSWERED_BY_CLOSING) satisfyClock(draft, key);
  cancelClocks(draft, 'all');
  draft.dating = [];
  lapseRequests(draft);
  cancelTasks(draft);
  ticket.closingCode = code;
  ticket.closedAt = draft.at;
  if (to === 'closed') startClock(draft, 'reopenWindow');
  tellFollowers(draft, to === 'closed' && ticket.people.reviewedBy !== null ? 'replied' : 'ended');
}

export function lapseRequests(draft: Draft): void {
  for (const request of draft.ticket.requests) {
    if (request.status !== 'open') continue;
    request.status = 'lapsed';
    cancelClock(draft, 'decision', request.id);
  }
}

export function cancelTasks(draft: Draft): void {
  for (const task of draft.ticket.tasks) if (isOpenTask(task)) cancelTask(draft, task);
}

export function isOpenTask({ status }: Pick<Task, 'status'>): boolean {
  return status === 'assigned' || status === 'reportedIn';
}

export function cancelTask(draft: Draft, task: Task): void {
  task.status = 'cancelled';
  cancelClock(draft, 'task', task.id);
  cancelClock(draft, 'reportIn', task.id);
}

/**
 * Where a ticket waits for an owner: with the dispatcher or, once it has gone round often enough, with the duty board.
 */
export function awaitingDispatch(ticket: TicketState): 'pendingDispatch' | 'adjudication' {
  return ticket.hop >= ticket.pack.rules.maxHops ? 'adjudication' : 'pendingDispatch';
}

/** The clock of whoever must now find an owner. */
export function startDispatchClock(draft: Draft): void {
  startClock(draft, draft.ticket.state === 'adjudication' ? 'adjudicate' : 'dispatch');
}
