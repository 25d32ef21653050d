import { createHeadBringing } from '../storage/admin/bring-head.js';
import { checkChanges, type ChangeFault, type ChangeFinding } from '../storage/admin/change-check.js';
import { createChangeHeads } from '../storage/admin/change-heads.js';
import { createChangeSeals } from '../storage/admin/change-seals.js';
import { createSealing } from '../storage/secrets/sealing.js';
import type { Audited } from './audit-chains.js';

const SAYS: Readonly<Record<ChangeFault, string>> = {
  'change-edited': 'was changed after it was written',
  'change-removed': 'was removed',
  'changes-cut': 'and what came after it are gone, and the second place tells of them: the end was cut off',
  'changes-rewritten': 'is another one than the second place tells of',
  'changes-head-edited': 'was not written by this system, or was changed',
};

/** Goes through the trail of what administrators changed; answers whether it is as it was written. */
export async function verifyChanges({ pool, keys, folder, terminal }: Audited): Promise<boolean> {
  const heads = createChangeHeads(folder, keys);
  const { findings, ...seen } = await checkChanges(
    pool,
    { seals: createChangeSeals(keys), sealing: createSealing(keys) },
    heads,
  );
  for (const finding of findings) {
    const { fault, number, at } = finding;
    terminal.record({ fault, number, ...at, says: SAYS[fault] });
    terminal.line(`${fault.padEnd(19)} ${whatOf(finding)} ${SAYS[fault]}`);
  }
  terminal.record({ ...seen, findings: findings.length });
  const outcome = findings.length === 0 ? 'as they were written.' : `${findings.length} findings.`;
  terminal.line(`${seen.changes} changes by administrators, held against ${seen.heads} heads in ${folder}: ${outcome}`);
  if (seen.heads === 0 && seen.changes > 0)
    terminal.warn(`there is no head in ${folder}, so nobody would see that the end of that trail was cut off`);
  return findings.length === 0;
}

/** Writes to the second place how far the trail is. */
export async function anchorChanges({ pool, keys, folder }: Audited): Promise<void> {
  await createHeadBringing(pool, createChangeHeads(folder, keys), () => new Date())();
}

function whatOf({ number, at }: ChangeFinding): string {
  return at === null ? `change ${number ?? ''} of administrators` : `${at.file} line ${at.line}`;
}
