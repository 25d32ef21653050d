import type { Actor } from './ticket/vocabulary.js';

/** What one person asks for and another decides, beside a ticket's own history. Its ends are instants, compared. */
export interface Decidable {
  readonly id: string;
  readonly askedAt: Date;
  readonly askedBy: Actor;
  /** What nobody has decided by then has lapsed. */
  readonly decideUntil: Date;
  readonly decidedAt: Date | null;
  readonly decidedBy: Actor | null;
  readonly granted: boolean | null;
  readonly withdrawnAt: Date | null;
}
