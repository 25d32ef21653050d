import { resumedDue, type Pause } from '../calendar/pauses.js';
import type { Due, Instant, Limit, LimitUnit, WorkingCalendar } from '../calendar/types.js';
import {
  addWorkingHours,
  dueAfter,
  notEarlierThan,
  remainingBudget,
  shiftDue,
  workingMinutesBetween,
} from '../calendar/working-calendar.js';
import { DEFAULT_FIRING, placed } from '../policy/firing-windows.js';
import { rescheduleRungs, scheduleClock } from '../policy/schedule.js';
import type { PolicyPack, ScheduledRung } from '../policy/types.js';
import type { Amendment, Clock, DatingRequest, Rung, TicketState } from './ticket.js';

/**
 * Gives dates to the clocks that a step asks for. Runs where the pack and the calendar are at hand (an activity, or the
 * API at registration), so that its answer is in the history and the rule behind it may change tomorrow. A clock that
 * the pack does not know is left out. `together` spreads the rungs of a crowd.
 */
export function dateClocks(
  pack: PolicyPack,
  calendar: WorkingCalendar,
  ticket: TicketState,
  requests: readonly DatingRequest[],
  together: DueTogether = () => 0,
): Clock[] {
  const dated: Clock[] = [];
  for (const request of requests) {
    const clock =
      request.op === 'start'
        ? started(pack, calendar, ticket, request)
        : redated(
            pack,
            calendar,
            ticket,
            request,
            ticket.clocks.find((one) => one.id === request.id),
          );
    if (clock) dated.push(spread(pack, ticket, clock, together(clock.key, clock.dueAt)));
  }
  return dated;
}

/**
 * How many clocks of a kind are known to end at an instant. A guess will do: it decides when a rung fires, never what
 * it says.
 */
export type DueTogether = (key: Clock['key'], dueAt: Instant) => number;

/** What is still to fire gets its place among those that fall due with it. */
function spread(pack: PolicyPack, { id, urgency }: TicketState, clock: Clock, together: number): Clock {
  const crowd = { ticket: id, clock: clock.id, key: clock.key, urgency, together };
  const rules = pack.firing ?? DEFAULT_FIRING;
  const rungs = clock.rungs.map((rung): Rung =>
    rung.firedAt === null ? { ...placed(rung, crowd, rules), firedAt: null } : rung,
  );
  return { ...clock, rungs };
}

function started(
  pack: PolicyPack,
  calendar: WorkingCalendar,
  ticket: TicketState,
  request: DatingRequest,
): Clock | null {
  // The pack may have been chosen with this very step, so its window is looked up here and not by the rule that asks.
  const limit = request.key === 'returnWindow' ? pack.rules.returnWindow[ticket.urgency] : request.limit;
  if (request.key === 'returnWindow' && !limit) return null;
  const scheduled = scheduleClock(pack, calendar, {
    key: request.key,
    startedAt: request.at,
    type: ticket.type,
    urgency: ticket.urgency,
    round: ticket.round,
    ...(ticket.classFacts?.statutory ? { statutory: ticket.classFacts.statutory } : {}),
    ...(request.until === null ? {} : { until: request.until }),
    ...(limit ? { limit } : {}),
  });
  if (!scheduled) return null;
  const { rule, dueAt, provisional, rungs } = scheduled;
  return {
    id: request.id,
    key: request.key,
    ref: request.ref,
    round: ticket.round,
    state: 'running',
    startedAt: request.at,
    dueAt,
    limit: scheduled.limit,
    rule,
    provisional,
    satisfiedAt: null,
    satisfiedBy: null,
    heldAt: null,
    overdueAt: null,
    rungs: rungs.map((rung) => ({ ...rung, firedAt: null })),
    amendments: [{ kind: 'started', at: request.at, dueAt, limit: scheduled.limit, seq: request.seq }],
  };
}

function redated(
  pack: PolicyPack,
  calendar: WorkingCalendar,
  ticket: TicketState,
  request: DatingRequest,
  clock: Clock | undefined,
): Clock | null {
  if (!clock) return null;
  const moved = movedDue(calendar, clock, request);
  const { due, limit } = moved;
  const kind = request.op === 'resume' ? 'resumed' : request.op === 'extend' ? 'extended' : 'recalculated';
  if (kind === 'recalculated' && due.dueAt === clock.dueAt && due.provisional === clock.provisional) return clock;
  const amendment: Amendment = { kind, at: request.at, dueAt: due.dueAt, limit, seq: request.seq };
  const amendments = [...clock.amendments, amendment];
  const scheduled = rescheduleRungs(pack, calendar, {
    key: clock.key,
    startedAt: startWithoutPauses(calendar, clock, amendments),
    dueAt: due.dueAt,
    limit: clock.limit,
    urgency: ticket.urgency,
  });
  const reached = stoodAt(clock, kind, request.at);
  const ahead = due.dueAt > reached;
  return {
    ...clock,
    state: clock.state === 'paused' && kind === 'resumed' ? 'running' : clock.state,
    dueAt: due.dueAt,
    provisional: due.provisional || (kind !== 'recalculated' && clock.provisional),
    overdueAt: ahead || clock.overdueAt === null ? null : kind === 'resumed' ? clock.overdueAt : due.dueAt,
    rungs: rungsFor(clock, scheduled, {
      armedAfter: ahead && due.dueAt !== clock.dueAt ? reached : null,
      warnBy: kind === 'resumed' ? null : due.dueAt,
    }),
    amendments,
  };
}

/** Up to when the clock has run: a paused one until its pause, a held one until the reply. */
function stoodAt(clock: Clock, kind: Amendment['kind'], now: Instant): Instant {
  if (clock.state === 'held') return clock.heldAt ?? now;
  if (clock.state !== 'paused' || kind === 'resumed') return now;
  return clock.amendments.findLast((one) => one.kind === 'suspended')?.at ?? now;
}

/**
 * The rungs of a date that moved. What has fired stays so while another warning is to come. Once all have been given, a
 * date that lies ahead is a new date: every rung whose time for it is still to come fires for it, once. Were that no
 * warning, the last is given at once.
 */
function rungsFor(
  clock: Clock,
  scheduled: readonly ScheduledRung[],
  { armedAfter, warnBy }: { armedAfter: Instant | null; warnBy: Instant | null },
): Rung[] {
  const fired = new Map(clock.rungs.map((rung) => [rung.rung, rung.firedAt]));
  const warned = clock.rungs.every(({ at, firedAt }) => firedAt !== null || at >= clock.dueAt);
  const rungs = scheduled.map((rung): Rung => {
    const again = warned && armedAfter !== null && rung.at > armedAfter;
    return { ...rung, firedAt: again ? null : (fired.get(rung.rung) ?? null) };
  });
  if (warned && armedAfter !== null && warnBy !== null) {
    const last = rungs.findLast(({ at, effect }) => at < warnBy && (effect === 'remind' || effect === 'raise'));
    if (last && last.firedAt !== null) Object.assign(last, { at: armedAfter, firedAt: null });
  }
  // What has fired is not forgotten, even if the new date leaves no room for it.
  const gone = clock.rungs.filter(({ rung, firedAt }) => firedAt !== null && !rungs.some((one) => one.rung === rung));
  return [...rungs, ...gone];
}

/** When the clock would have started had it never been paused: "half of the time" is half of the time that it ran. */
function startWithoutPauses(calendar: WorkingCalendar, clock: Clock, amendments: readonly Amendment[]): Instant {
  let start = clock.startedAt;
  let pausedAt: Instant | null = null;
  const inOfficeTime = clock.limit?.unit === 'workingDays' || clock.limit?.unit === 'workingHours';
  for (const { kind, at } of amendments) {
    if (kind === 'suspended') pausedAt = at;
    if (kind !== 'resumed' || pausedAt === null) continue;
    start = inOfficeTime
      ? addWorkingHours(calendar, start, workingMinutesBetween(calendar, pausedAt, at) / 60).dueAt
      : new Date(Date.parse(start) + Date.parse(at) - Date.parse(pausedAt)).toISOString();
    pausedAt = null;
  }
  return start;
}

function movedDue(calendar: WorkingCalendar, clock: Clock, request: DatingRequest): { due: Due; limit: Limit | null } {
  switch (request.op) {
    case 'resume': {
      const { due, left } = resumedDue(calendar, pauseUntil(clock, request.at), clock.dueAt, unitOf(clock));
      return { due, limit: left };
    }
    case 'extend': {
      const limit = request.limit ?? { amount: 0, unit: 'workingDays' };
      return { due: shiftDue(calendar, clock.dueAt, limit), limit };
    }
    default:
      return { due: recalculated(calendar, clock), limit: null };
  }
}

/** What a paused clock still had when it was paused, in its own unit. */
export function remainingAtPause(calendar: WorkingCalendar, clock: Clock): Limit {
  return remainingBudget(calendar, pauseUntil(clock, clock.dueAt).from, clock.dueAt, unitOf(clock));
}

function pauseUntil(clock: Clock, to: Instant): Pause {
  const pause = clock.amendments.findLast((one) => one.kind === 'suspended');
  return { from: pause?.at ?? clock.startedAt, to };
}

/** What the clock counts in; one with a date that a person named counts wall time. */
export function unitOf({ limit }: Pick<Clock, 'limit'>): LimitUnit {
  return limit?.unit ?? 'seconds';
}

/** The due date by today's calendar, from the ledger; never earlier than the date already told. */
export function recalculated(calendar: WorkingCalendar, clock: Clock): Due {
  let due: Due = { dueAt: clock.dueAt, provisional: clock.provisional };
  let pausedAt: Instant | null = null;
  for (const { kind, at, limit } of clock.amendments) {
    if (kind === 'started' && limit) due = dueAfter(calendar, at, limit);
    if (kind === 'suspended') pausedAt = at;
    if (kind === 'resumed' && pausedAt !== null) {
      const resumed = resumedDue(calendar, { from: pausedAt, to: at }, due.dueAt, unitOf(clock)).due;
      due = { ...resumed, provisional: resumed.provisional || due.provisional };
    }
    if (kind === 'extended' && limit) due = shiftDue(calendar, due.dueAt, limit);
  }
  return notEarlierThan(due, clock.dueAt);
}

/**
 * The ticket with its dated clocks in place: a new one is added, a moved one replaces its former self. Whether the unit
 * is overdue is what its clock says by the date that holds now.
 */
export function withClocks(ticket: TicketState, dated: readonly Clock[]): TicketState {
  if (dated.length === 0) return ticket;
  const byId = new Map(dated.map((clock) => [clock.id, clock]));
  const kept = ticket.clocks.map((clock) => byId.get(clock.id) ?? clock);
  const known = new Set(ticket.clocks.map((clock) => clock.id));
  const handle = dated.findLast(({ key }) => key === 'handle');
  return {
    ...ticket,
    overdue: handle ? handle.overdueAt !== null : ticket.overdue,
    clocks: [...kept, ...dated.filter((clock) => !known.has(clock.id))],
  };
}

/** When this unit must have replied, this round. `null` while no unit holds the ticket. */
export function unitDueAt(ticket: TicketState): Instant | null {
  return latest(ticket, 'handle')?.dueAt ?? null;
}

/** When the citizen was promised an answer. */
export function citizenDueAt(ticket: TicketState): Instant | null {
  return latest(ticket, 'citizen')?.dueAt ?? null;
}

function latest(ticket: TicketState, key: Clock['key']): Clock | undefined {
  return ticket.clocks.findLast((clock) => clock.key === key && clock.state !== 'cancelled');
}
