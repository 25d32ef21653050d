import type { Instant } from './types.js';

const OFFSET_MS = 8 * 3_600_000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** What leaves the system speaks the one civil time of China: `2026-11-23T15:44:00.000+08:00`. */
export function chinaTime(at: Instant | Date): string {
  const instant = typeof at === 'string' ? Date.parse(at) : at.getTime();
  return `${new Date(instant + OFFSET_MS).toISOString().slice(0, -1)}+08:00`;
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
