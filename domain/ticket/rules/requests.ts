import type { Instant } from '../../calendar/types.js';
import { Refusal, refuseUnless } from '../../refusal.js';
import { refuseBeyond } from '../bounds.js';
import type { CommandInput } from '../commands.js';
import type { Draft } from '../draft.js';
import { since } from '../edition.js';
import {
  awaitingDispatch,
  cancelClocks,
  cancelTasks,
  conclude,
  emit,
  lapseRequests,
  liveClock,
  pauseClock,
  redateClock,
  releaseClock,
  satisfyClock,
  startClock,
  startDispatchClock,
} from '../draft.js';
import type { EventData, Request, TicketState } from '../ticket.js';
import type { ActorRole, ExtensionCode, RequestKind } from '../vocabulary.js';

/** Which clocks an extension moves, and which a suspension stops. */
export const MOVED_BY_EXTENSION = ['handle', 'citizen'] as const;
export const PAUSED_BY_SUSPENSION = ['handle', 'citizen', 'contact'] as const;

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

export function openRequest(
  draft: Draft,
  kind: RequestKind,
  event: string,
  options: {
    data?: EventData;
    suggestedUnit?: string;
    amount?: number;
    until?: Instant;
    code?: ExtensionCode;
  },
): void {
  const { ticket } = draft;
  refuseUnless(
    !ticket.requests.some((request) => request.status === 'open'),
    'request-open',
    'Another request on this ticket is still undecided. Wait for its decision.',
  );
  if (since(ticket, 2) && kind !== 'return') {
    const remedy = 'Handle the ticket, reply to it, or ask for a return.';
    refuseBeyond('requests', ticket.requests.length + 1, 'too-many-requests', remedy);
  }
  const id = String(ticket.requests.length + 1);
  emit(draft, event, { data: { request: id, ...options.data } });
  ticket.requests.push({
    id,
    kind,
    by: draft.actor,
    at: draft.at,
    status: 'open',
    decidedBy: null,
    decidedAt: null,
    suggestedUnit: options.suggestedUnit ?? null,
    amount: options.amount ?? null,
    until: options.until ?? null,
    ...(options.code && { code: options.code }),
  });
  startClock(draft, 'decision', { ref: id });
}

/** The unit says the matter is not its own. Its clock never stops meanwhile. */
export function requestReturn(draft: Draft, { body }: CommandInput<'requestReturn'>): void {
  const { ticket } = draft;
  refuseUnless(
    !ticket.noReturn,
    'return-not-allowed',
    'The owner of this ticket was fixed by a ruling and may not return it (潍坊市条例 art. 22).',
  );
  refuseUnless(ticket.round === 1, 'return-not-allowed', 'A ticket in redo stays with the unit that replied.');
  const window = ticket.pack.rules.returnWindow[ticket.urgency];
  refuseUnless(
    window !== null,
    'return-not-allowed',
    `A ${ticket.urgency} ticket is handled first; it cannot be returned.`,
  );
  const clock = liveClock(ticket, 'returnWindow');
  refuseUnless(
    !clock || draft.at <= clock.dueAt,
    'return-window-closed',
    `The time for asking a return ended at ${clock?.dueAt ?? ''}. Handle the ticket, or ask a supervisor.`,
  );
  openRequest(draft, 'return', 'returnRequested', {
    data: body.suggestedUnit ? { suggestedUnit: body.suggestedUnit } : {},
    ...(body.suggestedUnit ? { suggestedUnit: body.suggestedUnit } : {}),
  });
}

function grantedExtensions(ticket: TicketState): Request[] {
  return ticket.requests.filter((request) => request.kind === 'extension' && request.status === 'granted');
}

export function requestExtension(draft: Draft, { body }: CommandInput<'requestExtension'>): void {
  const { ticket } = draft;
  const { rules } = ticket.pack;
  const limits = rules.extensions[ticket.urgency];
  refuseUnless(
    limits && rules.extendableTypes.includes(ticket.type),
    'extension-not-allowed',
    `A ${ticket.urgency} ${ticket.type} ticket cannot be extended under the pack ${ticket.pack.code}.`,
  );
  const clock = liveClock(ticket, 'handle');
  refuseUnless(
    clock && draft.at < clock.dueAt,
    'extension-not-allowed',
    'An extension is asked for before the ticket is due, not after.',
  );
  const { code = 'complex' } = body;
  const granted = grantedExtensions(ticket);
  const single = limits.each[granted.length];
  const total = granted.reduce((sum, request) => sum + (request.amount ?? 0), 0);
  refuseUnless(
    single !== undefined && body.workingDays <= single && total + body.workingDays <= limits.total,
    'extension-limit',
    `Extension ${granted.length + 1} may be at most ${single ?? 0}, ${limits.total} in all; ${total} granted so far.`,
  );
  openRequest(draft, 'extension', 'extensionRequested', {
    data: { amount: body.workingDays, reasonCode: code },
    amount: body.workingDays,
    code,
  });
}

export function requestSuspension(draft: Draft, { body }: CommandInput<'requestSuspension'>): void {
  refuseUnless(
    body.until > draft.at,
    'suspension-invalid',
    'A suspension ends on a day to come. Name a later `until`.',
  );
  openRequest(draft, 'suspension', 'suspensionRequested', {
    data: { until: body.until },
    until: body.until,
  });
}

export function requestTermination(draft: Draft): void {
  openRequest(draft, 'termination', 'terminationRequested', {});
}

/** Grants or denies. Never by the person who asked; a decision made twice is refused, not repeated. */
export function decide(draft: Draft, { body, actor }: CommandInput<'decide'>): void {
  const { ticket } = draft;
  const request = ticket.requests.find((one) => one.id === body.request);
  refuseUnless(request, 'request-not-found', `There is no request ${body.request} on this ticket.`);
  refuseUnless(request.status === 'open', 'request-not-found', `Request ${body.request} is ${request.status} already.`);
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
  request.status = body.grant ? 'granted' : 'denied';
  request.decidedBy = actor;
  request.decidedAt = draft.at;
  const noted = { data: { request: request.id, kind: request.kind, grant: body.grant } };
  DECISIONS[request.kind](draft, request, body.grant, noted);
  satisfyClock(draft, 'decision', { ref: request.id });
}

type Noted = { data: EventData };
const DECISIONS: Readonly<Record<RequestKind, (draft: Draft, request: Request, grant: boolean, noted: Noted) => void>> =
  {
    return: decideReturn,
    extension: decideExtension,
    suspension: decideSuspension,
    termination: decideTermination,
    appeal: decideAppeal,
  };

/**
 * Granted or not, the ownership was disputed once more; at the pack's limit of disputes or hops the duty board rules.
 * A granted return gives the next unit a clock of its own, and leaves the date promised to the citizen where it was.
 */
function decideReturn(draft: Draft, _request: Request, grant: boolean, noted: Noted): void {
  const { ticket } = draft;
  const { rules } = ticket.pack;
  ticket.disputes += 1;
  const toBoard = ticket.disputes >= rules.maxDisputes;
  if (!grant && !toBoard) {
    emit(draft, 'returnDenied', noted);
    return;
  }
  emit(draft, grant ? 'returnGranted' : 'returnDenied', {
    ...noted,
    to: toBoard ? 'adjudication' : awaitingDispatch(ticket),
  });
  takeFromUnit(draft);
  startDispatchClock(draft);
}

/** The unit lets go: its clocks and tasks end, the citizen's clock runs on. */
export function takeFromUnit(draft: Draft): void {
  const { ticket } = draft;
  cancelClocks(draft, ['acknowledge', 'contact', 'handle', 'returnWindow', 'suspension']);
  lapseRequests(draft);
  cancelTasks(draft);
  ticket.lead = null;
  ticket.handler = null;
  ticket.coUnits = [];
  // It was late, as its clock keeps; whoever takes the ticket now is not.
  ticket.overdue = false;
}

function decideExtension(draft: Draft, request: Request, grant: boolean, noted: Noted): void {
  if (!grant) {
    emit(draft, 'extensionDenied', noted);
    return;
  }
  const data = { ...noted.data, ...(request.code && { reasonCode: request.code }) };
  emit(draft, 'extensionGranted', { ...noted, data });
  const limit = { amount: request.amount ?? 0, unit: draft.ticket.pack.rules.extensionUnit };
  for (const key of MOVED_BY_EXTENSION) redateClock(draft, key, 'extend', limit);
}

function decideSuspension(draft: Draft, request: Request, grant: boolean, noted: Noted): void {
  const { until } = request;
  if (!grant || until === null) {
    emit(draft, 'suspensionDenied', noted);
    return;
  }
  if (until <= draft.at) {
    throw new Refusal(
      'suspension-invalid',
      'The suspension asked for has passed already. Deny it, and have the unit ask again.',
    );
  }
  refuseUnless(
    draft.ticket.state === 'inProgress',
    'illegal-transition',
    'Only a ticket in progress can be suspended.',
  );
  emit(draft, 'suspended', { ...noted, to: 'suspended', data: { ...noted.data, until } });
  for (const key of PAUSED_BY_SUSPENSION) pauseClock(draft, key);
  startClock(draft, 'suspension', { until });
}

function decideTermination(draft: Draft, request: Request, grant: boolean, noted: Noted): void {
  if (!grant) {
    emit(draft, 'terminationDenied', noted);
    return;
  }
  const satisfies = [{ key: 'decision' as const, ref: request.id }];
  conclude(draft, 'terminated', 'terminated', 'terminated', { ...noted, satisfies });
}

function decideAppeal(draft: Draft, _request: Request, grant: boolean, noted: Noted): void {
  const { ticket } = draft;
  if (!grant) {
    const { protectedMatters } = ticket;
    refuseUnless(
      protectedMatters.length === 0,
      'never-declined',
      `What the citizen said since may not be declined (${protectedMatters.join(', ')}). Grant the appeal.`,
      { protectedMatters },
    );
    emit(draft, 'appealDenied', noted);
    releaseClock(draft, 'reopenWindow');
    return;
  }
  emit(draft, 'appealGranted', { ...noted, to: awaitingDispatch(ticket) });
  satisfyClock(draft, 'reopenWindow');
  ticket.closingCode = null;
  ticket.closedAt = null;
  startDispatchClock(draft);
}

/** Ends a suspension, by the unit, a supervisor or the clock. What was left of each budget is what is left now. */
export function resume(draft: Draft, byClock: boolean): void {
  emit(draft, 'resumed', { to: 'inProgress', data: { byClock } });
  satisfyClock(draft, 'suspension');
  for (const key of PAUSED_BY_SUSPENSION) {
    if (liveClock(draft.ticket, key)?.state === 'paused') redateClock(draft, key, 'resume', null);
  }
}
