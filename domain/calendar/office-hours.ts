import type { TimeOfDay, WorkingHours } from './types.js';

/**
 * Reads office hours; throws with the first thing that is wrong, so that bad hours never become a due date.
 */
export function parseWorkingHours(value: unknown): WorkingHours {
  const { intervals, dayEnd } = (value ?? {}) as { intervals?: unknown; dayEnd?: unknown };
  if (!Array.isArray(intervals) || intervals.length === 0) throw new Error('Office hours have at least one interval.');
  const read = intervals.map((one: unknown) => {
    const { from, to } = (one ?? {}) as { from?: unknown; to?: unknown };
    if (!isTime(from) || !isTime(to)) throw new Error('An interval goes from one time of day to another, as HH:MM.');
    if (from >= to) throw new Error(`The interval from ${from} to ${to} ends before it begins.`);
    return { from, to };
  });
  for (const [at, { from }] of read.entries()) {
    const before = read[at - 1];
    if (before && from < before.to)
      throw new Error(`The interval from ${from} begins before the one ahead of it has ended.`);
  }
  if (!isTime(dayEnd)) throw new Error('The end of a working day is a time of day, as HH:MM.');
  const last = read.at(-1)?.to ?? dayEnd;
  if (dayEnd < last) throw new Error(`The working day ends at ${dayEnd}, and its last interval only at ${last}.`);
  return { intervals: read, dayEnd };
}

function isTime(value: unknown): value is TimeOfDay {
  return typeof value === 'string' && /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(value);
}
