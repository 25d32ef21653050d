import type pg from 'pg';
import { prismaOver } from '../postgres/prisma.js';
import type { ChangeHead, ChangeHeads } from './change-heads.js';

export type Brought = 'written' | 'nothing-new' | 'cut-off';

/**
 * Writes to the second place how far the trail is, unless that stands there. `cut-off`: the second place tells of
 * changes that are not here.
 */
export function createHeadBringing(pool: pg.Pool, heads: ChangeHeads, now: () => Date): () => Promise<Brought> {
  let newest: Pick<ChangeHead, 'number'> | null = null;
  return async () => {
    newest ??= (await heads.read()).heads.reduce<ChangeHead | null>(furthest, null);
    const { adminChange } = await prismaOver(pool);
    const last = await adminChange.findFirst({ orderBy: { number: 'desc' }, select: { number: true, tag: true } });
    const there = BigInt(newest?.number ?? 0);
    if ((last?.number ?? 0n) < there) return 'cut-off';
    if (last === null || last.number === there) return 'nothing-new';
    const head = { number: String(last.number), tag: Buffer.from(last.tag).toString('hex'), at: now().toISOString() };
    await heads.write(head);
    newest = head;
    return 'written';
  };
}

function furthest(one: ChangeHead | null, other: ChangeHead): ChangeHead {
  return one !== null && BigInt(one.number) > BigInt(other.number) ? one : other;
}
