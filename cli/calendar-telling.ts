import { WorkflowNotFoundError } from '@temporalio/client';
import { recalculate } from '../domain/ticket/firing.js';
import type { TicketState } from '../domain/ticket/ticket.js';
import { UNTIL_EVERYWHERE_MS } from '../storage/reference/calendar-revisions.js';
import { CliFailure, messageOf } from './failure.js';

export { UNTIL_EVERYWHERE_MS };

const PAGE = 500;

export interface CalendarTelling {
  readonly store: {
    /** Open tickets that are dated into the year, in the order of their ids. */
    datedInto(after: string | null, limit: number): Promise<readonly TicketState[]>;
  };
  /** The version of the calendar that a ticket is dated by now. */
  versionFor(ticket: TicketState): string;
  tell(ticket: TicketState, version: string): Promise<void>;
  pause(milliseconds: number): Promise<unknown>;
  now(): string;
}

export interface Told {
  readonly told: number;
  /** Of those, or new since: dated meanwhile by a process that still held the old calendar. */
  readonly toldAgain: number;
  /** The numbers of those without a workflow. */
  readonly skipped: readonly string[];
}

/**
 * Has every open ticket look at its dates: all of them now, and once the new calendar is everywhere those that still
 * lean on the old.
 */
export async function tellOpenTickets(telling: CalendarTelling): Promise<Told> {
  const skipped = new Set<string>();
  let told = 0;
  let toldAgain = 0;

  async function pass(concerns: (ticket: TicketState, version: string) => boolean, count: () => void): Promise<void> {
    for (let after: string | null = null; ;) {
      const page: readonly TicketState[] = await telling.store.datedInto(after, PAGE);
      for (const ticket of page) {
        const version = telling.versionFor(ticket);
        if (!concerns(ticket, version)) continue;
        try {
          await telling.tell(ticket, version);
          count();
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
          skipped.add(ticket.number);
        }
      }
      after = page.at(-1)?.id ?? null;
      if (page.length < PAGE) return;
    }
  }

  try {
    await pass(
      () => true,
      () => (told += 1),
    );
    await telling.pause(UNTIL_EVERYWHERE_MS);
    // A ticket without clocks that count working time keeps its old version and has nothing to look at.
    await pass(
      (ticket, version) => recalculate(ticket, telling.now(), version) !== null,
      () => (toldAgain += 1),
    );
  } catch (error) {
    throw new CliFailure(
      'The year is saved, but not every open ticket could be told',
      `${told} were told, ${toldAgain} of them again; then: ${messageOf(error)}`,
      'Import the same file again; that is safe.',
      { cause: error },
    );
  }
  return { told, toldAgain, skipped: [...skipped] };
}
