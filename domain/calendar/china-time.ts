import type { Instant, LocalDate } from './types.js';

/** China has one civil time, eight hours ahead of UTC, the whole year. */
export const CHINA_OFFSET_MINUTES = 480;
const OFFSET_MS = CHINA_OFFSET_MINUTES * 60_000;
const OFFSET = '+08:00';
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** What leaves the system speaks the one civil time of China: `2026-11-23T15:44:00.000+08:00`. */
export function chinaTime(at: Instant | Date): string {
  return `${onTheWall(at).toISOString().slice(0, -1)}${OFFSET}`;
}

/** The civil date, `2026-11-23`. */
export function chinaDate(at: Instant | Date): LocalDate {
  return onTheWall(at).toISOString().slice(0, 10);
}

export function chinaYear(at: Instant | Date): number {
  return onTheWall(at).getUTCFullYear();
}

/** Minutes since midnight. */
export function chinaMinuteOfDay(at: Instant | Date): number {
  const wall = onTheWall(at);
  return wall.getUTCHours() * 60 + wall.getUTCMinutes();
}

/** As the clock on the wall shows it, `2026-09-24 18:00`. */
export function chinaMinute(at: Instant | Date): string {
  return onTheWall(at).toISOString().slice(0, 16).replace('T', ' ');
}

/** When that day begins in China, or what the clock on the wall shows then, `23:59:59`. */
export function inChina(date: LocalDate, time = '00:00:00'): Date {
  return new Date(`${date}T${time}${OFFSET}`);
}

/** The data of an event with its instants in China's time. */
export function withChinaTimes(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      typeof value === 'string' && INSTANT.test(value) ? chinaTime(value) : value,
    ]),
  );
}

/** A date whose UTC side shows what the clocks in China show. */
function onTheWall(at: Instant | Date): Date {
  return new Date((typeof at === 'string' ? Date.parse(at) : at.getTime()) + OFFSET_MS);
}
