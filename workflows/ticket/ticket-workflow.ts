import * as wf from '@temporalio/workflow';
import type { RecordedAnswer } from '../../activities/ticket/ticket-activities.js';
import type { Command } from '../../domain/ticket/commands.js';
import { auditedFields, unitsInSight } from '../../domain/ticket/changes.js';
import { COMMAND_NAMES } from '../../domain/ticket/commands.js';
import { withClocks } from '../../domain/ticket/dating.js';
import { allowedActions, decide } from '../../domain/ticket/decide.js';
import type { Draft } from '../../domain/ticket/draft.js';
import { draftOf } from '../../domain/ticket/draft.js';
import { inThisEdition, since } from '../../domain/ticket/edition.js';
import { fireDue, nextRung, recalculate } from '../../domain/ticket/firing.js';
import * as intake from '../../domain/ticket/rules/intake.js';
import * as supervising from '../../domain/ticket/rules/supervising.js';
import type { OutgoingSignal, Step, TicketState } from '../../domain/ticket/ticket.js';
import type { Actor } from '../../domain/ticket/vocabulary.js';
import { CLOCK_ACTOR, STATE_KIND } from '../../domain/ticket/vocabulary.js';
import { Refusal, refuseUnless } from '../../domain/refusal.js';
import * as messages from './ticket-messages.js';
import { deadlineTimer } from './deadline-timer.js';
import { hasHeardAll, hearInOrder } from './hearing.js';
import { oneAtATime } from './one-at-a-time.js';
import { recorder } from './recording.js';
import { followerTeller, type Conclusion } from './telling-followers.js';
import { otherTeller } from './telling-others.js';
import { touchedClocks } from './touched-clocks.js';

/** The handlers are registered from a table, so here each command is any command. */
type AnyCommandUpdate = ReturnType<typeof wf.defineUpdate<messages.CommandOutcome, [messages.CommandEnvelope]>>;

/** Commands whose repetition is recognised. Older ones find the ticket moved on and are refused by its state or version. */
const REMEMBERED = 60;

/** One citizen's ticket, from registration to archive. The rules are in `domain/ticket/`; here they are only heard and kept. */
export async function ticketLifecycle(input: messages.TicketLifecycleInput): Promise<messages.TicketEnd> {
  let { ticket } = input;
  let done = [...input.done];
  let steps = 0;
  /** Where this run begins in the whole history of the ticket. */
  const begun = ticket.turn ?? 0;
  /** The instant of the last step: whoever shows steps takes one of an earlier instant for the attempt of a task that was lost. */
  let reached = '';
  let admitted: { id: string; at: string; ticket: TicketState; step: Step } | null = null;
  const queue = oneAtATime();
  const { record, tryNow } = recorder();
  const teller = followerTeller(input.untold ?? []);
  const others = otherTeller(input.unheard ?? [], { ticket: () => ticket, inTurn: queue.run, whenGone: withoutMaster });
  const timer = deadlineTimer((due) => queue.run(() => fire(due)));

  if (since(ticket, 2)) hearInOrder();
  for (const command of COMMAND_NAMES) {
    wf.setHandler(
      messages.COMMAND_UPDATES[command] as AnyCommandUpdate,
      (envelope: messages.CommandEnvelope) => {
        const id = wf.currentUpdateInfo()?.id ?? '';
        tryNow();
        return queue.run(() => perform(command, envelope, id));
      },
      { validator: (envelope: messages.CommandEnvelope) => admit(command, envelope) },
    );
  }
  wf.setHandler(messages.getTicket, () => ticket);
  wf.setHandler(messages.getLive, () => ({ ticket, done, runId: wf.workflowInfo().runId }));
  wf.setHandler(messages.nudge, (signal) => once(signal, supervising.nudge));
  wf.setHandler(messages.supplement, (signal) => once(signal, supervising.supplement));
  wf.setHandler(messages.calendarRevised, ({ version }) =>
    queue.run(() => applyIfAny((at) => recalculate(ticket, at, version))),
  );
  wf.setHandler(messages.followerJoined, (follower) => absorb((draft) => intake.followerJoined(draft, follower)));
  wf.setHandler(messages.followerLeft, (follower) => absorb((draft) => intake.followerLeft(draft, follower)));
  wf.setHandler(messages.followerSaid, (said) => absorb((draft) => supervising.followerSaid(draft, said)));
  wf.setHandler(messages.masterConcluded, (outcome) => absorb((draft) => intake.masterConcluded(draft, outcome)));

  if (input.requestId !== undefined) wf.log.info('The ticket has its workflow', { requestId: input.requestId });
  const { restarted } = input;
  if (restarted) void absorb((draft) => supervising.restarted(draft, restarted));
  timer.arm(nextRung(ticket));
  await wf.condition(() => (isOver() || shouldStartAfresh()) && isAtRest());
  if (isOver()) return { state: ticket.state, version: ticket.version };
  const untold = teller.untold();
  const unheard = others.unheard();
  return wf.continueAsNew<typeof ticketLifecycle>({
    ticket: inThisEdition(ticket),
    done,
    continueAfter: input.continueAfter,
    ...(untold.length > 0 && { untold }),
    ...(unheard.length > 0 && { unheard }),
  });

  function isAtRest(): boolean {
    return hasHeardAll() && queue.isIdle() && others.isIdle() && wf.allHandlersFinished();
  }

  /** The time of the task; never before the last step, which a timer may have put a moment ahead of it. */
  function now(): string {
    const at = new Date().toISOString();
    return since(ticket, 2) && at < reached ? reached : at;
  }

  /** A ticket stays until its followers and its master have heard of its end. */
  function isOver(): boolean {
    return hasEnded() && teller.untold().length === 0 && others.unheard().length === 0;
  }

  function hasEnded(): boolean {
    return STATE_KIND[ticket.state] === 'end';
  }

  function shouldStartAfresh(): boolean {
    return wf.workflowInfo().continueAsNewSuggested || (input.continueAfter !== null && steps >= input.continueAfter);
  }

  /** The validator: a refusal here costs no history. A replay asks in the handler, so a guard that changes needs a patch. */
  function admit(command: Command, envelope: messages.CommandEnvelope): void {
    // While another command waits for the read model its outcome is not known yet: the handler asks in its turn.
    const id = wf.currentUpdateInfo()?.id ?? '';
    if (!queue.isIdle() || done.some((one) => one.id === id)) return;
    admitted = { id, at: now(), ticket, step: ask(command, envelope) };
  }

  /** The step that the validator found, where nothing happened since; a replay has no validator and finds the same. */
  function stepFor(command: Command, envelope: messages.CommandEnvelope, id: string): Step {
    const found = admitted;
    admitted = null;
    const stands = found?.id === id && found.at === now() && found.ticket === ticket;
    return stands ? found.step : ask(command, envelope);
  }

  /** Only `ApplicationFailure` may leave a handler: another error would be retried for ever and the ticket stuck. */
  function ask(command: Command, envelope: messages.CommandEnvelope): Step {
    try {
      return check(command, envelope);
    } catch (error) {
      if (error instanceof Refusal) {
        const detail: messages.RefusalDetail = {
          facts: error.facts,
          currentState: ticket.state,
          version: ticket.version,
          allowedActions: allowedActions(ticket, envelope.actor, now()),
        };
        throw wf.ApplicationFailure.create({
          type: error.code,
          message: error.message,
          nonRetryable: true,
          details: [detail],
        });
      }
      wf.log.error('A rule failed. The command was not done.', { error, requestId: envelope.requestId });
      throw wf.ApplicationFailure.create({
        type: 'rule-fault',
        message: 'A rule failed. The command was not done.',
        nonRetryable: true,
      });
    }
  }

  function check(command: Command, envelope: messages.CommandEnvelope, at = now()): Step {
    refuseUnless(
      envelope.expectedVersion === null || envelope.expectedVersion === ticket.version,
      'stale-version',
      `The ticket is at version ${ticket.version} by now. Read it again, and decide on what it is.`,
      { version: ticket.version },
    );
    const { actor, body, facts, sealed, protectedMatters = [] } = envelope;
    return decide(ticket, { command, actor, body, facts, sealed, protectedMatters }, at);
  }

  async function perform(
    command: Command,
    envelope: messages.CommandEnvelope,
    id: string,
  ): Promise<messages.CommandOutcome> {
    const before = done.find((one) => one.id === id);
    if (before) return before.outcome;
    const step = stepFor(command, envelope, id);
    const written = await apply(step, (at) => check(command, envelope, at), envelope.requestId);
    const outcome = { version: ticket.version, state: ticket.state, bodyHash: envelope.bodyHash };
    const given = { command, at: written.events[0]?.at ?? now(), actor: envelope.actor };
    done = [...done, { id, outcome, given }].slice(-REMEMBERED);
    return outcome;
  }

  /**
   * Writes a step, and goes on from it as it was written: a worker that stood still may have decided it in a task that was lost, at an
   * earlier instant than the task that was kept, and then `again` finds what was decided at that instant.
   */
  async function apply(found: Step, again: (at: string) => Step | null, requestId?: string): Promise<Step> {
    const turn = begun + wf.workflowInfo().historyLength;
    const answer: RecordedAnswer = await record({
      ticket: { ...found.ticket, turn },
      events: found.events,
      dating: found.dating,
      pinPack: found.pinPack,
      touched: touchedClocks(ticket, found.ticket),
      before: { fields: auditedFields(ticket), units: unitsInSight(ticket) },
      ...(requestId && { requestId }),
    });
    const before = ticket;
    const isOurs = answer.at === undefined || answer.at === found.events.at(-1)?.at;
    const step = isOurs ? found : (again(answer.at) ?? found);
    const decided = { ...step.ticket, turn };
    reached = step.events.at(-1)?.at ?? reached;
    ticket = {
      ...withClocks(decided, answer.clocks),
      lastHash: answer.lastHash,
      calendarVersion: answer.calendarVersion,
      pack: answer.pack ?? decided.pack,
    };
    steps += 1;
    showInTemporal(before, ticket);
    timer.arm(nextRung(ticket));
    await tellOthers(step);
    return step;
  }

  async function applyIfAny(decideAt: (at: string) => Step | null, requestId?: string): Promise<void> {
    const step = decideAt(now());
    if (step === null) return;
    if (step.events.length > 0) await apply(step, decideAt, requestId);
    else await tellOthers(step);
  }

  async function tellOthers({ signals }: Step): Promise<void> {
    const aside: Conclusion[] = [];
    for (const signal of signals) {
      if (signal.name === 'masterConcluded' && since(ticket, 2)) aside.push(signal);
      else await others.tell(signal);
    }
    teller.tell(aside);
  }

  /**
   * A timer that ended says that its instant has come; what fell due by then is done, and what fell due since has a timer of its own.
   * The time of the task decides nothing: a worker that answers a question is shown the end of the timer at the time of the task before, and
   * one that stood still goes on at the time of a task that was lost, while a replay knows only the task that was kept.
   */
  async function fire(due: string): Promise<void> {
    const until = since(ticket, 2) ? due : undefined;
    const first = due > now() ? due : now();
    let step = fireDue(ticket, first, until);
    for (; step !== null; step = fireDue(ticket, until ? first : now(), until)) {
      await apply(step, (at) => fireDue(ticket, at, until));
    }
    timer.arm(nextRung(ticket));
  }

  /** A fact from a machine: taken in its turn, never refused. */
  function absorb(
    rule: (draft: Draft) => void,
    actor: Actor = CLOCK_ACTOR,
    sealed: string | null = null,
    requestId?: string,
    found?: readonly string[],
  ): Promise<void> {
    const decideAt = (at: string): Draft => {
      const draft = draftOf(ticket, actor, at, sealed, found);
      rule(draft);
      return draft;
    };
    return queue.run(() => applyIfAny(decideAt, requestId));
  }

  async function once(signal: messages.CitizenSignal, rule: (draft: Draft) => void): Promise<void> {
    if (done.some((one) => one.id === signal.id)) return;
    tryNow();
    done = [...done, { id: signal.id, outcome: { version: 0, state: ticket.state, bodyHash: '' } }].slice(-REMEMBERED);
    await absorb(rule, signal.actor, signal.sealed, signal.requestId, signal.protectedMatters);
  }

  /** Who asked to follow a ticket that has ended stands alone again; nothing else that was to be told needs an answer. */
  async function withoutMaster(signal: OutgoingSignal): Promise<void> {
    const { master } = ticket;
    if (signal.name !== 'followerJoined' || master?.workflowId !== signal.to) return;
    const ended = {
      masterId: master.id,
      kind: 'ended',
      lead: null,
      repliedBy: null,
      reviewedBy: null,
      repliedAt: null,
    } as const;
    await applyIfAny((at) => {
      const draft = draftOf(ticket, CLOCK_ACTOR, at);
      intake.masterConcluded(draft, ended);
      return draft;
    });
  }
}

/** For operators in the Temporal UI: searchable where it changed, readable always. */
function showInTemporal(before: TicketState, ticket: TicketState): void {
  const unit = ticket.lead?.id ?? null;
  if (ticket.level !== before.level) wf.upsertSearchAttributes([{ key: messages.TICKET_LEVEL, value: ticket.level }]);
  const next = nextRung(ticket);
  wf.setCurrentDetails(
    `**${ticket.number}** ${ticket.state}, unit ${unit ?? 'none'}, level ${ticket.level}. ` +
      (next ? `Next: ${next.label} at ${next.at}.` : 'Nothing is due.'),
  );
}
