import type { Instant } from '../../calendar/types.js';
import { Refusal, refuseUnless } from '../../refusal.js';
import type { CommandInput } from '../commands.js';
import type { Draft } from '../draft.js';
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
import type { EventData, Request } from '../ticket.js';
import type { ExtensionCode, RequestKind } from '../vocabulary.js';
import { assertDecides, assertExtendable, assertMayAsk, assertReturnable } from './asking.js';

export { deciders, notDeciders } from './asking.js';

/** Which clocks an extension moves, and which a suspension stops. */
export const MOVED_BY_EXTENSION = ['handle', 'citizen'] as const;
export const PAUSED_BY_SUSPENSION = ['handle', 'citizen', 'contact'] as const;

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
  assertMayAsk(draft, kind);
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
  assertReturnable(draft);
  openRequest(draft, 'return', 'returnRequested', {
    data: body.suggestedUnit ? { suggestedUnit: body.suggestedUnit } : {},
    ...(body.suggestedUnit ? { suggestedUnit: body.suggestedUnit } : {}),
  });
}

export function requestExtension(draft: Draft, { body }: CommandInput<'requestExtension'>): void {
  const { single, left, granted } = assertExtendable(draft);
  const { code = 'complex' } = body;
  refuseUnless(
    body.workingDays <= single && body.workingDays <= left,
    'extension-limit',
    `Extension ${granted + 1} may be at most ${single}, and ${left} are left in all.`,
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
  assertDecides(draft, request);
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
