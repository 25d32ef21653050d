import { HOUR_MS, MINUTE_MS, parseInstant } from './civil-time.js';
import { tableOf } from './calendar-table.js';
import type { Due, Instant, Limit, LimitUnit, WorkingCalendar } from './types.js';
import {
  addWorkingDays,
  dueAfter,
  remainingBudget,
  REST_OF_DAY,
  resumeBudget,
  shiftDue,
  workingDaysBetween,
  workingMinutesBetween,
} from './working-calendar.js';

export interface Pause {
  readonly from: Instant;
  readonly to: Instant;
}

interface Resumed {
  readonly due: Due;
  /** What there is from the resumption to the date, so that the date explains itself. */
  readonly left: Limit;
  /** What the pause took, in the time that the limit counts in: the date lies that much later. */
  readonly lost: Limit;
}

/**
 * The date of a clock that was paused: later by the time that the pause took from those who handle, and by no more.
 * Wall time is lost day and night. Of working time only office time can be lost: working hours to the minute; of
 * working days those that the pause reached over, its first not counted as in any limit, and never more than the office
 * time lost, a begun day taken for whole. So a pause of a night or a weekend costs nothing. A date that fell within the
 * pause leaves what was left of its day; a clock that was late already is due at once.
 */
export function resumedDue(cal: WorkingCalendar, pause: Pause, dueAt: Instant, unit: LimitUnit): Resumed {
  const lost = lostTime(cal, pause, unit);
  const remaining = remainingBudget(cal, pause.from, dueAt, unit);
  if (pause.from >= dueAt)
    return { due: resumeBudget(cal, pause.to, { ...remaining, amount: 0 }), left: remaining, lost };
  if (unit === 'workingDays') {
    const shifted: Due = lost.amount === 0 ? { dueAt, provisional: false } : shiftDue(cal, dueAt, lost);
    const due = shifted.dueAt > pause.to ? shifted : addWorkingDays(cal, pause.to, REST_OF_DAY);
    return { due, left: remainingBudget(cal, pause.to, due.dueAt, unit), lost };
  }
  const due = resumeBudget(cal, pause.to, remaining);
  if (unit !== 'workingHours' || (remaining.amount > 0 && due.dueAt >= dueAt)) return { due, left: remaining, lost };
  // A date outside office hours, as an extension in days makes it: no office time is left of it, yet it has not passed.
  const until =
    dueAt > pause.to ? parseInstant(dueAt) - parseInstant(pause.to) : parseInstant(dueAt) - parseInstant(pause.from);
  const left: Limit = { amount: until / 1000, unit: 'seconds' };
  return { due: dueAfter(cal, pause.to, left), left, lost };
}

function lostTime(cal: WorkingCalendar, { from, to }: Pause, unit: LimitUnit): Limit {
  if (unit === 'workingHours') return { amount: (workingMinutesBetween(cal, from, to) * MINUTE_MS) / HOUR_MS, unit };
  if (unit !== 'workingDays')
    return { amount: Math.max(0, parseInstant(to) - parseInstant(from)) / 1000, unit: 'seconds' };
  const days = workingDaysBetween(cal, from, to);
  const dayMs = tableOf(cal).office.reduce((sum, span) => sum + span.to - span.from, 0);
  // Without office hours nobody knows when a day's work is lost.
  if (dayMs === 0) return { amount: days, unit };
  return { amount: Math.min(days, Math.ceil((workingMinutesBetween(cal, from, to) * MINUTE_MS) / dayMs)), unit };
}
