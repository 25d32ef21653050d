/** What ends a matter at this desk, in the order of its buttons. */
export const ENDINGS = ['answer', 'redirect', 'decline', 'handToEmergency'] as const;
export type Ending = (typeof ENDINGS)[number];
