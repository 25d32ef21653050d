import type { ErasureBasis } from '../../domain/erasure/erasure-request.js';
import { CLOCK_ACTOR } from '../../domain/ticket/vocabulary.js';
import type { Erasing } from './erase-ticket.js';
import type { ErasedTickets } from './erased-tickets.js';
import type { ErasureList } from './erasure-list.js';
import { broughtBack } from './listing.js';

export interface Replayed {
  /** Lines of the list. */
  readonly listed: number;
  /** Lines that this system did not write: nothing is erased on their account. */
  readonly bad: number;
  readonly erasedAgain: readonly string[];
}

/** Erases again what the list names and a backup brought back. May be broken off and repeated. */
export async function replayErasures(
  deps: {
    readonly list: Pick<ErasureList, 'read'>;
    readonly tickets: Pick<ErasedTickets, 'notErased'>;
    readonly erasing: Pick<Erasing, 'erase'>;
    readonly now: () => Date;
  },
  { dryRun }: { readonly dryRun: boolean },
): Promise<Replayed> {
  const { erasures, bad } = await deps.list.read();
  const basisOf = new Map(erasures.map(({ ticket, basis }) => [ticket, basis as ErasureBasis]));
  const back = await broughtBack(deps.tickets, deps.list);
  if (!dryRun) {
    for (const ticketId of back) {
      const basis = basisOf.get(ticketId) ?? 'termOver';
      await deps.erasing.erase({ ticketId, basis, actor: CLOCK_ACTOR, at: deps.now(), request: null, again: true });
    }
  }
  return { listed: erasures.length, bad: bad.length, erasedAgain: back };
}
