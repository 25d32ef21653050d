import type pg from 'pg';
import { prismaOver } from '../postgres/prisma.js';
import type { ChangeSeals } from './change-seals.js';
import { wordsOf } from './change-trail.js';

export type ChangeFault = 'change-edited' | 'change-removed';

export interface ChangeFinding {
  readonly fault: ChangeFault;
  /** Of the change, or of the first that is missing. */
  readonly number: string;
}

const PAGE = 500;

/**
 * Goes through the trail of what administrators changed: numbers have no gaps, and each row vouches for itself and the
 * one before. That its end was cut off is not seen here.
 */
export async function checkChanges(
  pool: pg.Pool,
  seals: ChangeSeals,
): Promise<{ readonly changes: number; readonly findings: readonly ChangeFinding[] }> {
  const { adminChange } = await prismaOver(pool);
  const findings: ChangeFinding[] = [];
  let changes = 0;
  let last: { readonly number: bigint; readonly tag: Uint8Array } | null = null;
  for (;;) {
    const after: bigint = last?.number ?? 0n;
    const page = await adminChange.findMany({
      where: { number: { gt: after } },
      orderBy: { number: 'asc' },
      take: PAGE,
    });
    for (const row of page) {
      const expected: bigint = (last?.number ?? 0n) + 1n;
      if (row.number !== expected) findings.push({ fault: 'change-removed', number: String(expected) });
      else if (!seals.isTagOf(last?.tag ?? null, wordsOf(row), row.tag))
        findings.push({ fault: 'change-edited', number: String(row.number) });
      last = row;
    }
    changes += page.length;
    if (page.length < PAGE) return { changes, findings };
  }
}
