import { refuseUnless } from '../../refusal.js';
import type { CommandInput } from '../commands.js';
import {
  cancelClocks,
  cancelTasks,
  conclude,
  emit,
  lapseRequests,
  satisfyClock,
  type Asked,
  type Draft,
} from '../draft.js';
import type { PartTold } from '../ticket.js';
import { CLOCK_ACTOR, PARTS } from '../vocabulary.js';

/** 一人多事: each matter becomes a ticket of its own, and what the citizen asked for waits for all of them. */
export function split(draft: Draft, { body: { parts } }: CommandInput<'split'>): void {
  const { ticket } = draft;
  assertSplittable(draft);
  assertFewParts(parts.length);
  emit(draft, 'split', { to: 'split', data: { parts: parts.map(({ number }) => number) } });
  ticket.parts = parts.map(({ id, number, workflowId }) => ({ id, number, workflowId, closed: false }));
  satisfyClock(draft, 'accept');
  cancelClocks(draft, 'all');
  ticket.overdue = false;
  lapseRequests(draft);
  cancelTasks(draft);
}

export function assertFewParts(count: number): void {
  refuseUnless(
    count >= PARTS.fewest && count <= PARTS.most,
    'split-not-allowed',
    `A request is split into ${PARTS.fewest} to ${PARTS.most} parts, not into ${count}.`,
    { parts: count, ...PARTS },
  );
}

export function assertSplittable({ ticket }: Asked): void {
  const { partOf, followers } = ticket;
  refuseUnless(
    partOf === undefined,
    'split-not-allowed',
    `This ticket was split off ${partOf?.number ?? ''} itself. Register what it lacks as a new ticket, and name that one in it.`,
  );
  refuseUnless(
    followers.every(({ told }) => told),
    'split-not-allowed',
    'Other tickets wait for the reply to this one. Unmerge them first, and merge each into the part that it is about.',
  );
}

/** A part closed, or came back. What machines say is never refused, only found too late. */
export function partTold(draft: Draft, { id, number, closed }: PartTold): void {
  const { ticket } = draft;
  const known = ticket.parts?.find((part) => part.id === id);
  if (known === undefined || known.closed === closed) return;
  const isClosed = ticket.state === 'closed' && ticket.closingCode === 'partsClosed';
  if (ticket.state !== 'split' && !(isClosed && !closed)) return;
  ticket.parts = ticket.parts?.map((part) => (part.id === id ? { ...part, closed } : part));
  const said = { data: { part: number }, actor: CLOCK_ACTOR };
  if (!closed) {
    emit(draft, 'partReopened', { ...said, to: 'split' });
    cancelClocks(draft, ['reopenWindow']);
    ticket.closingCode = null;
    ticket.closedAt = null;
    return;
  }
  emit(draft, 'partClosed', said);
  if (ticket.parts?.every((part) => part.closed)) {
    conclude(draft, 'partsClosed', 'closed', 'partsClosed', { actor: CLOCK_ACTOR });
  }
}
