import type { Instant } from '../../domain/calendar/types.js';
import { chinaTime } from '../../domain/calendar/china-time.js';

export { chinaTime, withChinaTimes } from '../../domain/calendar/china-time.js';

export function chinaTimeOrNull(at: Instant | Date | null): string | null {
  return at === null ? null : chinaTime(at);
}
