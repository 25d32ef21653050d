import { refuseUnless } from '../../refusal.js';
import { refuseBeyond } from '../bounds.js';
import { since } from '../edition.js';
import { liveClock, type Asked } from '../draft.js';
import type { Request, TicketState } from '../ticket.js';
import type { ActorRole, RequestKind } from '../vocabulary.js';

/**
 * What is refused of a request, or of its decision, whatever the body says. The rules ask here, and who wants to know
 * beforehand.
 */

/** Who decides what is asked. A second extension goes one level up (domain rule: 4.3 of the default pack). */
export function deciders(ticket: TicketState, request: Pick<Request, 'kind'>): readonly ActorRole[] {
  switch (request.kind) {
    case 'return':
      return ['dispatcher'];
    case 'extension':
      return grantedExtensions(ticket).length === 0 ? ['dutyManager', 'director'] : ['director'];
    case 'suspension':
    case 'termination':
      return ['supervisor'];
    case 'appeal':
      return ['reviewer'];
  }
}

/** Whoever asked does not decide, nor who declined what is appealed against: ids of accounts. */
export function notDeciders(ticket: TicketState, request: Pick<Request, 'kind' | 'by'>): readonly string[] {
  const { declinedBy } = ticket.people;
  return request.kind === 'appeal' && declinedBy !== null ? [request.by.id, declinedBy] : [request.by.id];
}

function grantedExtensions(ticket: TicketState): Request[] {
  return ticket.requests.filter((request) => request.kind === 'extension' && request.status === 'granted');
}

export function assertMayAsk({ ticket }: Pick<Asked, 'ticket'>, kind: RequestKind): void {
  refuseUnless(
    !ticket.requests.some((request) => request.status === 'open'),
    'request-open',
    'Another request on this ticket is still undecided. Wait for its decision.',
  );
  if (since(ticket, 2) && kind !== 'return') {
    const remedy = 'Handle the ticket, reply to it, or ask for a return.';
    refuseBeyond('requests', ticket.requests.length + 1, 'too-many-requests', remedy);
  }
}

export function assertReturnable({ ticket, at }: Asked): void {
  refuseUnless(
    !ticket.noReturn,
    'return-not-allowed',
    'The owner of this ticket was fixed by a ruling and may not return it (潍坊市条例 art. 22).',
  );
  refuseUnless(ticket.round === 1, 'return-not-allowed', 'A ticket in redo stays with the unit that replied.');
  refuseUnless(
    ticket.pack.rules.returnWindow[ticket.urgency] !== null,
    'return-not-allowed',
    `A ${ticket.urgency} ticket is handled first; it cannot be returned.`,
  );
  const clock = liveClock(ticket, 'returnWindow');
  refuseUnless(
    !clock || at === null || at <= clock.dueAt,
    'return-window-closed',
    `The time for asking a return ended at ${clock?.dueAt ?? ''}. Handle the ticket, or ask a supervisor.`,
  );
}

/** What may still be asked for: so much at once, so much in all. */
export function assertExtendable({ ticket, at }: Asked): { single: number; left: number; granted: number } {
  const { rules } = ticket.pack;
  const limits = rules.extensions[ticket.urgency];
  refuseUnless(
    limits && rules.extendableTypes.includes(ticket.type),
    'extension-not-allowed',
    `A ${ticket.urgency} ${ticket.type} ticket cannot be extended under the pack ${ticket.pack.code}.`,
  );
  const clock = liveClock(ticket, 'handle');
  refuseUnless(
    clock && (at === null || at < clock.dueAt),
    'extension-not-allowed',
    'An extension is asked for before the ticket is due, not after.',
  );
  const granted = grantedExtensions(ticket);
  const total = granted.reduce((sum, request) => sum + (request.amount ?? 0), 0);
  const [single = 0, left] = [limits.each[granted.length], limits.total - total];
  refuseUnless(
    single > 0 && left > 0,
    'extension-limit',
    `This ticket was extended as often as it may be: ${granted.length} times, ${total} in all. Reply by ${clock.dueAt}.`,
  );
  return { single, left, granted: granted.length };
}

export function assertDecides({ ticket, actor }: Asked, request: Request): void {
  refuseUnless(
    deciders(ticket, request).includes(actor.role),
    'actor-not-allowed',
    `A ${request.kind} request is decided by: ${deciders(ticket, request).join(', ')}.`,
  );
  refuseUnless(
    !notDeciders(ticket, request).includes(actor.id),
    'separation-of-duties',
    'A request is decided by another person than the one who asked, or who declined.',
  );
}

/** The request that waits for a decision, whichever it is. */
export function assertDecidesOpen(asked: Asked): void {
  const open = asked.ticket.requests.find((request) => request.status === 'open');
  refuseUnless(open, 'request-not-found', 'Nothing on this ticket waits for a decision.');
  assertDecides(asked, open);
}
