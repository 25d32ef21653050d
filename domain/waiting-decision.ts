import { assertMayDecideData, DATA_DECIDERS } from './data-request/data-request.js';
import type { Decidable } from './decision.js';
import { assertMayDecide, DECIDERS } from './disclosure/disclosure-request.js';
import { assertMayDecideErasure, ERASURE_DECIDERS } from './erasure/erasure-request.js';
import { assertMayDecideExport, EXPORT_DECIDERS } from './export/export-job.js';
import { Refusal } from './refusal.js';
import type { Actor, Role } from './ticket/vocabulary.js';

type Asked = Pick<Decidable, 'askedBy'>;

/** What one person asks for beside the life of a ticket and another decides: who may, and who may not of those. */
const DECISION_ROWS = {
  disclosure: { deciders: DECIDERS, assert: (asked: Asked, by: Actor) => assertMayDecide(asked, 'waiting', by) },
  erasure: {
    deciders: ERASURE_DECIDERS,
    assert: (asked: Asked, by: Actor) => assertMayDecideErasure(asked, 'waiting', by),
  },
  dataRequest: {
    deciders: DATA_DECIDERS,
    assert: (asked: Asked, by: Actor) => assertMayDecideData(asked, 'waiting', by),
  },
  export: {
    deciders: EXPORT_DECIDERS,
    assert: (asked: Asked, by: Actor) => assertMayDecideExport(asked, 'waiting', by),
  },
} as const satisfies Readonly<
  Record<string, { readonly deciders: readonly Role[]; assert(asked: Asked, by: Actor): void }>
>;

export type DecisionKind = keyof typeof DECISION_ROWS;
export const DECISION_KINDS = Object.keys(DECISION_ROWS) as [DecisionKind, ...DecisionKind[]];

/** Whoever decides on some of it. */
export const ALL_DECIDERS: readonly Role[] = [
  ...new Set(DECISION_KINDS.flatMap((kind): readonly Role[] => DECISION_ROWS[kind].deciders)),
];

/** Whether this person, in this position, may say yes or no to what waits. */
export function mayDecideOn(kind: DecisionKind, asked: Asked, by: Actor): boolean {
  const { deciders, assert } = DECISION_ROWS[kind];
  if (!deciders.some((role) => role === by.role)) return false;
  try {
    assert(asked, by);
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
