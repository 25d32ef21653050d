import type { ErasedTickets } from './erased-tickets.js';
import type { ErasureList } from './erasure-list.js';

const PAGE = 1_000;
/** Numbers are handed out before they are committed: so far behind the last one seen a process looks again. */
const SLACK = 10_000n;

/**
 * Brings what the database lists of erased tickets to the second place. Every process brings all to its own, and what
 * is there is not written twice.
 */
export function createErasureListing(
  tickets: Pick<ErasedTickets, 'listed'>,
  list: Pick<ErasureList, 'add'>,
): { bring(): Promise<number> } {
  let seen = 0n;
  return {
    async bring() {
      let added = 0;
      let after = seen > SLACK ? seen - SLACK : 0n;
      for (;;) {
        const { erasures, last } = await tickets.listed(String(after), PAGE);
        if (last === null) return added;
        added += await list.add(erasures);
        after = BigInt(last);
        if (after > seen) seen = after;
      }
    },
  };
}

/** Tickets that the list says were erased, and this database still holds: a backup from before brought them back. */
export async function broughtBack(
  tickets: Pick<ErasedTickets, 'notErased'>,
  list: Pick<ErasureList, 'read'>,
): Promise<string[]> {
  const { erasures } = await list.read();
  return tickets.notErased(erasures.map(({ ticket }) => ticket));
}
