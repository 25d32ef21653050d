import type { TicketState } from './ticket.js';

/**
 * The edition of the rules that a ticket's history was begun under. A worker replays a history with the rules of today,
 * so a rule that would now set another timer, or refuse what was done then, asks `since` first: the tickets under way
 * keep their path until they start afresh, and everything new goes the new one. It costs no history, as a `patched()`
 * marker would.
 *
 * - 1: before editions were counted.
 * - 2: dates that a late decision moves are armed again; what a ticket may grow to is bounded; a timer that ended fires
 *   what was due at its instant, and what fell due since in a second step.
 * - 3: rungs of a crowd fire one after another; who acts on a ticket meanwhile finds it as its dates have it.
 * - 4: a protected ticket is handed on once a person said yes to its redacted text; a report says whom it is about, or
 *   that nobody is named, and goes to nobody whom its text names; what was registered wrong is corrected by a command
 *   of its own.
 */
export const EDITION = 4;

export function since(ticket: Pick<TicketState, 'edition'>, edition: number): boolean {
  return (ticket.edition ?? 1) >= edition;
}

/** For a history that begins now, whoever begins it. */
export function inThisEdition(ticket: TicketState): TicketState {
  return { ...ticket, edition: EDITION };
}
