import type { TicketState } from '../../domain/ticket/ticket.js';

/** What every reader of whole tickets selects of `ticket t`. */
export const TICKET_ROW = 't.id, t.snapshot, t.updated_at, t.wrapped_key, t.citizen_sealed, t.content_sealed';

export interface TicketRow {
  id: string;
  snapshot: TicketState;
  updated_at: Date;
  wrapped_key: Buffer | null;
  citizen_sealed: Buffer | null;
  content_sealed: Buffer | null;
  /** Of a page: what it is sorted by. */
  sorted_at: Date;
}
