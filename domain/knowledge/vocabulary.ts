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
