import { refuseUnless } from '../../refusal.js';
import { BOUNDS, refuseBeyond } from '../bounds.js';
import type { CommandBodies, CommandInput, Facts } from '../commands.js';
import type { Asked, Draft } from '../draft.js';
import { since } from '../edition.js';
import {
  awaitingDispatch,
  cancelClocks,
  cancelTasks,
  conclude,
  emit,
  holdClock,
  lapseRequests,
  liveClock,
  protect,
  satisfyClock,
  startClock,
  startDispatchClock,
} from '../draft.js';
import { outcomeSignal } from '../telling.js';
import type { JoiningFollower, MasterOutcome, MasterRef, TicketState } from '../ticket.js';
import { CLOCK_ACTOR, URGENCIES } from '../vocabulary.js';
import { assertAccusedSaid, nameAccused } from './correcting.js';
import { mayOwn } from './dispatching.js';
import { openRequest } from './requests.js';

export function accept(draft: Draft, { body, facts }: CommandInput<'accept'>): void {
  const { ticket } = draft;
  if (since(ticket, 4)) assertNothingReplaced(ticket, body);
  if (body.type) ticket.type = body.type;
  if (body.urgency) ticket.urgency = body.urgency;
  if (body.classCode) ticket.classCode = body.classCode;
  nameAccused(ticket, body);
  if (since(ticket, 4)) assertAccusedSaid(ticket);
  if (facts.classFacts) ticket.classFacts = facts.classFacts;
  emit(draft, 'accepted', {
    to: 'pendingDispatch',
    data: { type: ticket.type, urgency: ticket.urgency, classCode: ticket.classCode },
  });
  satisfyClock(draft, 'accept');
  startClock(draft, 'dispatch');
}

/** Whom a citizen named, and that it is a report, is not replaced in passing: who was named would read it then. */
function assertNothingReplaced(ticket: TicketState, body: CommandBodies['accept']): void {
  const replaces =
    ticket.accusedUnit !== null &&
    (body.noneNamed === true || (body.accusedUnit !== undefined && body.accusedUnit !== ticket.accusedUnit));
  const unmakes = ticket.type === 'report' && body.type !== undefined && body.type !== 'report';
  refuseUnless(
    !replaces && !unmakes,
    'correct-instead',
    'Accepting does not replace the unit that a ticket is about, nor make another thing of a report. Say so by correct, with a reason, and accept it then.',
  );
}

export function answer(draft: Draft, { body: { entry } }: CommandInput<'answer'>): void {
  conclude(draft, 'answered', 'closed', 'answered', {
    ...(entry && { data: { entry: entry.id, entryVersion: entry.version } }),
    satisfies: [{ key: 'accept' }],
  });
}

export function redirect(draft: Draft): void {
  conclude(draft, 'redirected', 'closed', 'redirected', { satisfies: [{ key: 'accept' }] });
}

/** A person declines, never a machine, and some matters never; the citizen may appeal to a second person. */
export function decline(draft: Draft, { body, actor }: CommandInput<'decline'>): void {
  const { ticket } = draft;
  assertDeclinable(draft);
  conclude(draft, 'declined', 'closed', 'declined', {
    data: { reasonCode: body.code },
    satisfies: [{ key: 'accept' }],
  });
  ticket.people.declinedBy = actor.id;
}

export function assertDeclinable({ ticket }: Asked): void {
  const why = neverDeclined(ticket);
  refuseUnless(
    why.length === 0,
    'never-declined',
    `This ticket may not be declined (${why.join(', ')}). Accept it, answer it, or hand it to an emergency line.`,
    { protectedMatters: why },
  );
}

/** Why a ticket may not be declined, as words; empty when it may. */
export function neverDeclined(ticket: TicketState): string[] {
  const why = [...ticket.protectedMatters];
  if (ticket.urgency === 'P0') why.push('emergency');
  if (ticket.type === 'report') why.push('report');
  if (ticket.classFacts?.neverDecline && !why.includes('wages')) why.push('protectedClass');
  return why;
}

export function handToEmergency(draft: Draft, { body }: CommandInput<'handToEmergency'>): void {
  conclude(draft, 'handedToEmergency', 'closed', 'emergencyTransferred', {
    data: { line: body.line },
    satisfies: [{ key: 'accept' }],
  });
}

/** 不予受理 can be put before a second person until the ticket is archived, which waits for the decision. */
export function appeal(draft: Draft): void {
  assertAppealable(draft);
  openRequest(draft, 'appeal', 'appealed', {});
  holdClock(draft, 'reopenWindow');
}

export function assertAppealable({ ticket, at }: Asked): void {
  const window = liveClock(ticket, 'reopenWindow');
  refuseUnless(
    ticket.closingCode === 'declined',
    'illegal-transition',
    'Only a declined ticket can be appealed. A closed ticket with new facts may be reopened by a reviewer.',
  );
  refuseUnless(
    !window || at === null || at <= window.dueAt,
    'appeal-window-closed',
    `The time for an appeal ended at ${window?.dueAt ?? ''}. Register a new ticket if there are new facts.`,
  );
}

/** 多人一事: the ticket becomes a follower. One handling, but its citizen is called back and rates alone. */
export function merge(draft: Draft, { facts }: CommandInput<'merge'>): void {
  const { ticket } = draft;
  const { master } = facts;
  refuseUnless(master, 'merge-not-allowed', 'The ticket to merge into was not found.');
  refuseUnless(master.id !== ticket.id, 'merge-not-allowed', 'A ticket cannot be merged into itself.');
  refuseUnless(
    !master.isFollower && master.state !== 'merged',
    'merge-not-allowed',
    'The ticket to merge into follows another one. Merge into that master instead.',
  );
  refuseUnless(
    master.state !== 'split',
    'merge-not-allowed',
    'The ticket to merge into was split. Merge into the part that is about the same matter.',
  );
  refuseUnless(
    !master.concluded,
    'merge-not-allowed',
    'The ticket to merge into has its reply already. Answer this one on its own.',
  );
  // The number rides on the command since there is a bound.
  const remedy = `So many wait for ${master.number} already. Answer this one on its own, or merge it into another master.`;
  refuseBeyond('followers', (master.followers ?? 0) + 1, 'too-many-followers', remedy);
  assertNoMaster(draft);
  assertAlike(ticket, master);
  const self = { id: ticket.id, number: ticket.number, workflowId: workflowIdOf(ticket.id) };
  emit(draft, 'merged', { to: 'merged', data: { master: master.number, masterId: master.id } });
  ticket.master = {
    id: master.id,
    number: master.number,
    workflowId: master.workflowId,
    from: draft.events.at(-1)?.from ?? 'registered',
  };
  cancelClocks(draft, ['accept', 'dispatch', 'acknowledge', 'contact', 'handle', 'returnWindow']);
  ticket.overdue = false;
  lapseRequests(draft);
  cancelTasks(draft);
  // One handling for both, so what may not be declined here may not be declined there.
  const { protectedMatters } = ticket;
  const follower = { ...self, ...(since(ticket, 2) && protectedMatters.length > 0 && { protectedMatters }) };
  draft.signals.push({ to: master.workflowId, name: 'followerJoined', follower });
}

export function assertNoMaster({ ticket }: Asked): void {
  refuseUnless(
    ticket.followers.every((follower) => follower.told),
    'merge-not-allowed',
    'This ticket is itself a master. Unmerge its followers first, or merge the other ticket into this one.',
  );
}

/**
 * A follower waits as long as its master may take, so none waits for a less urgent one; how a report is handled is told
 * to nobody but who reported; and the unit that it is about has no part in it. All ride on the command since they are
 * asked.
 */
function assertAlike(ticket: TicketState, master: NonNullable<Facts['master']>): void {
  refuseUnless(
    master.urgency === undefined || URGENCIES.indexOf(master.urgency) <= URGENCIES.indexOf(ticket.urgency),
    'master-less-urgent',
    `This ticket is ${ticket.urgency}, and ${master.number} is ${master.urgency ?? ''}: it would wait by the longer limits. Merge that one into this one, or handle them apart.`,
    { urgency: ticket.urgency, masterUrgency: master.urgency ?? '' },
  );
  refuseUnless(
    master.type !== 'report' || ticket.type === 'report',
    'merge-not-allowed',
    'The ticket to merge into is a report, and how it is handled is kept secret. Handle this one on its own.',
  );
  refuseUnless(
    ticket.accusedUnit === null || !master.leadPath?.includes(ticket.accusedUnit),
    'merge-not-allowed',
    'The unit that has the ticket to merge into is the one that this ticket is about. Handle this one on its own.',
  );
}

export function unmerge(draft: Draft): void {
  refuseUnless(draft.ticket.master, 'merge-not-allowed', 'This ticket follows no other ticket.');
  leaveMaster(draft);
  standAlone(draft, 'unmerged');
}

/** Tells the master that this ticket waits for its reply no longer. Nothing to do for a ticket that does not wait. */
export function leaveMaster(draft: Draft): void {
  const { ticket } = draft;
  if (ticket.state !== 'merged' || ticket.master === null) return;
  draft.signals.push({
    to: ticket.master.workflowId,
    name: 'followerLeft',
    follower: { id: ticket.id, number: ticket.number, workflowId: workflowIdOf(ticket.id) },
  });
}

function standAlone(draft: Draft, event: string): void {
  const { ticket } = draft;
  const back = ticket.master?.from === 'registered' ? 'registered' : awaitingDispatch(ticket);
  ticket.master = null;
  ticket.lead = null;
  ticket.handler = null;
  // What a consultation fixed still holds; co-units of a dispatch went with it.
  if (ticket.fixedLead === null) ticket.coUnits = [];
  emit(draft, event, { to: back, ...(event === 'unmerged' ? {} : { actor: CLOCK_ACTOR }) });
  if (back === 'registered') startClock(draft, 'accept');
  else startDispatchClock(draft);
}

/** The only place where a workflow id is made, so that no one puts anything personal into it. */
export function workflowIdOf(ticketId: string): string {
  return `ticket-${ticketId}`;
}

/** A follower asks to be told. Told at once if the reply is there already: signals may cross. */
export function followerJoined(draft: Draft, { protectedMatters = [], ...follower }: JoiningFollower): void {
  const { ticket } = draft;
  if (ticket.followers.some((known) => known.id === follower.id && !known.told)) return;
  const others = ticket.followers.filter((known) => known.id !== follower.id);
  if (since(ticket, 2) && others.length >= BOUNDS.followers) {
    // They were all asking at once. Whom there is no room for stands alone again; the ticket here does not change.
    draft.signals.push(outcomeSignal(ticket, follower.workflowId, 'ended'));
    return;
  }
  const found = protect(ticket, protectedMatters);
  emit(draft, 'followerJoined', { data: { follower: follower.number, ...found }, actor: CLOCK_ACTOR });
  const over = isConcluded(ticket);
  ticket.followers = [...others, { ...follower, told: over !== null }];
  if (over) draft.signals.push(outcomeSignal(ticket, follower.workflowId, over));
}

export function followerLeft(draft: Draft, follower: MasterRef): void {
  const { ticket } = draft;
  if (!ticket.followers.some((known) => known.id === follower.id)) return;
  ticket.followers = ticket.followers.filter((known) => known.id !== follower.id);
  emit(draft, 'followerLeft', { data: { follower: follower.number }, actor: CLOCK_ACTOR });
}

/** Has the master's handling come to a result that followers can share, or to an end without one? */
export function isConcluded(ticket: TicketState): 'replied' | 'ended' | null {
  if (
    ticket.people.reviewedBy !== null &&
    ['callbackPending', 'dissatisfiedReview', 'closed', 'archived'].includes(ticket.state)
  ) {
    return 'replied';
  }
  return ['closed', 'archived', 'terminated', 'withdrawn', 'merged', 'split'].includes(ticket.state) ? 'ended' : null;
}

/**
 * The master has its accepted reply, or ended without one. Facts from machines are never refused, only found too late.
 */
export function masterConcluded(draft: Draft, outcome: MasterOutcome): void {
  const { ticket } = draft;
  if (ticket.state !== 'merged' || ticket.master?.id !== outcome.masterId) return;
  // The answer of a unit that could not have been asked, say the one complained of, is no answer to this citizen.
  if (outcome.kind === 'ended' || (outcome.lead !== null && !mayOwn(ticket, outcome.lead))) {
    standAlone(draft, 'masterEnded');
    return;
  }
  ticket.lead = outcome.lead;
  ticket.people.repliedBy = outcome.repliedBy;
  ticket.people.reviewedBy = outcome.reviewedBy;
  ticket.repliedAt = outcome.repliedAt;
  ticket.level = 0;
  const said = { actor: CLOCK_ACTOR, data: { master: ticket.master.number } };
  emit(draft, 'masterReplied', ticket.replyWanted ? { ...said, to: 'callbackPending' } : said);
  const promise = liveClock(ticket, 'citizen');
  // A reply that was there before the promise was made counts from the promise on.
  const at = promise && outcome.repliedAt !== null && outcome.repliedAt > promise.startedAt ? outcome.repliedAt : null;
  satisfyClock(draft, 'citizen', { at: at ?? promise?.startedAt ?? draft.at });
  if (ticket.replyWanted) startClock(draft, 'callback');
  else conclude(draft, 'closed', 'closed', 'noCallbackWanted', { actor: CLOCK_ACTOR });
}
