import type { OutgoingSignal, Step, TicketState } from './ticket.js';
import type { State } from './vocabulary.js';
import { STATE_KIND } from './vocabulary.js';

type Telling = Pick<Step, 'ticket' | 'signals'>;

/** One handling, many callbacks: each follower hears once what became of its master. */
export function tellFollowers({ ticket, signals }: Telling, kind: 'replied' | 'ended'): void {
  for (const follower of ticket.followers) {
    if (!follower.told) signals.push(outcomeSignal(ticket, follower.workflowId, kind));
  }
  ticket.followers = ticket.followers.map((follower) => ({ ...follower, told: true }));
}

export function outcomeSignal(ticket: TicketState, to: string, kind: 'replied' | 'ended'): OutgoingSignal {
  return {
    to,
    name: 'masterConcluded',
    outcome: {
      masterId: ticket.id,
      kind,
      lead: ticket.lead,
      repliedBy: ticket.people.repliedBy,
      reviewedBy: ticket.people.reviewedBy,
      repliedAt: ticket.repliedAt,
    },
  };
}

/** A request closes with the last of its parts, and waits again for one that comes back. */
export function tellRequest({ ticket, signals }: Telling, from: State): void {
  const { partOf, id, number, state } = ticket;
  const closed = STATE_KIND[state] !== 'open';
  if (partOf === undefined || closed === (STATE_KIND[from] !== 'open')) return;
  signals.push({ to: partOf.workflowId, name: 'partTold', part: { id, number, closed } });
}
