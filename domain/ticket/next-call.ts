import type { Instant, TimeOfDay } from '../calendar/types.js';
import type { TicketState } from './ticket.js';

/** What who calls a citizen back is told of the attempt that comes next. */
export interface NextCall {
  /** The first is 1. Attempts that did not count are not counted. */
  readonly attempt: number;
  /** How many the pack wants before the citizen is left with a link; more where they were all made on one day. */
  readonly attempts: number;
  readonly lastAt: Instant | null;
  readonly minutesSinceLast: number | null;
  /** Between these one may call; at the end itself not any more. */
  readonly from: TimeOfDay;
  readonly to: TimeOfDay;
}

export function nextCall({ callback, pack }: Pick<TicketState, 'callback' | 'pack'>, at: Instant): NextCall {
  const { attempts, from, to } = pack.rules.callback;
  const attempt = callback.attempts.filter(({ counted }) => counted).length + 1;
  const lastAt = callback.attempts.at(-1)?.at ?? null;
  return {
    attempt,
    attempts: Math.max(attempt, attempts),
    lastAt,
    minutesSinceLast: lastAt === null ? null : Math.floor((Date.parse(at) - Date.parse(lastAt)) / 60_000),
    from,
    to,
  };
}
