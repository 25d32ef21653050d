import type { Logger } from 'pino';
import type { RecordedFacts } from '../activities/ticket/ticket-activities.js';

/**
 * One line for each step that somebody asked for, under the id of the request; what the clock does by itself, and which
 * ticket it was, is told at `debug` only.
 */
export function createStepLog(log: Logger): (facts: RecordedFacts) => void {
  return ({ requestId, ticketId, events, seconds }) => {
    const ms = Math.round(seconds * 10_000) / 10;
    if (log.isLevelEnabled('debug')) log.debug({ requestId, ticketId, events, ms });
    else if (requestId !== null) log.info({ requestId, events, ms });
  };
}
