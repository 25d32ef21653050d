import { refuseUnless } from '../../refusal.js';
import { refuseBeyond } from '../bounds.js';
import { standsIn, type CommandInput } from '../commands.js';
import { emit, type Asked, type Draft } from '../draft.js';

export function assertAttaches({ ticket, actor }: Asked): void {
  refuseUnless(
    standsIn(ticket, actor, 'leadUnit') || standsIn(ticket, actor, 'taskUnit'),
    'actor-not-allowed',
    'Only the lead unit of the ticket, or one with an open task on it, may do that.',
  );
  assertRoom(ticket.attachments, 1);
}

/** The history says which files came from whom and when; what they are and hold is kept beside it, sealed. */
export function attach(draft: Draft, { body }: CommandInput<'attach'>): void {
  assertAttaches(draft);
  const { ticket } = draft;
  assertRoom(ticket.attachments, body.attachments.length);
  ticket.attachments = (ticket.attachments ?? 0) + body.attachments.length;
  emit(draft, 'attached', { data: { attachments: [...body.attachments] } });
}

function assertRoom(before: number | undefined, more: number): void {
  const remedy = 'Send what belongs together as one paper, or register a new ticket for a new matter.';
  refuseBeyond('attachments', (before ?? 0) + more, 'too-many-attachments', remedy);
}
