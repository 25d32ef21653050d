import type { Instant, Limit, WorkingCalendar } from '../calendar/types.js';
import { shiftDue } from '../calendar/working-calendar.js';
import type { ClockKey, TicketType, Urgency } from '../ticket/vocabulary.js';
import { scheduleClock } from './schedule.js';
import type { PolicyPack, StatutoryLimit } from './types.js';

/**
 * One case worked out by hand, kept beside a pack (`data/policies/golden/`): a pack that no longer gives these dates
 * was changed in meaning. Instants here may be written in any offset, so that they read like the clock on the wall.
 */
export interface GoldenVector {
  readonly note?: string;
  readonly clock: ClockKey;
  readonly type: TicketType;
  readonly urgency: Urgency;
  /** Absent: the first. */
  readonly round?: number;
  readonly statutory?: StatutoryLimit;
  readonly limit?: Limit;
  readonly until?: Instant;
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  readonly provisional?: boolean;
  /** Every rung of the clock with its instant. */
  readonly rungs?: Readonly<Record<string, Instant>>;
  /** The due date after one extension. */
  readonly extension?: { readonly by: Limit; readonly dueAt: Instant };
}

/** One line for each difference between the vectors and what the pack gives; empty when they agree. */
export function goldenMismatches(pack: PolicyPack, cal: WorkingCalendar, vectors: readonly GoldenVector[]): string[] {
  return vectors.flatMap((vector) => mismatches(pack, cal, vector));
}

function mismatches(pack: PolicyPack, cal: WorkingCalendar, vector: GoldenVector): string[] {
  const { clock: key, type, urgency, round = 1, startedAt, statutory, limit } = vector;
  const until = vector.until === undefined ? undefined : utc(vector.until);
  const name = `${pack.code}@${pack.version} ${key} ${urgency} ${type} from ${startedAt}`;
  const found = scheduleClock(pack, cal, {
    key,
    type,
    urgency,
    round,
    startedAt: utc(startedAt),
    statutory,
    until,
    limit,
  });
  if (!found) return [`${name}: no such clock, expected due ${vector.dueAt}`];

  const lines: string[] = [];
  const compare = (what: string, actual: string, expected: string): void => {
    if (actual !== expected) lines.push(`${name}: ${what} is ${actual}, expected ${expected} (${found.rule})`);
  };
  compare('due', found.dueAt, utc(vector.dueAt));
  if (vector.provisional !== undefined) compare('provisional', String(found.provisional), String(vector.provisional));
  if (vector.extension)
    compare('extended due', shiftDue(cal, found.dueAt, vector.extension.by).dueAt, utc(vector.extension.dueAt));
  if (vector.rungs) {
    const actual = new Map(found.rungs.map(({ rung, at }) => [rung, at]));
    const expected = new Map(Object.entries(vector.rungs).map(([rung, at]) => [rung, utc(at)]));
    for (const rung of new Set([...actual.keys(), ...expected.keys()])) {
      compare(`rung ${rung}`, actual.get(rung) ?? 'absent', expected.get(rung) ?? 'absent');
    }
  }
  return lines;
}

function utc(instant: string): Instant {
  return new Date(instant).toISOString();
}
