import { citizenDueAt, unitDueAt } from '../ticket/dating.js';
import type { TicketEvent, TicketState } from '../ticket/ticket.js';
import type { NoticeAddressee, NoticeParams, NoticeTemplate } from './vocabulary.js';

/** A unit and the units above it, from the root down. */
export interface PlacedUnit {
  readonly id: string;
  readonly path: readonly string[];
}

/** Something that somebody is to be told: by position, not yet by address. */
export interface NoticeIntent {
  readonly template: NoticeTemplate;
  readonly addressee: NoticeAddressee;
  /** Whose liaison, head or handler; `null` for the hotline's own positions and the citizen. */
  readonly unit: PlacedUnit | null;
  readonly params: NoticeParams;
  readonly level: number;
}

/**
 * One event with what the rules need to know about it: the ticket after the step, and all that happened in the step.
 */
export interface Happened {
  readonly event: TicketEvent;
  readonly ticket: TicketState;
  readonly step: readonly TicketEvent[];
}

/** What every notice says of its ticket. Never what the citizen wrote, nor who the citizen is. */
export function factsOf({ ticket }: Happened): NoticeParams {
  return {
    number: ticket.number,
    classCode: ticket.classCode,
    urgency: ticket.urgency,
    level: ticket.level,
    lead: ticket.lead?.id ?? null,
    unitDueAt: unitDueAt(ticket),
    citizenDueAt: citizenDueAt(ticket),
  };
}
