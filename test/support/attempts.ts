import fc from 'fast-check';
import type { Instant } from '../../domain/calendar/types.js';
import { Refusal } from '../../domain/refusal.js';
import type { Command } from '../../domain/ticket/commands.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { chain, type SealedEvent } from '../../storage/event/event-chain.js';
import type { Projection } from '../../storage/ticket/projection.js';
import { touchedClocks } from '../../workflows/ticket/touched-clocks.js';
import { anyMove, commandOf, type Move } from './random-commands.js';
import { play, type Said } from './steps.js';

/** One step as one task of the engine decided it, which the engine kept, or lost. */
export interface Attempt {
  readonly ticket: TicketState;
  readonly events: readonly SealedEvent[];
  readonly touched: readonly string[];
  readonly at: Instant;
}

/** One place of a life: what tasks that were lost decided there, and what was kept. */
export interface Place {
  /** Each the steps of one task, in the order in which the tasks were begun. */
  readonly lost: readonly (readonly Attempt[])[];
  readonly kept: Attempt;
}

export const anyPlace = fc.record({
  lost: fc.array(fc.array(anyMove, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
  kept: anyMove,
});

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/**
 * A life from `ticket` on. A lost task came seconds before the one that was kept, and at the same place of the history
 * or before it.
 */
export function attemptsOf(
  ticket: TicketState,
  drawn: readonly { readonly lost: readonly (readonly Move[])[]; readonly kept: Move }[],
): Place[] {
  const places: Place[] = [];
  let reached = ticket;
  for (const [index, { lost, kept }] of drawn.entries()) {
    const begins = Date.parse(ticket.stateSince) + (index + 1) * MINUTE_MS;
    const turn = (index + 1) * 10;
    const step = stepOf(reached, kept, new Date(begins + 10 * SECOND_MS).toISOString(), turn);
    if (step === null) continue;
    const tasks = lost.map((moves, nth) => {
      const at = new Date(begins + nth * SECOND_MS).toISOString();
      const steps: Attempt[] = [];
      let from = reached;
      for (const move of moves) {
        const one = stepOf(from, move, at, nth === 0 ? turn : turn - 1 + nth);
        if (one === null) break;
        steps.push(one);
        from = one.ticket;
      }
      return steps;
    });
    // A task that began later is not behind in the history.
    places.push({ lost: tasks.filter((steps) => steps.length > 0), kept: step });
    reached = step.ticket;
  }
  return places;
}

function stepOf(ticket: TicketState, move: Move, at: Instant, turn: number): Attempt | null {
  const given = commandOf({ ...move, kind: 'command' }, ticket, at);
  if (!given) return null;
  try {
    return attempt(ticket, given.command, { by: given.actor, body: given.body, at, facts: given.facts }, turn);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return null;
  }
}

/** One command as a task at this place of the history decides it. */
export function attempt<C extends Command>(ticket: TicketState, command: C, said: Said<C>, turn: number): Attempt {
  const played = play(ticket, command, said);
  const events = chain(ticket, played.events);
  const after = { ...played.ticket, turn, lastHash: events.at(-1)?.hash ?? ticket.lastHash };
  const handedOver = ticket.lead?.id !== after.lead?.id;
  const touched = handedOver ? after.clocks.map(({ id }) => id) : touchedClocks(ticket, after);
  return { ticket: after, events, touched, at: said.at };
}

/** Shows it as the worker does. */
export function show(projection: Projection, { ticket, events, touched, at }: Attempt): Promise<void> {
  return projection.write(
    ticket,
    events,
    ticket.clocks.filter(({ id }) => touched.includes(id)),
    at,
  );
}
