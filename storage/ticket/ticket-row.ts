import type { TicketState } from '../../domain/ticket/ticket.js';
import { bytes, instant, int, json, orNull, sure, uuid } from '../postgres/kinds.js';
import type { RowOf } from '../postgres/statement.js';

/** What every reader of whole tickets selects of `ticket t`. */
export const TICKET_ROW = `t.id, t.snapshot, t.updated_at, t.wrapped_key, t.citizen_sealed, t.content_sealed, t.link_generation,
  ${wordsOf('redaction_seq')} AS redaction_sealed, ${wordsOf('address_seq')} AS address_sealed`;

/** What was written with the event that a column of `ticket t` names; most tickets name none. */
export function wordsOf(column: 'redaction_seq' | 'address_seq'): string {
  return `CASE WHEN t.${column} IS NOT NULL
    THEN (SELECT said.text_sealed FROM ticket_event said WHERE said.ticket_id = t.id AND said.seq = t.${column}) END`;
}

export const TICKET_ROW_GIVES = {
  id: uuid,
  snapshot: json<TicketState>(),
  updated_at: instant,
  wrapped_key: orNull(bytes),
  citizen_sealed: orNull(bytes),
  content_sealed: orNull(bytes),
  link_generation: int,
  redaction_sealed: orNull(bytes),
  address_sealed: orNull(bytes),
};
export type TicketRow = RowOf<typeof TICKET_ROW_GIVES>;

/** Of a page: `sorted_at` is what it is sorted by; who has none does not come. */
export const PAGE_ROW_GIVES = { ...TICKET_ROW_GIVES, sorted_at: sure(instant) };
export type PageRow = RowOf<typeof PAGE_ROW_GIVES>;
