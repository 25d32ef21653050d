import { explainDue } from '../calendar/explain.js';
import { resumedDue } from '../calendar/pauses.js';
import type { Instant, Limit, Segment, WorkingCalendar } from '../calendar/types.js';
import { remainingAtPause, unitOf } from './dating.js';
import type { Clock } from './ticket.js';

/** One reason why a date is that date. Together, in order, they lead from the start to the date that holds. */
export interface ExplainedStep {
  readonly kind: Clock['amendments'][number]['kind'];
  readonly at: Instant;
  /** The event that caused it. */
  readonly seq: number;
  readonly limit: Limit | null;
  /** Of a resumption: what the pause took, so much later the date is. A pause that cost nothing took 0. */
  readonly lost: Limit | null;
  /** The date after this step. */
  readonly dueAt: Instant | null;
  readonly segments: readonly Segment[];
}

export interface Explanation {
  readonly clock: string;
  readonly state: Clock['state'];
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  readonly provisional: boolean;
  readonly rule: string;
  readonly calendarVersion: string;
  readonly steps: readonly ExplainedStep[];
  readonly rungs: Clock['rungs'];
}

/**
 * Why is it due then? Every working interval, suspension and extension that makes the date. Only the calendar of today
 * is known: a step whose date was worked out by a former one is told without intervals, and explained by the step that
 * redid it.
 */
export function explainClock(calendar: WorkingCalendar, clock: Clock): Explanation {
  const steps: ExplainedStep[] = [];
  let dueAt: Instant | null = null;
  let counting: { from: Instant; limit: Limit } | null = null;
  let pausedAt: Instant | null = null;
  for (const { kind, at, limit, seq, dueAt: after } of clock.amendments) {
    if (kind === 'extended' && limit !== null) counting = { from: dueAt ?? at, limit };
    else if (limit !== null) counting = { from: at, limit };
    const told = kind === 'suspended' || counting === null ? [] : explainDue(calendar, counting.from, counting.limit);
    steps.push({
      kind,
      at,
      seq,
      limit:
        kind === 'suspended'
          ? remainingAtPause(calendar, {
              ...clock,
              dueAt: after ?? clock.dueAt,
              amendments: [{ kind, at, limit, seq, dueAt: after }],
            })
          : limit,
      lost:
        kind === 'resumed' && pausedAt !== null
          ? resumedDue(calendar, { from: pausedAt, to: at }, dueAt ?? clock.dueAt, unitOf(clock)).lost
          : null,
      dueAt: after,
      segments: told.at(-1)?.to === after ? told : [],
    });
    dueAt = after;
    if (kind === 'suspended') pausedAt = at;
  }
  return {
    clock: clock.id,
    state: clock.state,
    startedAt: clock.startedAt,
    dueAt: clock.dueAt,
    provisional: clock.provisional,
    rule: clock.rule,
    calendarVersion: calendar.version,
    steps,
    rungs: clock.rungs,
  };
}
