import type { TicketState } from '../../domain/ticket/ticket.js';
import { bytes, instant, json, orNull, sure, uuid } from '../postgres/kinds.js';
import type { RowOf } from '../postgres/statement.js';

/** What every reader of whole tickets selects of `ticket t`. */
export const TICKET_ROW = 't.id, t.snapshot, t.updated_at, t.wrapped_key, t.citizen_sealed, t.content_sealed';

export const TICKET_ROW_GIVES = {
  id: uuid,
  snapshot: json<TicketState>(),
  updated_at: instant,
  wrapped_key: orNull(bytes),
  citizen_sealed: orNull(bytes),
  content_sealed: orNull(bytes),
};
export type TicketRow = RowOf<typeof TICKET_ROW_GIVES>;

/** Of a page: `sorted_at` is what it is sorted by; who has none does not come. */
export const PAGE_ROW_GIVES = { ...TICKET_ROW_GIVES, sorted_at: sure(instant) };
export type PageRow = RowOf<typeof PAGE_ROW_GIVES>;
