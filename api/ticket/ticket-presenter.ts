import type { TicketBody, TicketSummaryBody } from '../../contracts/ticket.js';
import type { EventListBody } from '../../contracts/ticket-events.js';
import type { DisclosureRequest } from '../../domain/disclosure/disclosure-request.js';
import { hasScope } from '../../domain/access/key-scopes.js';
import { citizenDueAt, unitDueAt } from '../../domain/ticket/dating.js';
import type { Disclosure } from '../../domain/ticket/disclosure.js';
import { nextRungOf } from '../../domain/ticket/firing.js';
import { allowedActions } from '../../domain/ticket/decide.js';
import { isOverdue, overdueAt } from '../../domain/ticket/overdue.js';
import type { Clock } from '../../domain/ticket/ticket.js';
import { isSaidLater, unreleasedSince } from '../../domain/ticket/said-later.js';
import { withoutOthers, withoutPlace, wordsOf, wordsShown } from '../../domain/ticket/told-words.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { STATE_KIND } from '../../domain/ticket/vocabulary.js';
import type { ReferenceSnapshot } from '../../storage/reference/reference-data.js';
import type { StoredEvent, StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { chinaTime, chinaTimeOrNull, withChinaTimes } from '../http/time.js';
import type { CitizenProofs } from '../../storage/access/citizen-links.js';
import type { HandOuts } from '../../storage/idempotency/hand-outs.js';
import type { Account } from '../access/account.js';
import {
  asShown,
  disclosed,
  heldIn,
  levelOf,
  noteDisclosed,
  presentRedaction,
  shownOf,
  withheldOf,
  wordsAs,
} from './disclosed.js';
import type { Viewer } from './viewer.js';

/** What is shown of a ticket: what its workflow decided, and what is kept of citizen and content until it is erased. */
export type Presentable = Pick<
  StoredTicket,
  'state' | 'updatedAt' | 'citizen' | 'content' | 'redaction' | 'linkGeneration'
>;

/**
 * Those who speak with citizens, and tell them where to ask and to rate. Whoever has it could do that in the citizen's
 * name.
 */
export const TELLERS: readonly Role[] = ['callbackAgent', 'operator'];

/** By what a citizen proves to be the one, and the record of whom it was shown to. */
export interface Proofs extends CitizenProofs {
  readonly handOuts: Pick<HandOuts, 'note'>;
}

/** A ticket as a list shows it. */
export function presentSummary(
  ticket: Presentable,
  account: Account,
  reference: Pick<ReferenceSnapshot, 'units'>,
  now: Date,
): TicketSummaryBody {
  const shown = shownOf(ticket, account);
  noteDisclosed(ticket, { title: ticket.content?.title }, shown);
  return summaryOf(ticket, account, reference, now.toISOString(), shown);
}

function summaryOf(
  ticket: Presentable,
  account: Account,
  { units }: Pick<ReferenceSnapshot, 'units'>,
  at: string,
  shown: Disclosure,
): TicketSummaryBody {
  const { state, updatedAt, content } = ticket;
  const { lead } = state;
  const saidLaterAt = unreleasedSince(state);
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
    protection: levelOf(ticket),
    title: asShown(shown.title, ticket, 'title'),
    withheld: withheldOf(shown, { title: content?.title }),
    lead: lead && { id: lead.id, name: units.get(lead.id)?.name ?? null, level: lead.level },
    handler: state.handler,
    round: state.round,
    hop: state.hop,
    level: state.level,
    overdue: isOverdue(state, at),
    unitDueAt: chinaTimeOrNull(unitDueAt(state)),
    citizenDueAt: chinaTimeOrNull(citizenDueAt(state)),
    ...(saidLaterAt !== null && { saidLaterAt: chinaTime(saidLaterAt) }),
    closingCode: state.closingCode,
    closedAt: chinaTimeOrNull(state.closedAt),
    registeredAt: chinaTime(state.registeredAt),
    updatedAt: chinaTime(updatedAt),
    allowedActions: allowedActions(state, account, at),
    demonstration: state.demonstration === true,
  };
}

/** A ticket as this viewer may see it. */
export function presentTicket(
  ticket: Presentable,
  { account, sees, granted, grants = [] }: Viewer,
  reference: Pick<ReferenceSnapshot, 'units'>,
  proofs: Proofs,
  now: Date,
): TicketBody {
  const { state, content } = ticket;
  const shown = shownOf(ticket, account, granted);
  noteDisclosed(ticket, heldIn(ticket), shown, grants);
  const at = now.toISOString();
  const summary = summaryOf(ticket, account, reference, at, shown);
  const seen = disclosed(ticket, shown, reference.units);
  // Field by field: V8 takes hundreds of times as long for an object that begins as a large one spread and goes on.
  return {
    id: summary.id,
    number: summary.number,
    state: summary.state,
    kind: summary.kind,
    version: summary.version,
    type: summary.type,
    urgency: summary.urgency,
    channel: summary.channel,
    classCode: summary.classCode,
    protection: summary.protection,
    title: seen.title,
    withheld: seen.withheld,
    lead: summary.lead,
    handler: summary.handler,
    round: summary.round,
    hop: summary.hop,
    level: summary.level,
    overdue: summary.overdue,
    unitDueAt: summary.unitDueAt,
    citizenDueAt: summary.citizenDueAt,
    closingCode: summary.closingCode,
    closedAt: summary.closedAt,
    registeredAt: summary.registeredAt,
    updatedAt: summary.updatedAt,
    allowedActions: summary.allowedActions,
    demonstration: summary.demonstration,
    stateSince: chinaTime(state.stateSince),
    text: seen.text,
    ...(seen.redactedBy && { redactedBy: seen.redactedBy }),
    address: seen.address,
    citizen: seen.citizen,
    occurredAt: chinaTimeOrNull(content?.occurredAt ?? null),
    replyWanted: state.replyWanted,
    accusedUnit: state.accusedUnit,
    redaction: presentRedaction(ticket, shown),
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
    followers: state.followers.filter(({ number }) => sees(number)).map(({ id, number }) => ({ id, number })),
    master: state.master && sees(state.master.number) ? { id: state.master.id, number: state.master.number } : null,
    partOf: state.partOf && sees(state.partOf.number) ? { id: state.partOf.id, number: state.partOf.number } : null,
    parts: (state.parts ?? [])
      .filter(({ number }) => sees(number))
      .map(({ id, number, closed }) => ({ id, number, closed })),
    solved: state.solved,
    satisfied: state.satisfied,
    policy: { code: state.pack.code, version: state.pack.version },
    calendarVersion: state.calendarVersion,
    ...(grants.length > 0 && { disclosures: grants.map((grant) => presentGrant(grant)) }),
    ...handedOut(ticket, account, proofs),
  };
}

/** Stands on every answer that shows what was granted: to whom, for what, and until when. */
function presentGrant(grant: DisclosureRequest): NonNullable<TicketBody['disclosures']>[number] {
  const { id, fields, purpose, askedBy, holdsUntil } = grant;
  return { id, fields: [...fields], purpose, to: askedBy.id, until: chinaTimeOrNull(holdsUntil) };
}

function handedOut(
  { state: { id, state, round }, linkGeneration }: Presentable,
  account: Account,
  { queryCodes, progressLinks, ratingLinks, handOuts }: Proofs,
): Pick<TicketBody, 'queryCode' | 'linkGeneration' | 'progressLink' | 'ratingLink'> {
  if (!TELLERS.includes(account.role) || !hasScope(account.scopes, 'command')) return {};
  handOuts.note(account.id, id);
  return {
    queryCode: queryCodes.codeOf(id, linkGeneration),
    linkGeneration,
    progressLink: progressLinks.linkTo(id, linkGeneration),
    ...(state === 'callbackPending' && { ratingLink: ratingLinks.linkTo(id, round, linkGeneration) }),
  };
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

type EventBody = EventListBody['items'][number];

/** For who reads all of it and may say yes: what units read, or would, of what the citizen said later. */
function unitsRead(text: StoredEvent['text'], added: string | undefined): NonNullable<EventBody['redaction']> {
  const said = Object.values(wordsAs('redacted', text)).join('\n');
  return { text: added ?? said, confirmed: added !== undefined };
}

/**
 * An event as it is shown to who sees so much of its ticket. Of a protected one what the citizen said later is kept
 * back from units until a person has said yes to what they read of it.
 */
export function presentEvent(
  event: StoredEvent,
  ticket: Pick<StoredTicket, 'state' | 'citizen' | 'redaction'>,
  shown: Disclosure,
  sees: Viewer['sees'],
): EventBody {
  const { seq, type, at, actor, from, to, data, text, hash, kept = false } = event;
  const changes =
    event.changes &&
    (Object.fromEntries(
      Object.entries(event.changes).map(([field, change]) => [field, withChinaTimes(change)]),
    ) as EventBody['changes']);
  const field = wordsOf(type);
  const written = kept || Object.keys(text).length > 0;
  const guarded = isSaidLater(type) && !kept && written && levelOf(ticket) !== 'open';
  const added = ticket.redaction?.added?.find((one) => one.event === seq)?.text;
  const told =
    kept || (guarded && added === undefined && shown.supplements !== 'clear') ? 'none' : wordsShown(type, shown);
  const byPerson = guarded && told === 'redacted';
  return {
    ...{ seq, type, at: chinaTime(at), changes, hash },
    // The columns hold what the rules wrote; the contract checks it on its way out.
    actor: actor as EventBody['actor'],
    from: from as EventBody['from'],
    to: to as EventBody['to'],
    data: withChinaTimes(withoutOthers(shown.address === 'clear' ? data : withoutPlace(data), sees)),
    text: byPerson ? { text: added } : wordsAs(told, text),
    ...(told === 'redacted' && written && { redactedBy: byPerson ? ('person' as const) : ('program' as const) }),
    ...(guarded && told === 'clear' && { redaction: unitsRead(text, added) }),
    withheld: written && told !== 'clear' && field !== null ? [field] : [],
  };
}
