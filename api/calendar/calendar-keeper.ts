import type { Logger } from 'pino';
import { recalculate } from '../../domain/ticket/firing.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { againAndAgain } from '../../pacing/again-and-again.js';
import { failureName } from '../../pacing/failure-name.js';
import { mapConcurrently } from '../../pacing/map-concurrently.js';
import type { CalendarRevisions } from '../../storage/reference/calendar-revisions.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import { WorkflowGone, type TicketGateway } from '../gateway/ticket-gateway.js';

const EVERY_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;
const PAGE = 200;
const AT_ONCE = 8;

export interface CalendarKeeping {
  readonly revisions: CalendarRevisions;
  /** Open tickets with a date in or beyond the year, in the order of their ids. */
  readonly datedInto: (year: number, after: string | null, limit: number) => Promise<readonly TicketState[]>;
  readonly reference: Pick<ReferenceData, 'refresh'>;
  readonly gateway: Pick<TicketGateway, 'revise'>;
  readonly now: () => Date;
}

/**
 * Once a revised calendar is known everywhere: has every open ticket that leans on the one before look at its dates
 * again. Several processes may do so at once, and a second time changes nothing. Answers how many were told; `null`:
 * nothing was revised.
 */
export async function tellOfCalendar(keeping: CalendarKeeping): Promise<{ told: number; skipped: number } | null> {
  const { revisions, datedInto, gateway, now } = keeping;
  const untold = await revisions.untold(now());
  if (untold === null) return null;
  const reference = await keeping.reference.refresh();
  let told = 0;
  let skipped = 0;
  for (let after: string | null = null; ;) {
    const page: readonly TicketState[] = await datedInto(untold.fromYear, after, PAGE);
    await mapConcurrently(page, AT_ONCE, async (ticket) => {
      const { version } = reference.calendarFor(ticket.lead?.path ?? []);
      if (recalculate(ticket, now().toISOString(), version) === null) return;
      try {
        await gateway.revise(ticket.id, version);
        told += 1;
      } catch (error) {
        // The comparison of the stores finds those that have lost theirs.
        if (!(error instanceof WorkflowGone)) throw error;
        skipped += 1;
      }
    });
    after = page.at(-1)?.id ?? null;
    if (page.length < PAGE) break;
  }
  await revisions.told(untold.ids, now());
  return { told, skipped };
}

export function startCalendarKeeper(keeping: CalendarKeeping, log: Logger): { stop(): Promise<void> } {
  return againAndAgain({
    async work() {
      const done = await tellOfCalendar(keeping);
      if (done !== null) log.info(done, 'Open tickets were told of a revised calendar');
    },
    everyMs: EVERY_MS,
    longestPauseMs: LONGEST_PAUSE_MS,
    onFailure: (error, nextInMs) =>
      log.warn({ error: failureName(error), nextInMs }, 'Open tickets wait to be told of a revised calendar'),
  });
}
