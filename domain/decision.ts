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

/** Whether this person has decided just that, and it stands: sent once more, it is answered alike. */
export function isDecidedSo(
  { decidedBy, granted, withdrawnAt }: Pick<Decidable, 'decidedBy' | 'granted' | 'withdrawnAt'>,
  decider: Pick<Actor, 'id'>,
  grant: boolean,
): boolean {
  return withdrawnAt === null && decidedBy?.id === decider.id && granted === grant;
}
