import type { ErasedTickets } from './erased-tickets.js';
import type { ErasureList } from './erasure-list.js';

export type ErasureFault = 'not-erased' | 'erasure-unlisted' | 'erasure-edited';

export interface ErasureFinding {
  readonly fault: ErasureFault;
  /** `null` of a line of the list. */
  readonly ticketId: string | null;
  readonly file: string | null;
  readonly line: number | null;
}

const AT_ONCE = 10_000;

/** Holds the tickets without a key against the lists: that of the database, and that in the second place. */
export async function checkErasures(
  tickets: Pick<ErasedTickets, 'notErased' | 'withoutKey'>,
  list: Pick<ErasureList, 'read'>,
): Promise<{ readonly findings: readonly ErasureFinding[]; readonly listed: number }> {
  const { erasures, bad } = await list.read();
  const listed = new Set(erasures.map(({ ticket }) => ticket));
  const of = (fault: ErasureFault, ticketId: string): ErasureFinding => ({ fault, ticketId, file: null, line: null });
  const findings = [
    ...bad.map(({ file, line }): ErasureFinding => ({ fault: 'erasure-edited', ticketId: null, file, line })),
    ...(await tickets.notErased([...listed])).map((id) => of('not-erased', id)),
    ...(await tickets.withoutKey(AT_ONCE)).filter((id) => !listed.has(id)).map((id) => of('erasure-unlisted', id)),
  ];
  return { findings, listed: listed.size };
}
