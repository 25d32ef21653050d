import type { ApiWorld } from '../api-world.js';

const HOUR_MS = 3_600_000;
const CHINA_MS = 8 * HOUR_MS;

/** The next time that the clock on China's walls shows this hour. */
export function toTheHour(world: ApiWorld, hour: number): void {
  const now = world.now().getTime();
  const wanted = new Date(now + CHINA_MS);
  wanted.setUTCHours(hour, 0, 0, 0);
  const ms = wanted.getTime() - CHINA_MS - now;
  world.later(ms > 0 ? ms : ms + 24 * HOUR_MS);
}
