import { isAfter, isSame, justBefore, type EventRef, type FeedPosition } from './subscription.js';

/**
 * What could not be delivered yet, by ticket: within a ticket nothing overtakes, and a ticket that is late holds up no
 * other. Times are milliseconds.
 */
export interface LateTicket {
  readonly ticketId: string;
  /** In order; the first is the one that fails. */
  readonly waiting: readonly EventRef[];
  /** How often the first was tried. */
  readonly attempts: number;
  /** When the first failed for the first time; `null` while it has not been tried. */
  readonly since: number | null;
  readonly nextAt: number;
}

/** One ticket's events to be sent, in order. */
export interface Lane {
  readonly refs: readonly EventRef[];
  /** A failure of the first is the last one that is waited for. */
  readonly last: boolean;
}

/** How far a lane came: so many delivered, and then a failure, an end of the attempt, or nothing more. */
export interface LaneResult {
  readonly delivered: number;
  readonly stopped: 'failed' | 'notTried' | null;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long after each failure it is tried again; the last holds for all that follow. */
const DELAYS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
] as const;
/** What has failed for so long is given up. */
const GIVEN_UP_AFTER_MS = 72 * HOUR_MS;
/** With so many late the receiver is taken for dead, and no further events are read for it: the feed keeps them. */
export const MOST_LATE = 200;

export function lateCount(late: readonly LateTicket[]): number {
  return late.reduce((sum, { waiting }) => sum + waiting.length, 0);
}

export function nextDueAt(late: readonly LateTicket[]): number | null {
  return late.length === 0 ? null : Math.min(...late.map(({ nextAt }) => nextAt));
}

export function dueLanes(late: readonly LateTicket[], now: number): Lane[] {
  return late.filter(({ nextAt }) => nextAt <= now).map((ticket) => laneOf(ticket, now));
}

function laneOf({ waiting, since }: LateTicket, now: number): Lane {
  return { refs: waiting, last: since !== null && now >= since + GIVEN_UP_AFTER_MS };
}

/** New events: those of late tickets wait behind what is late, the others make lanes of their own. */
export function admit(
  late: readonly LateTicket[],
  events: readonly EventRef[],
): { late: readonly LateTicket[]; lanes: Lane[] } {
  const queues = new Map(late.map((ticket) => [ticket.ticketId, ticket]));
  const free = new Map<string, EventRef[]>();
  for (const event of events) {
    const queue = queues.get(event.ticketId);
    if (!queue) free.set(event.ticketId, [...(free.get(event.ticketId) ?? []), event]);
    else if (!queue.waiting.some(({ at }) => isSame(at, event.at)))
      queues.set(event.ticketId, { ...queue, waiting: [...queue.waiting, event] });
  }
  return { late: [...queues.values()], lanes: [...free.values()].map((refs) => ({ refs, last: false })) };
}

/**
 * The backlog after an attempt. A late ticket that was taken says that the receiver is back: those not tried need not
 * wait.
 */
export function settle(
  late: readonly LateTicket[],
  lanes: readonly Lane[],
  results: readonly LaneResult[],
  now: number,
): readonly LateTicket[] {
  const queues = new Map(late.map((ticket) => [ticket.ticketId, ticket]));
  let isBack = false;
  for (const [index, lane] of lanes.entries()) {
    const ticketId = lane.refs[0]?.ticketId ?? '';
    const former = queues.get(ticketId);
    const { delivered, stopped } = results[index] ?? { delivered: 0, stopped: 'notTried' };
    if (former && delivered > 0) isBack = true;
    const rest = afterAttempt(lane, delivered, stopped, former, now);
    if (rest) queues.set(ticketId, rest);
    else queues.delete(ticketId);
  }
  if (!isBack) return [...queues.values()];
  const tried = new Set(lanes.map(({ refs }) => refs[0]?.ticketId));
  return [...queues.values()].map((ticket) => (tried.has(ticket.ticketId) ? ticket : atOnce(ticket, now)));
}

function afterAttempt(
  lane: Lane,
  delivered: number,
  stopped: LaneResult['stopped'],
  former: LateTicket | undefined,
  now: number,
): LateTicket | null {
  const waiting = lane.refs.slice(delivered);
  const [first] = waiting;
  if (!first) return null;
  const sameHead = delivered === 0 && former !== undefined;
  const before = { attempts: sameHead ? former.attempts : 0, since: sameHead ? former.since : null };
  const ticket = { ticketId: first.ticketId, waiting, ...before };
  if (stopped !== 'failed') return { ...ticket, nextAt: now };
  if (lane.last && delivered === 0) {
    const behind = waiting.slice(1);
    return behind.length === 0 ? null : { ...ticket, waiting: behind, attempts: 0, since: null, nextAt: now };
  }
  const since = before.since ?? now;
  const delay = DELAYS_MS[before.attempts] ?? DELAYS_MS.at(-1) ?? 0;
  return { ...ticket, attempts: before.attempts + 1, since, nextAt: Math.min(now + delay, since + GIVEN_UP_AFTER_MS) };
}

export function retryNow(late: readonly LateTicket[], now: number): readonly LateTicket[] {
  return late.map((ticket) => atOnce(ticket, now));
}

function atOnce(ticket: LateTicket, now: number): LateTicket {
  return { ...ticket, nextAt: Math.min(ticket.nextAt, now) };
}

/** One event again, before anything else of its ticket that waits. */
export function redeliver(late: readonly LateTicket[], ref: EventRef, now: number): readonly LateTicket[] {
  const queue = late.find(({ ticketId }) => ticketId === ref.ticketId);
  const behind = queue?.waiting.filter(({ at }) => !isSame(at, ref.at)) ?? [];
  const ticket = { ticketId: ref.ticketId, waiting: [ref, ...behind], attempts: 0, since: null, nextAt: now };
  return [...late.filter((one) => one !== queue), ticket];
}

/** Reading starts again after a place: what lies behind it comes by itself, and is not kept twice. */
export function forgetAfter(late: readonly LateTicket[], place: FeedPosition): readonly LateTicket[] {
  return late
    .map((ticket) => ({ ...ticket, waiting: ticket.waiting.filter(({ at }) => !isAfter(at, place)) }))
    .filter(({ waiting }) => waiting.length > 0);
}

/** Everything up to here is delivered or given up: where to start when all else is lost. */
export function settledUpTo(late: readonly LateTicket[], cursor: FeedPosition): FeedPosition {
  return late
    .flatMap(({ waiting }) => waiting)
    .map(({ at }) => justBefore(at))
    .reduce((first, one) => (isAfter(first, one) ? one : first), cursor);
}
