import type pg from 'pg';
import type { AdminChange, AdminChangePersonal } from '../generated/client.js';
import { prismaOver } from '../postgres/prisma.js';
import type { Sealing } from '../secrets/sealing.js';
import type { ChangeHeads } from './change-heads.js';
import type { ChangeSeals } from './change-seals.js';
import { openedPersonal, personalOf, wordsOf } from './change-trail.js';

export const CHANGE_FAULTS = [
  'change-edited',
  'change-removed',
  'changes-cut',
  'changes-rewritten',
  'changes-head-edited',
] as const;
export type ChangeFault = (typeof CHANGE_FAULTS)[number];

export interface ChangeFinding {
  readonly fault: ChangeFault;
  /** Of the change, or of the first that is missing; of a line of the second place `null`. */
  readonly number: string | null;
  /** The line of the second place that was changed. */
  readonly at: { readonly file: string; readonly line: number } | null;
}

export interface ChangesChecked {
  readonly changes: number;
  /** Lines of the second place that it was held against. */
  readonly heads: number;
  readonly findings: readonly ChangeFinding[];
}

const PAGE = 500;

/**
 * Goes through the trail of what administrators changed: numbers have no gaps, and each row vouches for itself and the
 * one before, and for what it says of people. What the second place tells of must be there, and be the same.
 */
export async function checkChanges(
  pool: pg.Pool,
  { seals, sealing }: { readonly seals: ChangeSeals; readonly sealing: Pick<Sealing, 'openUnderMaster'> },
  second: Pick<ChangeHeads, 'read'>,
): Promise<ChangesChecked> {
  const tables = await prismaOver(pool);
  const { heads, bad } = await second.read();
  const findings: ChangeFinding[] = bad.map((at) => ({ fault: 'changes-head-edited', number: null, at }));
  const say = (fault: ChangeFault, number: bigint): unknown =>
    findings.push({ fault, number: String(number), at: null });
  const tagsAt = new Map<string, string[]>();
  for (const { number, tag } of heads) tagsAt.set(number, [...(tagsAt.get(number) ?? []), tag]);
  let changes = 0;
  let last: { readonly number: bigint; readonly tag: Uint8Array } | null = null;
  for (;;) {
    const after: bigint = last?.number ?? 0n;
    const page = await tables.adminChange.findMany({
      where: { number: { gt: after } },
      orderBy: { number: 'asc' },
      take: PAGE,
    });
    const numbers = page.map(({ number }) => number);
    const personal = await personalOf(tables, numbers);
    for (const row of page) {
      const apart = personal.get(row.number) ?? null;
      const expected: bigint = (last?.number ?? 0n) + 1n;
      if (row.number !== expected) say('change-removed', expected);
      else if (!seals.isTagOf(last?.tag ?? null, wordsOf(row, apart), row.tag) || !isAsSaid(row, apart))
        say('change-edited', row.number);
      const tag = Buffer.from(row.tag).toString('hex');
      if (tagsAt.get(String(row.number))?.some((one) => one !== tag) === true) say('changes-rewritten', row.number);
      last = row;
    }
    changes += page.length;
    if (page.length < PAGE) break;
  }
  const end = last?.number ?? 0n;
  if (heads.some(({ number }) => BigInt(number) > end)) say('changes-cut', end + 1n);
  return { changes, heads: heads.length, findings };

  /** Of rows of before, while nothing of them was sealed anew, the tag alone vouches. */
  function isAsSaid(row: Pick<AdminChange, 'number' | 'personalSealed'>, apart: AdminChangePersonal | null): boolean {
    if (!apart) return true;
    try {
      return seals.isDigestOf(row.number, openedPersonal(row, apart, sealing), apart.digest);
    } catch {
      return false;
    }
  }
}
