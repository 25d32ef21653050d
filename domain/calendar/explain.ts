import { dayOf, fromLocal, officeSpans, tableOf, toLocal, type CalendarTable } from './calendar-table.js';
import { DAY_MS, HOUR_MS } from './civil-time.js';
import type { Instant, Limit, Segment, WorkingCalendar } from './types.js';
import { dueAfter } from './working-calendar.js';

/** A segment in local milliseconds, before it is written out. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly kind: Segment['kind'];
  readonly reason?: string;
  readonly counted?: number;
}

/**
 * Why `limit` from `from` is due when it is. The segments join without a gap from `from` to the due date, and what
 * they count sums up to the limit. A limit of 0 has no segments.
 */
export function explainDue(cal: WorkingCalendar, from: Instant, limit: Limit): Segment[] {
  const table = tableOf(cal);
  const start = toLocal(table, from);
  const due = toLocal(table, dueAfter(cal, from, limit).dueAt);
  if (start === due) return [];
  return mergeOff(pieces(table, start, due, limit)).map((piece) => ({
    ...piece,
    from: fromLocal(table, piece.from),
    to: fromLocal(table, piece.to),
  }));
}

function pieces(table: CalendarTable, start: number, due: number, limit: Limit): Piece[] {
  switch (limit.unit) {
    case 'workingDays':
      return daysBetween(start, due).map((day) => wholeDay(table, day, start, due, limit.amount));
    case 'workingHours':
      return daysBetween(start, due).flatMap((day) => hoursOfDay(table, day, start, due));
    default:
      return [{ from: start, to: due, kind: 'wall', counted: limit.amount }];
  }
}

function daysBetween(start: number, due: number): number[] {
  const first = dayOf(start);
  return Array.from({ length: Math.ceil(due / DAY_MS) - first }, (_, index) => first + index);
}

function wholeDay(table: CalendarTable, day: number, start: number, due: number, amount: number): Piece {
  const from = Math.max(start, day * DAY_MS);
  const to = Math.min(due, (day + 1) * DAY_MS);
  const { working, reason } = table.facts(day);
  if (!working) return { from, to, kind: 'off', ...(reason && { reason }) };
  // The start day is counted only when what was left of a due day is all there is to count.
  if (day === dayOf(start) && amount >= 1) return { from, to, kind: 'off', reason: 'startDay' };
  if (to < due && amount < 1) return { from, to, kind: 'off', reason: 'startDay' };
  return { from, to, kind: 'working', counted: Math.min(1, amount), ...(reason && { reason }) };
}

function hoursOfDay(table: CalendarTable, day: number, start: number, due: number): Piece[] {
  const { working, reason } = table.facts(day);
  const midnight = day * DAY_MS;
  const next = midnight + DAY_MS;
  const found: Piece[] = [];
  const add = (from: number, to: number, kind: 'working' | 'off', why: string | undefined): void => {
    const begin = Math.max(from, start);
    const end = Math.min(to, due);
    if (begin >= end) return;
    const counted = kind === 'working' ? { counted: (end - begin) / HOUR_MS } : {};
    found.push({ from: begin, to: end, kind, ...counted, ...(why !== undefined && { reason: why }) });
  };
  if (!working) {
    add(midnight, next, 'off', reason);
    return found;
  }
  let reached = midnight;
  for (const span of officeSpans(table, day)) {
    add(reached, span.from, 'off', reached === midnight ? 'night' : 'lunch');
    add(span.from, span.to, 'working', reason);
    reached = span.to;
  }
  add(reached, next, 'off', 'night');
  return found;
}

function mergeOff(list: readonly Piece[]): Piece[] {
  const merged: Piece[] = [];
  for (const piece of list) {
    const last = merged.at(-1);
    if (last?.kind === 'off' && piece.kind === 'off' && last.reason === piece.reason) {
      merged[merged.length - 1] = { ...last, to: piece.to };
    } else {
      merged.push(piece);
    }
  }
  return merged;
}
