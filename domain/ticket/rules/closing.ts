import { refuseUnless } from '../../refusal.js';
import { refuseBeyond } from '../bounds.js';
import type { CommandBodies, CommandInput } from '../commands.js';
import type { Asked, Draft } from '../draft.js';
import { since } from '../edition.js';
import {
  awaitingDispatch,
  cancelClock,
  cancelTasks,
  conclude,
  emit,
  lapseRequests,
  liveClock,
  openSupervision,
  raiseLevel,
  releaseClock,
  satisfyClock,
  startClock,
  startDispatchClock,
} from '../draft.js';
import { chinaDate, chinaMinuteOfDay } from '../../calendar/china-time.js';
import { tellFollowers } from '../telling.js';
import type { TicketState } from '../ticket.js';
import { CLOCK_ACTOR } from '../vocabulary.js';
import { assertOwner, sendTo, unitFacts } from './dispatching.js';
import { leaveMaster } from './intake.js';
import { takeFromUnit } from './requests.js';

export function assertReviews({ ticket, actor }: Asked): void {
  refuseUnless(
    actor.id !== ticket.people.repliedBy,
    'separation-of-duties',
    'A reply is reviewed by another person than the one who wrote it.',
  );
}

/** 审核: an accepted reply was in time if it came in time; a rejected one never stopped the clock. */
export function reviewReply(draft: Draft, { body, actor }: CommandInput<'reviewReply'>): void {
  const { ticket } = draft;
  assertReviews(draft);
  if (!body.accept) {
    refuseUnless(body.reason, 'reason-required', 'Say why the reply is not accepted, so that the unit can mend it.');
    emit(draft, 'replyRejected', { to: 'inProgress' });
    satisfyClock(draft, 'review');
    releaseClock(draft, 'handle');
    releaseClock(draft, 'citizen');
    return;
  }
  ticket.people.reviewedBy = actor.id;
  const options = ticket.repliedAt ? { at: ticket.repliedAt } : {};
  if (ticket.replyWanted) {
    emit(draft, 'replyAccepted', { to: 'callbackPending' });
    settle(draft, options);
    startClock(draft, 'callback');
  } else {
    emit(draft, 'replyAccepted');
    settle(draft, options);
    conclude(draft, 'closed', 'closed', 'noCallbackWanted');
  }
  tellFollowers(draft, 'replied');
}

function settle(draft: Draft, options: { at?: string }): void {
  const { ticket } = draft;
  satisfyClock(draft, 'review');
  satisfyClock(draft, 'handle', options);
  satisfyClock(draft, 'citizen', options);
  cancelClock(draft, 'returnWindow');
  cancelTasks(draft);
  // What was demanded of the unit has been answered by the reply itself.
  for (const supervision of ticket.supervisions) {
    if (supervision.answeredAt !== null) continue;
    supervision.answeredAt = draft.at;
    satisfyClock(draft, 'supervision', { ref: supervision.id });
  }
  ticket.level = 0;
}

/** Two questions, asked apart: solved? satisfied? Either answer may bring the ticket before a reviewer. */
function take(
  draft: Draft,
  event: string,
  answer: Pick<CommandBodies['recordCallback'], 'solved' | 'satisfied' | 'code' | 'reason'>,
): void {
  const { ticket } = draft;
  const { solved, satisfied, code, reason } = answer;
  const given = { reached: true, solved: solved ?? null, satisfied: satisfied ?? null };
  const data = code === undefined ? given : { ...given, reasonCode: code };
  const unhappy = solved === 'no' || (satisfied !== undefined && satisfied <= 2);
  refuseUnless(
    !unhappy || reason,
    'reason-required',
    'A citizen who is not helped or not satisfied is asked why. Send the answer as `reason`.',
  );
  ticket.solved = solved ?? null;
  ticket.satisfied = satisfied ?? null;
  const answered = [{ key: 'callback' as const }, { key: 'ratingLink' as const }];
  if (!unhappy) {
    const ending = solved === 'yes' ? 'solved' : solved === 'partly' ? 'partlySolved' : 'notRated';
    conclude(draft, event, 'closed', ending, { data, satisfies: answered });
    return;
  }
  emit(draft, event, { to: 'dissatisfiedReview', data });
  for (const { key } of answered) satisfyClock(draft, key);
  startClock(draft, 'judge');
  if (ticket.redos < ticket.pack.rules.maxRedos) return;
  // Redone as often as the pack allows and still not right: one level up, and a panel decides.
  if (raiseLevel(draft, 3)) {
    emit(draft, 'escalated', { data: { level: 3, cause: 'redoLimit' }, actor: CLOCK_ACTOR });
    openSupervision(draft, 3, CLOCK_ACTOR);
  }
}

export function assertCallsBack({ ticket: { people }, actor }: Asked): void {
  refuseUnless(
    actor.id !== people.repliedBy && actor.id !== people.reviewedBy,
    'separation-of-duties',
    'The citizen is called back by another person than the handler and the reviewer.',
  );
}

/**
 * One attempt to call the citizen back. An attempt outside the hours, or too soon after the last, is kept but does not
 * count. Until the attempts are made the next one has a clock of its own, so that a citizen who was missed once is not
 * forgotten.
 */
export function recordCallback(draft: Draft, { body }: CommandInput<'recordCallback'>): void {
  const { ticket } = draft;
  assertCallsBack(draft);
  if (body.reached) {
    ticket.callback.attempts.push({ at: draft.at, counted: true });
    take(draft, 'callbackRecorded', body);
    return;
  }
  if (since(ticket, 2)) {
    const missed = ticket.callback.attempts.length + 1;
    const remedy = 'Call within the hours in which an attempt counts, or record whom you reached.';
    refuseBeyond('missedCallbacks', missed, 'too-many-callbacks', remedy);
  }
  const counted = counts(ticket, draft.at);
  ticket.callback.attempts.push({ at: draft.at, counted });
  emit(draft, 'callbackMissed', { data: { reached: false, counted } });
  if (!counted || ticket.callback.linkSentAt !== null) return;
  satisfyClock(draft, 'callback');
  const { attempts, days } = ticket.pack.rules.callback;
  const made = ticket.callback.attempts.filter((attempt) => attempt.counted);
  const onDays = new Set(made.map((attempt) => chinaDate(attempt.at)));
  if (made.length < attempts || onDays.size < days) {
    startClock(draft, 'callback');
    return;
  }
  ticket.callback.linkSentAt = draft.at;
  emit(draft, 'ratingLinkSent', { actor: CLOCK_ACTOR });
  startClock(draft, 'ratingLink');
}

function counts(ticket: TicketState, at: string): boolean {
  const { from, to, minGapMinutes } = ticket.pack.rules.callback;
  const minute = chinaMinuteOfDay(at);
  if (minute < minuteOf(from) || minute > minuteOf(to)) return false;
  const last = ticket.callback.attempts.filter((attempt) => attempt.counted).at(-1);
  return !last || Date.parse(at) - Date.parse(last.at) >= minGapMinutes * 60_000;
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** The citizen answers by the one-time link, in the same words as on the phone. */
export function rate(draft: Draft, { body }: CommandInput<'rate'>): void {
  take(draft, 'rated', { ...body, reason: body.reason ?? 'notGiven' });
}

export function assertJudges({ ticket, actor }: Asked): void {
  refuseUnless(
    actor.id !== ticket.people.repliedBy,
    'separation-of-duties',
    'The handler of a ticket cannot judge whether it is done again.',
  );
}

/**
 * 不满意研判: done again, by the same unit while the pack allows it and by a new lead after that, or closed with a code that
 * says why.
 */
export function judge(draft: Draft, { body, facts }: CommandInput<'judge'>): void {
  const { ticket } = draft;
  assertJudges(draft);
  const spent = ticket.redos >= ticket.pack.rules.maxRedos;
  if (!body.redo) {
    refuseUnless(
      body.code,
      'code-not-allowed',
      'A dissatisfied ticket that is not redone closes with a code: panel, deferred, handedOver or explained.',
    );
    refuseUnless(
      !spent || body.code !== 'explained',
      'code-not-allowed',
      `Redone ${ticket.redos} times and still not right: an explanation is not enough. Close it as panel, deferred or handedOver.`,
    );
    conclude(draft, 'judged', 'closed', body.code, { data: { redo: false }, satisfies: [{ key: 'judge' }] });
    return;
  }
  const unit = body.unit ? unitFacts(facts, body.unit) : null;
  refuseUnless(
    !spent || (unit && unit.id !== ticket.lead?.id),
    'new-lead-required',
    `Redone ${ticket.redos} times already. Name another lead in \`unit\`, or close it as panel, deferred or handedOver.`,
  );
  if (unit) assertOwner(ticket, unit);
  nextRound(draft);
  ticket.redos += 1;
  const note = { data: { redo: true, round: ticket.round } };
  if (unit && unit.id !== ticket.lead?.id) {
    emit(draft, 'judged', { ...note, to: 'pendingDispatch' });
    satisfyClock(draft, 'judge');
    takeFromUnit(draft);
    sendTo(draft, 'redispatched', { unit, coUnits: [], facts, despiteNamed: body.despiteNamed });
    return;
  }
  if (ticket.lead === null) {
    emit(draft, 'judged', { ...note, to: awaitingDispatch(ticket) });
    satisfyClock(draft, 'judge');
    startDispatchClock(draft);
    return;
  }
  emit(draft, 'judged', { ...note, to: 'inProgress' });
  satisfyClock(draft, 'judge');
  startClock(draft, 'handle');
  startClock(draft, 'citizen');
}

/** Nothing of the round before speaks for the new one. A ticket that no unit ever had is still in its first. */
function nextRound(draft: Draft): void {
  const { ticket } = draft;
  if (ticket.lead !== null) ticket.round += 1;
  ticket.overdue = false;
  ticket.callback = { attempts: [], linkSentAt: null };
  ticket.people = { ...ticket.people, repliedBy: null, reviewedBy: null };
  ticket.repliedAt = null;
  ticket.solved = null;
  ticket.satisfied = null;
  ticket.closingCode = null;
  ticket.closedAt = null;
}

/** 撤诉: the citizen's right at any open moment. */
export function withdraw(draft: Draft): void {
  leaveMaster(draft);
  conclude(draft, 'withdrawn', 'withdrawn', 'withdrawn');
}

export function assertReopenable({ ticket, at }: Asked): void {
  const window = liveClock(ticket, 'reopenWindow');
  refuseUnless(
    ticket.closingCode !== 'partsClosed',
    'split-not-allowed',
    'This request was split, and closed with its parts. Reopen the part that is not done; the request opens with it.',
  );
  refuseUnless(
    !window || at === null || at <= window.dueAt,
    'reopen-window-closed',
    `The time for reopening ended at ${window?.dueAt ?? ''}. Register a new ticket, and name this one in it.`,
  );
}

/** 复核: new facts within the window bring a closed ticket back, to the unit that had it or, if none had, to dispatch. */
export function reopen(draft: Draft): void {
  const { ticket } = draft;
  assertReopenable(draft);
  nextRound(draft);
  const hasLead = ticket.lead !== null;
  emit(draft, 'reopened', {
    to: hasLead ? 'inProgress' : awaitingDispatch(ticket),
    data: { round: ticket.round },
  });
  satisfyClock(draft, 'reopenWindow');
  // An appeal against a decline has what it asked for.
  lapseRequests(draft);
  if (!hasLead) {
    startDispatchClock(draft);
    return;
  }
  startClock(draft, 'handle');
  startClock(draft, 'citizen');
}
