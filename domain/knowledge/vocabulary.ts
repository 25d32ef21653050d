/** What is written down of an entry. What time alone makes of it is `entryState`. */
const KEPT_STATES = ['draft', 'unitReview', 'hotlineReview', 'published', 'superseded', 'withdrawn'] as const;
export type KeptState = (typeof KEPT_STATES)[number];
export const ENTRY_STATES = [...KEPT_STATES, 'expiring', 'expired'] as const;
export type EntryState = (typeof ENTRY_STATES)[number];

/** What answers: who may see it, a caller or the hotline and the units alone. */
export const AUDIENCES = ['public', 'internal'] as const;
export type Audience = (typeof AUDIENCES)[number];

export const ENTRY_COMMANDS = ['submit', 'approve', 'return', 'publish', 'renew', 'withdraw'] as const;
export type EntryCommand = (typeof ENTRY_COMMANDS)[number];

/** What somebody has to do: write what is missing, review, mend, look at it anew, renew what expires,
 * or lead a scene elsewhere than to an answer that is gone. */
export const TASK_KINDS = [
  'gap',
  'unitReview',
  'hotlineReview',
  'correction',
  'recheck',
  'expiry',
  'deadLeaf',
] as const;
export type TaskKind = (typeof TASK_KINDS)[number];

/** `dismissed`: somebody said, with a reason, that there is nothing to do. */
export const TASK_OUTCOMES = ['done', 'dismissed'] as const;
export type TaskOutcome = (typeof TASK_OUTCOMES)[number];

/** What is not right with an answer. A wrong one is shown with a warning at once. */
export const CORRECTION_KINDS = ['wrong', 'outdated', 'wording'] as const;
export type CorrectionKind = (typeof CORRECTION_KINDS)[number];
