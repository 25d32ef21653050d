import type { KeyRing } from '../config/key-ring.js';
import type { Database } from '../storage/postgres/database.js';
import { createAnchorFiles } from '../storage/anchor/anchor-files.js';
import { createAnchoring } from '../storage/anchor/anchoring.js';
import { createAnchorSeals } from '../storage/anchor/anchor-seals.js';
import { checkChains, type ChainFault, type ChainFinding } from '../storage/anchor/chain-check.js';
import { createChainRows } from '../storage/anchor/chain-rows.js';
import { createReconcileStore } from '../storage/reconcile/reconcile-store.js';
import type { Terminal } from './terminal.js';

/** What is gone through, and where is said what came of it. */
export interface Audited {
  readonly pool: Database['pool'];
  readonly keys: KeyRing;
  /** The second place. */
  readonly folder: string;
  readonly terminal: Terminal;
}

const SAYS: Readonly<Record<ChainFault, string>> = {
  'event-edited': 'was changed after it was sealed',
  'event-removed': 'was removed',
  'chain-cut': 'is gone, and the second place tells of it: the end was cut off',
  'chain-rewritten': 'is another one than the second place tells of: the chain was written anew',
  'sight-edited': 'or one before it was shown to other units, or stood elsewhere in the feed, than it is now',
  'ticket-edited': 'has ended, and what is kept of it is not what it ended as',
  'ticket-removed': 'is gone, and the second place tells of it',
  'anchor-edited': 'was not written by this system, or was changed',
};

/** Goes through the chains of all tickets; answers whether they are as they were written. */
export async function verifyChains({ pool, keys, folder, terminal }: Audited): Promise<boolean> {
  const seals = createAnchorSeals(keys);
  const anchored = await createAnchorFiles(folder, seals).read();
  const deps = { rows: createChainRows(pool), store: createReconcileStore(pool), seals };
  const { findings, tickets, anchors, files } = await checkChains(deps, anchored);
  for (const finding of findings) {
    terminal.record({ ...finding, says: SAYS[finding.fault] });
    terminal.line(lineOf(finding));
  }
  terminal.record({ tickets, anchors, files, findings: findings.length });
  terminal.line(
    `${tickets} tickets, ${anchors} of them held against ${files} files of anchors in ${folder}: ` +
      (findings.length === 0 ? 'as they were written.' : `${findings.length} findings.`),
  );
  if (anchors === 0 && tickets > 0) {
    terminal.warn(`there is no anchor in ${folder}, so nobody would see that a whole chain was written anew`);
  }
  return findings.length === 0;
}

/** Writes down outside the database how far the chains are, without waiting for the next day. */
export async function anchorChains({ pool, keys, folder, terminal }: Audited): Promise<void> {
  const seals = createAnchorSeals(keys);
  const anchoring = createAnchoring(createChainRows(pool), createAnchorFiles(folder, seals), seals);
  for (let more = true; more;) {
    const brought = await anchoring.bring(new Date());
    terminal.record(brought);
    terminal.line(`${brought.tickets} tickets in ${folder}/${brought.file}`);
    more = brought.more;
  }
}

function lineOf({ fault, ticketId, number, seq, file }: ChainFinding): string {
  const what =
    file ?? `${number ?? ticketId ?? ''}${seq === null || fault === 'ticket-edited' ? '' : `, event ${seq},`}`;
  return `${fault.padEnd(15)} ${what} ${SAYS[fault]}`;
}
