import type { TicketEvent } from '../ticket/ticket.js';
import type { Actor, State } from '../ticket/vocabulary.js';
import { ERASED } from '../ticket/words.js';
import type { ErasureBasis } from './erasure-request.js';

/** The last event of a ticket, beside its workflow: that its words are gone, since when, and why. */
export function erasedEvent(
  { seq, from, to, at }: { readonly seq: number; readonly from: State; readonly to: State; readonly at: Date },
  actor: Actor,
  basis: ErasureBasis,
): TicketEvent {
  return {
    seq,
    type: ERASED,
    at: at.toISOString(),
    actor,
    from,
    to,
    data: { basis },
    sealed: null,
  };
}
