import type { ClockKey } from './vocabulary.js';

/** The stages of a life that a board shows the usual duration of; each is measured by its clock. */
export const STAGES = ['acknowledge', 'contact', 'handle', 'callback'] as const satisfies readonly ClockKey[];
export type Stage = (typeof STAGES)[number];
/** Of which days the usual duration is taken. */
export const STAGE_DAYS = 30;
