import type { TicketState } from '../ticket/ticket.js';

/** Why somebody withdraws the links and the query code of a ticket. */
export const WITHDRAWAL_REASONS = ['lost', 'wrongPerson', 'asked', 'misused'] as const;
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];

/**
 * Why a citizen's link, or query code, opens nothing any more; `null`: it does. `generation` is that of the link,
 * `current` that of the ticket, which each withdrawal counts up; `termMs` runs from the end of the ticket, `null`: for
 * as long as it is kept.
 */
export function whyClosed(
  { closedAt }: Pick<TicketState, 'closedAt'>,
  generations: { readonly generation: number; readonly current: number },
  termMs: number | null,
  now: Date,
): 'link-withdrawn' | 'link-ended' | null {
  if (generations.generation !== generations.current) return 'link-withdrawn';
  if (closedAt === null || termMs === null) return null;
  return now.getTime() >= Date.parse(closedAt) + termMs ? 'link-ended' : null;
}

/** Nudges, and supplements, that are written down of a ticket by its link. */
export const MOST_SAID_BY_LINK = 30;

const ENDING_DIGITS = 4;

/** Whether these are the last four digits of the number that was left; of nobody who left none. */
export function isEndingOf(phone: string | null, ending: string): boolean {
  const digits = (phone ?? '').replaceAll(/\D/g, '');
  return digits.length > ENDING_DIGITS && ending.length === ENDING_DIGITS && digits.endsWith(ending);
}
