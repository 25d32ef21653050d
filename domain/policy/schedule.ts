import type { Instant, Limit, WorkingCalendar } from '../calendar/types.js';
import { addWorkingHours, dueAfter, dueBefore, shiftDue, workingMinutesBetween } from '../calendar/working-calendar.js';
import type { ClockKey, Urgency } from '../ticket/vocabulary.js';
import { limitFor, limitText, type LimitQuestion } from './limits.js';
import type { LadderRow, PolicyPack, ScheduledRung } from './types.js';

export interface ClockToSchedule extends LimitQuestion {
  readonly key: ClockKey;
  readonly startedAt: Instant;
  /** A due date fixed by a person, e.g. the end of a suspension. Stands before `limit`. */
  readonly until?: Instant;
  /** A limit fixed by the caller in place of the pack's, e.g. for a whistled task. */
  readonly limit?: Limit;
}

export interface ScheduledClock {
  /** `null` when the due date is fixed by `until`. */
  readonly limit: Limit | null;
  readonly rule: string;
  readonly dueAt: Instant;
  /** The due date leans on a year whose notice is not published yet. */
  readonly provisional: boolean;
  /** In the order of time; rungs of the same instant keep the order of the pack. */
  readonly rungs: readonly ScheduledRung[];
}

/** When a clock is due and what happens on the way, or `null` when the pack has no such clock for this ticket. */
export function scheduleClock(pack: PolicyPack, cal: WorkingCalendar, clock: ClockToSchedule): ScheduledClock | null {
  const { key, startedAt, urgency, until } = clock;
  if (until !== undefined) {
    const rungs = rescheduleRungs(pack, cal, { key, startedAt, dueAt: until, limit: null, urgency });
    return {
      limit: null,
      rule: `${pack.code}@${pack.version} ${key} until ${until}`,
      dueAt: until,
      provisional: false,
      rungs,
    };
  }
  const answer = clock.limit
    ? { limit: clock.limit, rule: `${pack.code}@${pack.version} ${key} given = ${limitText(clock.limit)}` }
    : limitFor(pack, key, clock);
  if (!answer) return null;
  const { dueAt, provisional } = dueAfter(cal, startedAt, answer.limit);
  const rungs = rescheduleRungs(pack, cal, { key, startedAt, dueAt, limit: answer.limit, urgency });
  return { ...answer, dueAt, provisional, rungs };
}

export interface ClockWithDue {
  readonly key: ClockKey;
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  /**
   * Tells how fractions of the way are measured: office time for working units, the wall clock for others and for
   * `null`.
   */
  readonly limit: Limit | null;
  readonly urgency: Urgency;
}

/**
 * All rungs of a clock whose due date is known; also for a date that moved. Rungs that have fired already are in the
 * answer again: a rung fires once per clock and round, and the keeper of the clock knows which have.
 */
export function rescheduleRungs(pack: PolicyPack, cal: WorkingCalendar, clock: ClockWithDue): ScheduledRung[] {
  return (
    pack.ladder
      .filter((row) => row.clock === clock.key && (!row.urgencies || row.urgencies.includes(clock.urgency)))
      .map((row) => ({ row, at: rungInstant(cal, row.when, clock) }))
      // The limit is too short for this warning; the other rungs lie between start and due, or after.
      .filter(({ row, at }) => !('before' in row.when) || at >= clock.startedAt)
      .map(({ row, at }) => place(row, at))
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  );
}

function place({ rung, effect, level, addressee }: LadderRow, at: Instant): ScheduledRung {
  return { rung, at, effect, ...(level === undefined ? {} : { level }), addressee };
}

function rungInstant(cal: WorkingCalendar, when: LadderRow['when'], clock: ClockWithDue): Instant {
  if ('at' in when) return clock.dueAt;
  if ('before' in when) return dueBefore(cal, clock.dueAt, when.before);
  if ('after' in when) return shiftDue(cal, clock.dueAt, when.after).dueAt;
  return partOfTheWay(cal, when.fraction, clock);
}

function partOfTheWay(cal: WorkingCalendar, fraction: number, { startedAt, dueAt, limit }: ClockWithDue): Instant {
  if (limit?.unit === 'workingDays' || limit?.unit === 'workingHours') {
    const minutes = workingMinutesBetween(cal, startedAt, dueAt);
    // A clock may lie wholly outside office hours; then only the wall clock can tell its middle.
    if (minutes > 0) return addWorkingHours(cal, startedAt, (minutes * fraction) / 60).dueAt;
  }
  const start = Date.parse(startedAt);
  return new Date(start + Math.round((Date.parse(dueAt) - start) * fraction)).toISOString();
}
