export interface Days {
  readonly daysOff: readonly string[];
  readonly makeUpDays: readonly string[];
}

export type KindOfDay = 'work' | 'weekend' | 'off' | 'makeUp';

const DAY_MS = 86_400_000;
const written = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** 0 is Monday. */
export const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
const isWeekend = (day: string): boolean => weekdayOf(day) > 4;

export function daysOf(year: number, month: number): readonly string[] {
  const first = Date.UTC(year, month, 1);
  const count = (Date.UTC(year, month + 1, 1) - first) / DAY_MS;
  return Array.from({ length: count }, (_, at) => written(first + at * DAY_MS));
}

export function kindOf(day: string, { daysOff, makeUpDays }: Days): KindOfDay {
  if (makeUpDays.includes(day)) return 'makeUp';
  if (daysOff.includes(day)) return 'off';
  return isWeekend(day) ? 'weekend' : 'work';
}

/** In turn: a day of the week is worked or off; one of the weekend is that, made up, or a day off by name. */
const NEXT: Readonly<Record<KindOfDay, KindOfDay>> = { work: 'off', weekend: 'makeUp', makeUp: 'off', off: 'work' };

export function turned(day: string, days: Days): Days {
  const next = NEXT[kindOf(day, days)];
  const list = (given: readonly string[], isIn: boolean): readonly string[] => {
    const others = given.filter((one) => one !== day);
    return isIn ? [...others, day].sort() : others;
  };
  return { daysOff: list(days.daysOff, next === 'off'), makeUpDays: list(days.makeUpDays, next === 'makeUp') };
}

export interface Difference {
  readonly day: string;
  readonly from: KindOfDay;
  readonly to: KindOfDay;
}

/** Which days become another kind; in their order. */
export function differing(was: Days, is: Days): readonly Difference[] {
  const named = [...new Set([...was.daysOff, ...was.makeUpDays, ...is.daysOff, ...is.makeUpDays])].sort();
  return named
    .map((day) => ({ day, from: kindOf(day, was), to: kindOf(day, is) }))
    .filter(({ from, to }) => from !== to);
}

export interface ReadYear extends Days {
  readonly status?: string;
  readonly source?: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A file as the project keeps years in; what is no such file, or of another year, is told by a word. */
export function yearIn(text: string, year: number): ReadYear | 'noFile' | 'otherYear' | 'badDays' {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return 'noFile';
  }
  if (typeof read !== 'object' || read === null) return 'noFile';
  const { year: of, daysOff, makeUpDays, status, source } = read as Record<string, unknown>;
  if (!isList(daysOff) || !isList(makeUpDays)) return 'noFile';
  if (of !== undefined && of !== year) return 'otherYear';
  const all = [...daysOff, ...makeUpDays];
  if (all.some((day) => !DAY.test(day) || !day.startsWith(`${year}-`))) return 'otherYear';
  const isWrong = makeUpDays.some((day) => !isWeekend(day) || daysOff.includes(day));
  if (isWrong || new Set(all).size !== all.length) return 'badDays';
  return {
    ...{ daysOff, makeUpDays },
    ...(typeof status === 'string' && { status }),
    ...(typeof source === 'string' && { source }),
  };
}

const isList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
