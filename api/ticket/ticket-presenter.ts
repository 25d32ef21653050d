import type { TicketBody, TicketSummaryBody } from '../../contracts/ticket.js';
import { hasScope } from '../../domain/access/key-scopes.js';
import { citizenDueAt, unitDueAt } from '../../domain/ticket/dating.js';
import { nextRungOf } from '../../domain/ticket/firing.js';
import { allowedActions } from '../../domain/ticket/decide.js';
import { isOverdue, overdueAt } from '../../domain/ticket/overdue.js';
import type { Clock, TicketState } from '../../domain/ticket/ticket.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { Citizen, StoredEvent, StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { chinaTime, chinaTimeOrNull, withChinaTimes } from '../http/time.js';
import type { CitizenProofs } from '../../storage/access/citizen-links.js';
import type { HandOuts } from '../../storage/idempotency/hand-outs.js';
import type { Account } from '../access/account.js';
import { maskedPhone } from './phone.js';

/** What is shown of a ticket: what its workflow decided, and what is kept of citizen and content until it is erased. */
export type Presentable = Pick<StoredTicket, 'state' | 'updatedAt' | 'citizen' | 'content'>;

/**
 * Those who speak with citizens, and tell them where to ask and to rate. Whoever has it could do that in the citizen's
 * name.
 */
const TELLERS: readonly Role[] = ['callbackAgent', 'operator'];

/** By what a citizen proves to be the one, and the record of whom it was shown to. */
export interface Proofs extends CitizenProofs {
  readonly handOuts: Pick<HandOuts, 'note'>;
}

export function presentSummary(
  { state, updatedAt, content }: Presentable,
  account: Account,
  { units }: Pick<ReferenceSnapshot, 'units'>,
  now: Date,
): TicketSummaryBody {
  const { lead } = state;
  const at = now.toISOString();
  return {
    id: state.id,
    number: state.number,
    state: state.state,
    kind: STATE_KIND[state.state],
    version: state.version,
    type: state.type,
    urgency: state.urgency,
    channel: state.channel,
    classCode: state.classCode,
    title: content?.title ?? null,
    lead: lead && { id: lead.id, name: units.get(lead.id)?.name ?? null, level: lead.level },
    handler: state.handler,
    round: state.round,
    hop: state.hop,
    level: state.level,
    overdue: isOverdue(state, at),
    unitDueAt: chinaTimeOrNull(unitDueAt(state)),
    citizenDueAt: chinaTimeOrNull(citizenDueAt(state)),
    closingCode: state.closingCode,
    closedAt: chinaTimeOrNull(state.closedAt),
    registeredAt: chinaTime(state.registeredAt),
    updatedAt: chinaTime(updatedAt),
    allowedActions: allowedActions(state, account, at),
  };
}

/** A ticket as this account may see it. */
export function presentTicket(
  ticket: Presentable,
  account: Account,
  reference: Pick<ReferenceSnapshot, 'units'>,
  proofs: Proofs,
  now: Date,
): TicketBody {
  const { state, content, citizen } = ticket;
  const at = now.toISOString();
  return {
    ...presentSummary(ticket, account, reference, now),
    stateSince: chinaTime(state.stateSince),
    text: content?.text ?? null,
    address: content?.address ?? null,
    occurredAt: chinaTimeOrNull(content?.occurredAt ?? null),
    replyWanted: state.replyWanted,
    citizen: citizen && presentCitizen(citizen, state, account),
    accusedUnit: state.accusedUnit,
    protectedMatters: state.protectedMatters,
    coUnits: state.coUnits,
    clocks: state.clocks.map((clock) => presentClock(clock, at)),
    requests: state.requests.map((request) => ({
      ...request,
      at: chinaTime(request.at),
      decidedAt: chinaTimeOrNull(request.decidedAt),
      until: chinaTimeOrNull(request.until),
      code: request.code ?? null,
    })),
    tasks: state.tasks.map((task) => ({
      ...task,
      at: chinaTime(task.at),
      answeredAt: chinaTimeOrNull(task.answeredAt),
    })),
    supervisions: state.supervisions.map((supervision) => ({
      ...supervision,
      at: chinaTime(supervision.at),
      answeredAt: chinaTimeOrNull(supervision.answeredAt),
    })),
    callback: {
      attempts: state.callback.attempts.map(({ at, counted }) => ({ at: chinaTime(at), counted })),
      linkSentAt: chinaTimeOrNull(state.callback.linkSentAt),
    },
    nudges: { count: state.nudges.count, supplements: state.nudges.supplements },
    followers: state.followers.map(({ id, number }) => ({ id, number })),
    master: state.master && { id: state.master.id, number: state.master.number },
    solved: state.solved,
    satisfied: state.satisfied,
    policy: { code: state.pack.code, version: state.pack.version },
    calendarVersion: state.calendarVersion,
    ...handedOut(state, account, proofs),
  };
}

function handedOut(
  { id, state, round }: TicketState,
  account: Account,
  { queryCodes, progressLinks, ratingLinks, handOuts }: Proofs,
): Pick<TicketBody, 'queryCode' | 'progressLink' | 'ratingLink'> {
  if (!TELLERS.includes(account.role) || !hasScope(account.scopes, 'command')) return {};
  handOuts.note(account.id, id);
  return {
    queryCode: queryCodes.codeOf(id),
    progressLink: progressLinks.linkTo(id),
    ...(state === 'callbackPending' && { ratingLink: ratingLinks.linkTo(id, round) }),
  };
}

/** Units do not learn who reports, nor who asked not to be named (举报人信息保密). */
function presentCitizen({ name, phone, identity }: Citizen, { type }: TicketState, account: Account): Citizen {
  const hidden = account.role === 'handler' && (type === 'report' || identity !== 'open');
  return { name: hidden ? null : name, phone: hidden || phone === null ? null : maskedPhone(phone), identity };
}

export function presentClock(clock: Clock, now: string): TicketBody['clocks'][number] {
  const next = nextRungOf(clock);
  return {
    id: clock.id,
    key: clock.key,
    ref: clock.ref,
    round: clock.round,
    state: clock.state,
    startedAt: chinaTime(clock.startedAt),
    dueAt: chinaTime(clock.dueAt),
    limit: clock.limit,
    rule: clock.rule,
    provisional: clock.provisional,
    satisfiedAt: chinaTimeOrNull(clock.satisfiedAt),
    satisfiedBy: clock.satisfiedBy,
    heldAt: chinaTimeOrNull(clock.heldAt),
    overdueAt: chinaTimeOrNull(overdueAt(clock, now)),
    next: next ? { rung: next.rung, at: chinaTime(next.at) } : null,
  };
}

export function presentEvent(event: StoredEvent): object {
  const { seq, type, at, actor, from, to, data, text, hash } = event;
  const changes =
    event.changes &&
    Object.fromEntries(Object.entries(event.changes).map(([field, change]) => [field, withChinaTimes(change)]));
  return { seq, type, at: chinaTime(at), actor, from, to, data: withChinaTimes(data), changes, text, hash };
}
