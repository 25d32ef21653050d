import { retentionTerms } from '../../domain/erasure/retention.js';
import { Refusal } from '../../domain/refusal.js';
import { CLOCK_ACTOR } from '../../domain/ticket/vocabulary.js';
import type { Erasing } from './erase-ticket.js';
import type { RetentionPlace, RetentionStore } from './retention-store.js';

export interface Retained {
  /** By the class of the rule. */
  readonly erased: Readonly<Record<string, number>>;
  /** Their time is over, and something holds them. */
  readonly held: number;
  /** Where to go on; `null`: from the oldest. */
  readonly next: RetentionPlace | null;
}

export interface RetainingDeps {
  readonly store: Pick<RetentionStore, 'rules' | 'classes' | 'due'>;
  readonly erasing: Pick<Erasing, 'erase'>;
  readonly now: () => Date;
}

/** Tickets that one portion looks through. */
const WINDOW = 2_000;

/**
 * One portion: erases what the rules do not have kept any more, among the next so many of the oldest tickets. A row of
 * retention is the decision, so nobody is asked. Safe to repeat and to break off.
 */
export async function retainPortion(
  { store, erasing, now }: RetainingDeps,
  from: RetentionPlace | null,
  { dryRun }: { readonly dryRun: boolean },
): Promise<Retained> {
  const at = now();
  const [rules, classes] = await Promise.all([store.rules(), store.classes()]);
  const { due, next } = await store.due(retentionTerms(rules, classes, at), from, WINDOW);
  const erased: Record<string, number> = {};
  let held = 0;
  for (const { id, by, isHeld } of due) {
    const isErased = !isHeld && (dryRun || (await eraseUnlessHeld(erasing, id, at)));
    if (isErased) erased[by] = (erased[by] ?? 0) + 1;
    else held += 1;
  }
  return { erased, held, next };
}

async function eraseUnlessHeld(erasing: Pick<Erasing, 'erase'>, ticketId: string, at: Date): Promise<boolean> {
  try {
    await erasing.erase({ ticketId, basis: 'termOver', actor: CLOCK_ACTOR, at, request: null });
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
