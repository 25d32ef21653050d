import type { Shown } from '../ticket/disclosure.js';
import type { Actor } from '../ticket/vocabulary.js';

/**
 * How it stands with a file. `arriving`: not all of it is there; `held`: nobody could say whether it is clean, so
 * nobody is given it; `infected`: something was found in it, and it was destroyed.
 */
export const ATTACHMENT_STATES = ['arriving', 'held', 'ready', 'infected'] as const;
export type AttachmentState = (typeof ATTACHMENT_STATES)[number];

/** Without a ticket after so long it is nobody's, and goes. Less than a day, so that within a day it is gone. */
export const UNNAMED_FOR_MS = 23 * 3_600_000;
/** Of one sender at a time. */
export const MOST_UNNAMED = 40;
/** A link may be passed on: whoever has it fills no ticket up. */
export const MOST_BY_LINK = 20;

const DAY_MS = 24 * 3_600_000;
/** What nobody knew on the day that a file came is known later. */
const SCANNED_AGAIN_AFTER_DAYS = [1, 7, 30];

/** When a file that was found clean is scanned the next time; `null`: not any more. */
export function scannedAgainAt(uploadedAt: Date, now: Date): Date | null {
  const times = SCANNED_AGAIN_AFTER_DAYS.map((days) => new Date(uploadedAt.getTime() + days * DAY_MS));
  return times.find((time) => time > now) ?? null;
}

/** Of files that a person may see in part, they see what units sent: it is theirs, and of the handling. */
export function isFileShown(shown: Shown, sender: Pick<Actor, 'role'>): boolean {
  return shown === 'clear' || (shown === 'redacted' && sender.role === 'handler');
}
