import { tableOf } from './calendar-table.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, parseInstant } from './civil-time.js';
import type { Instant, Limit, WorkingCalendar } from './types.js';
import { workingMinutesBetween } from './working-calendar.js';

/** As much of a ticket's clock as its remaining time depends on. */
export interface RunningClock {
  readonly state: 'running' | 'paused' | 'held' | 'satisfied' | 'cancelled';
  readonly dueAt: Instant;
  readonly limit: Limit | null;
  readonly satisfiedAt: Instant | null;
  readonly amendments: readonly { readonly kind: string; readonly at: Instant }[];
}

export interface Remaining {
  /** Whole minutes; negative when late, and then at least one, however short or outside office hours. */
  readonly minutes: number;
  /** `working`: minutes of office time; `wall`: of the wall clock. */
  readonly unit: 'working' | 'wall';
  readonly late: boolean;
  readonly words: { readonly zh: string; readonly en: string };
}

/**
 * What is left of a clock, in the time that its limit counts in. A paused clock has what it had when it was paused, a
 * satisfied one what it had then; a held one goes on, because a reply that is sent back never stopped it.
 */
export function remainingOf(calendar: WorkingCalendar, clock: RunningClock, now: Instant): Remaining {
  const at = measuredAt(clock, now);
  const late = parseInstant(at) > parseInstant(clock.dueAt);
  const [from, to] = late ? [clock.dueAt, at] : [at, clock.dueAt];
  const dayMs = officeDayMs(calendar);
  const working = dayMs > 0 && (clock.limit?.unit === 'workingDays' || clock.limit?.unit === 'workingHours');
  const ms = working ? workingMinutesBetween(calendar, from, to) * MINUTE_MS : parseInstant(to) - parseInstant(from);
  const parts = partsOf(ms, working ? dayMs : DAY_MS, working);
  return {
    minutes: late ? -Math.max(1, Math.ceil(ms / MINUTE_MS)) : Math.floor(ms / MINUTE_MS),
    unit: working ? 'working' : 'wall',
    late,
    words: {
      zh: `${clock.state === 'paused' ? '已暂停，' : ''}${late ? '已超' : '剩'}${chinese(parts, working)}`,
      en: `${clock.state === 'paused' ? 'paused, ' : ''}${english(parts, working)} ${late ? 'late' : 'left'}`,
    },
  };
}

function measuredAt({ state, satisfiedAt, amendments }: RunningClock, now: Instant): Instant {
  if (state === 'satisfied') return satisfiedAt ?? now;
  if (state !== 'paused') return now;
  return amendments.findLast(({ kind }) => kind === 'suspended')?.at ?? now;
}

function officeDayMs(calendar: WorkingCalendar): number {
  return tableOf(calendar).office.reduce((sum, { from, to }) => sum + to - from, 0);
}

type Part = readonly [amount: number, unit: keyof typeof WORDS];
const WORDS = {
  workingDay: { zh: '个工作日', en: 'working day' },
  day: { zh: '天', en: 'day' },
  hour: { zh: '小时', en: 'hour' },
  minute: { zh: '分钟', en: 'minute' },
  second: { zh: '秒', en: 'second' },
} as const;

/** The two greatest units that are there: nobody plans by the minute two days ahead. */
function partsOf(ms: number, dayMs: number, working: boolean): Part[] {
  const days = Math.floor(ms / dayMs);
  const rest = ms - days * dayMs;
  const hours = Math.floor(rest / HOUR_MS);
  const minutes = Math.floor((rest % HOUR_MS) / MINUTE_MS);
  const seconds = working ? 0 : Math.floor((rest % MINUTE_MS) / 1000);
  const all: Part[] = [
    [days, working ? 'workingDay' : 'day'],
    [hours, 'hour'],
    [minutes, 'minute'],
    [seconds, 'second'],
  ];
  const first = all.findIndex(([amount]) => amount > 0);
  return first < 0 ? [] : all.slice(first, first + 2).filter(([amount]) => amount > 0);
}

function chinese(parts: readonly Part[], working: boolean): string {
  const shown = parts.map(([amount, unit]) => ` ${amount} ${WORDS[unit].zh}`).join('');
  if (parts.length === 0) return working ? '不足 1 分钟工作时间' : '不足 1 秒';
  return working && parts[0]?.[1] !== 'workingDay' ? `${shown}工作时间` : shown;
}

function english(parts: readonly Part[], working: boolean): string {
  if (parts.length === 0) return working ? 'less than a minute of working time' : 'less than a second';
  const shown = parts.map(([amount, unit]) => `${amount} ${WORDS[unit].en}${amount === 1 ? '' : 's'}`).join(' ');
  return working && parts[0]?.[1] !== 'workingDay' ? `${shown} of working time` : shown;
}
