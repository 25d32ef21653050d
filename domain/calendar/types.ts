/**
 * The words of the working calendar. Arithmetic is in `working-calendar.ts`, data in `data/calendars/`.
 */

/** An instant as an ISO 8601 UTC string with milliseconds, e.g. `2026-09-18T07:00:00.000Z`. */
export type Instant = string;

/** A civil date in the calendar's own offset, e.g. `2026-09-18`. */
export type LocalDate = string;

/** A wall-clock time of day, `HH:MM`; `24:00` is the end of the day. */
export type TimeOfDay = string;

export type YearStatus = 'official' | 'provisional';

/** One year of the State Council's notice: what differs from "Monday to Friday". */
export interface CalendarYear {
  readonly year: number;
  readonly status: YearStatus;
  /** The public notice the days come from. */
  readonly source: string;
  readonly daysOff: readonly LocalDate[];
  readonly makeUpDays: readonly LocalDate[];
}

/** Office hours of a day. A unit may have its own. */
export interface WorkingHours {
  readonly intervals: readonly { readonly from: TimeOfDay; readonly to: TimeOfDay }[];
  /** When a working day ends for "due on the n-th working day"; may be later than the last interval. */
  readonly dayEnd: TimeOfDay;
}

export interface WorkingCalendar {
  /** Changes whenever a year or the hours change; pinned by a ticket and told in `explain`. */
  readonly version: string;
  /** China has one civil time and no summer time: +08:00 is 480. */
  readonly utcOffsetMinutes: number;
  readonly hours: WorkingHours;
  readonly years: readonly CalendarYear[];
}

/**
 * How long something may take. `seconds|minutes|hours|days` run on the wall clock, day and night; `workingHours`
 * accumulate only inside office hours; `workingDays` count from the next working day and end at that day's `dayEnd`.
 * There is no silent conversion between them.
 */
export type LimitUnit = 'seconds' | 'minutes' | 'hours' | 'days' | 'workingHours' | 'workingDays';
export interface Limit {
  readonly amount: number;
  readonly unit: LimitUnit;
}

/** A piece of the answer to "why is it due then?". */
export interface Segment {
  readonly from: Instant;
  readonly to: Instant;
  /** `working`: counted; `off`: passed without counting; `wall`: counted around the clock. */
  readonly kind: 'working' | 'off' | 'wall';
  /**
   * Word code of why it is off: `weekend`, `holiday`, `night`, `lunch`, `startDay`; or `makeUpDay` for a counted one.
   */
  readonly reason?: string;
  /** What was counted, in the limit's own unit (working days or hours). */
  readonly counted?: number;
}

export interface Due {
  readonly dueAt: Instant;
  /** True when the date leans on a year whose notice is not published yet. */
  readonly provisional: boolean;
}
