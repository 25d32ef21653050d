import type { Instant } from '../calendar/types.js';

/** China has one civil time, eight hours ahead of UTC, the whole year. */
const OFFSET_MS = 8 * 3_600_000;

/** The civil date, `YYYY-MM-DD`. */
export function utcOffsetDay(at: Instant): string {
  return new Date(Date.parse(at) + OFFSET_MS).toISOString().slice(0, 10);
}

/** Minutes since local midnight. */
export function utcOffsetMinuteOfDay(at: Instant): number {
  const local = new Date(Date.parse(at) + OFFSET_MS);
  return local.getUTCHours() * 60 + local.getUTCMinutes();
}

/** As the clock on the wall shows it, `2026-09-24 18:00`. */
export function localMinute(at: Instant): string {
  return new Date(Date.parse(at) + OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ');
}
