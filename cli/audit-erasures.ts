import { createErasedTickets } from '../storage/erasure/erased-tickets.js';
import { createErasureList, createErasureSeal } from '../storage/erasure/erasure-list.js';
import { checkErasures, type ErasureFault } from '../storage/erasure/erasure-check.js';
import type { Audited } from './audit-chains.js';

const SAYS: Readonly<Record<ErasureFault, string>> = {
  'not-erased': 'is on the erasure list, and is here: a backup brought it back, or somebody did. huiying erase replay',
  'erasure-unlisted': 'has no key, and no list says that it was erased: somebody removed it, or the line that said so',
  'erasure-edited': 'was not written by this system, or was changed',
};

/** Holds what is erased here against the list in the second place; answers whether both say the same. */
export async function verifyErasures({ pool, keys, folder, terminal }: Audited): Promise<boolean> {
  const list = createErasureList(folder, createErasureSeal(keys));
  const { findings, listed } = await checkErasures(createErasedTickets(pool), list);
  for (const { fault, ticketId, file, line } of findings) {
    terminal.record({ fault, ticketId, file, line, says: SAYS[fault] });
    terminal.line(`${fault.padEnd(16)} ${ticketId ?? `${file ?? ''} line ${line ?? ''}`} ${SAYS[fault]}`);
  }
  terminal.record({ erasures: listed, findings: findings.length });
  terminal.line(
    `${listed} erased tickets on the list in ${folder}: ` +
      (findings.length === 0 ? 'as they are here.' : `${findings.length} findings.`),
  );
  return findings.length === 0;
}
