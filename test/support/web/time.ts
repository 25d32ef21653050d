import type { ApiWorld } from '../api-world.js';

const HOUR_MS = 3_600_000;
const CHINA_MS = 8 * HOUR_MS;

/** Until the clock on China's walls shows this hour next. */
export function msUntil(world: ApiWorld, hour: number): number {
  const now = world.now().getTime();
  const wanted = new Date(now + CHINA_MS);
  wanted.setUTCHours(hour, 0, 0, 0);
  const ms = wanted.getTime() - CHINA_MS - now;
  return ms > 0 ? ms : ms + 24 * HOUR_MS;
}

export function toTheHour(world: ApiWorld, hour: number): void {
  world.later(msUntil(world, hour));
}
