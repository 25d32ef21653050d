import type { TicketState } from '../ticket/ticket.js';
import type { Actor } from '../ticket/vocabulary.js';
import type { Happened, NoticeIntent } from './intent.js';
import { factsOf } from './intent.js';
import type { CitizenTemplate, NoticeParams } from './vocabulary.js';

type Rule = (happened: Happened) => CitizenTemplate | null;

/** A report never tells by whom it is handled: who is complained of may read the telephone. */
const dispatched: Rule = ({ ticket }) => (ticket.type === 'report' ? 'citizenDispatchedUnnamed' : 'citizenDispatched');

/**
 * Whether somebody heard the citizen give the number. Into a public form anybody may type anybody's: its owner is told
 * that it was, and nothing more until they ask for it.
 */
export function saysItself({ channel }: Pick<TicketState, 'channel'>, { role }: Pick<Actor, 'role'>): boolean {
  return channel !== 'open311' && role !== 'citizen';
}

/** What happened, and what the citizen is told of it. An event without a row is the staff's own affair. */
const RULES: Readonly<Record<string, Rule>> = {
  registered: ({ ticket, event }) =>
    ticket.partOf ? null : saysItself(ticket, event.actor) ? 'citizenAccepted' : 'citizenReceipt',
  dispatched,
  redispatched: dispatched,
  adjudicated: dispatched,
  extensionGranted: () => 'citizenExtended',
  redirected: () => 'citizenRedirected',
  declined: () => 'citizenDeclined',
  merged: () => 'citizenMerged',
  // One message with all numbers. What comes of the parts each of them says itself, and no more is said of the whole.
  split: () => 'citizenSplit',
  // With the reply of one who wants no callback the ticket closes in the same step, and that is said instead.
  replyAccepted: ({ ticket }) => (ticket.replyWanted ? 'citizenReplied' : null),
  masterReplied: ({ ticket }) => (ticket.replyWanted ? 'citizenReplied' : null),
  callbackMissed: ({ event, step }) =>
    event.data['counted'] === true && !step.some(({ type }) => type === 'ratingLinkSent') ? 'citizenMissed' : null,
  ratingLinkSent: () => 'citizenRatingLink',
  judged: ({ event }) => (event.data['redo'] === true ? 'citizenRedo' : 'citizenClosed'),
  reopened: () => 'citizenRedo',
  terminated: () => 'citizenTerminated',
  answered: () => 'citizenClosed',
  closed: () => 'citizenClosed',
  closedUnreachable: () => 'citizenClosed',
  callbackRecorded: ({ event }) => (event.to === 'closed' ? 'citizenClosed' : null),
  rated: ({ event }) => (event.to === 'closed' ? 'citizenClosed' : null),
};

export function citizenNoticesFor(happened: Happened): readonly NoticeIntent[] {
  const template = RULES[happened.event.type]?.(happened) ?? null;
  if (template === null) return [];
  return [{ template, addressee: 'citizen', unit: null, level: 0, params: citizenParams(happened, template) }];
}

function citizenParams(happened: Happened, template: CitizenTemplate): NoticeParams {
  const { event, ticket } = happened;
  const { number, citizenDueAt, unitDueAt } = factsOf(happened);
  const dueAt = citizenDueAt ?? unitDueAt ?? null;
  switch (template) {
    case 'citizenDispatched':
      return { number: ticket.number, dueAt, unit: ticket.lead?.id ?? null };
    case 'citizenDeclined':
      return { number: ticket.number, reasonCode: String(event.data['reasonCode'] ?? '') };
    case 'citizenClosed':
      return { number: ticket.number, code: ticket.closingCode };
    case 'citizenMissed':
    case 'citizenRatingLink':
      return { number: ticket.number, round: ticket.round };
    case 'citizenExtended':
      return { number: ticket.number, dueAt, extensionCode: String(event.data['reasonCode'] ?? 'complex') };
    case 'citizenSplit':
      return { number: ticket.number, parts: (ticket.parts ?? []).map((part) => part.number).join('、') };
    case 'citizenDispatchedUnnamed':
    case 'citizenRedo':
      return { number: ticket.number, dueAt };
    default:
      return { number: number ?? ticket.number };
  }
}
