/** What somebody does who is at a ticket. */
export const DOINGS = ['looking', 'writing'] as const;
export type Doing = (typeof DOINGS)[number];
