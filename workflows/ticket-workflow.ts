import * as wf from '@temporalio/workflow';
import type { RecordedAnswer } from '../activities/ticket-activities.js';
import type { Command } from '../domain/ticket/commands.js';
import { auditedFields, unitsInSight } from '../domain/ticket/changes.js';
import { COMMAND_NAMES } from '../domain/ticket/commands.js';
import { withClocks } from '../domain/ticket/dating.js';
import { allowedActions, decide } from '../domain/ticket/decide.js';
import type { Draft } from '../domain/ticket/draft.js';
import { draftOf } from '../domain/ticket/draft.js';
import { inThisEdition, since } from '../domain/ticket/edition.js';
import { fireDue, nextRung, recalculate } from '../domain/ticket/firing.js';
import * as intake from '../domain/ticket/rules/intake.js';
import * as supervising from '../domain/ticket/rules/supervising.js';
import type { OutgoingSignal, Step, TicketState } from '../domain/ticket/ticket.js';
import type { Actor } from '../domain/ticket/vocabulary.js';
import { CLOCK_ACTOR, STATE_KIND } from '../domain/ticket/vocabulary.js';
import { Refusal, refuseUnless } from '../domain/refusal.js';
import * as messages from './ticket-messages.js';
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
    queue.run(() => applyIfAny(recalculate(ticket, now(), version))),
  );
  wf.setHandler(messages.followerJoined, (follower) => absorb((draft) => intake.followerJoined(draft, follower)));
  wf.setHandler(messages.followerLeft, (follower) => absorb((draft) => intake.followerLeft(draft, follower)));
  wf.setHandler(messages.followerSaid, (said) => absorb((draft) => supervising.followerSaid(draft, said)));
  wf.setHandler(messages.masterConcluded, (outcome) => absorb((draft) => intake.masterConcluded(draft, outcome)));

  if (input.requestId !== undefined) wf.log.info('The ticket has its workflow', { requestId: input.requestId });
  const { restarted } = input;
  if (restarted) void absorb((draft) => supervising.restarted(draft, restarted));
  timer.arm(nextRung(ticket));
  await wf.condition(
    () => (isOver() || shouldStartAfresh()) && queue.isIdle() && others.isIdle() && wf.allHandlersFinished(),
  );
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

  function check(command: Command, envelope: messages.CommandEnvelope): Step {
    refuseUnless(
      envelope.expectedVersion === null || envelope.expectedVersion === ticket.version,
      'stale-version',
      `The ticket is at version ${ticket.version} by now. Read it again, and decide on what it is.`,
      { version: ticket.version },
    );
    const { actor, body, facts, sealed, protectedMatters = [] } = envelope;
    return decide(ticket, { command, actor, body, facts, sealed, protectedMatters }, now());
  }

  async function perform(
    command: Command,
    envelope: messages.CommandEnvelope,
    id: string,
  ): Promise<messages.CommandOutcome> {
    const before = done.find((one) => one.id === id);
    if (before) return before.outcome;
    const step = stepFor(command, envelope, id);
    await apply(step, envelope.requestId);
    const outcome = { version: ticket.version, state: ticket.state, bodyHash: envelope.bodyHash };
    const given = { command, at: step.events[0]?.at ?? now(), actor: envelope.actor };
    done = [...done, { id, outcome, given }].slice(-REMEMBERED);
    return outcome;
  }

  async function apply(step: Step, requestId?: string): Promise<void> {
    const decided = { ...step.ticket, turn: begun + wf.workflowInfo().historyLength };
    const answer: RecordedAnswer = await record({
      ticket: decided,
      events: step.events,
      dating: step.dating,
      pinPack: step.pinPack,
      touched: touchedClocks(ticket, decided),
      before: { fields: auditedFields(ticket), units: unitsInSight(ticket) },
      ...(requestId && { requestId }),
    });
    const before = ticket;
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
  }

  async function applyIfAny(step: Step | null, requestId?: string): Promise<void> {
    if (step === null) return;
    if (step.events.length > 0) await apply(step, requestId);
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
   * A timer that ended says that its instant has come. The time of the task may say otherwise: a worker that answers a question is shown
   * the end of the timer before the task that it belongs to, at the time of the task before. Whatever is done then must be what a replay
   * does, so the first step asks what was due at the timer's own instant; once that is recorded, the time is right.
   */
  async function fire(due: string): Promise<void> {
    const at = due > now() ? due : now();
    let step = fireDue(ticket, at, since(ticket, 2) ? due : at);
    // What falls due while a step is being written has a timer of its own: when that task began, a replay may see otherwise.
    for (; step !== null; step = fireDue(ticket, since(ticket, 2) ? at : now())) await apply(step);
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
    return queue.run(() => {
      const draft = draftOf(ticket, actor, now(), sealed, found);
      rule(draft);
      return applyIfAny(draft, requestId);
    });
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
    const draft = draftOf(ticket, CLOCK_ACTOR, now());
    intake.masterConcluded(draft, {
      masterId: master.id,
      kind: 'ended',
      lead: null,
      repliedBy: null,
      reviewedBy: null,
      repliedAt: null,
    });
    await applyIfAny(draft);
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

/**
 * One timer for the earliest rung of all clocks, replaced only by an earlier one. Later rungs are found when it fires, so
 * a command that moves a date away costs nothing.
 */
function deadlineTimer(onDue: (due: string) => Promise<void>): {
  arm(next: { at: string; label: string } | null): void;
} {
  let armed: { at: number; scope: wf.CancellationScope } | null = null;
  return {
    arm(next) {
      if (next === null) return;
      const at = Date.parse(next.at);
      if (armed !== null && armed.at <= at) return;
      armed?.scope.cancel();
      const scope = new wf.CancellationScope();
      const mine = { at, scope };
      armed = mine;
      void scope
        .run(() => wf.sleep(Math.max(1, at - Date.now()), { summary: `due: ${next.label}` }))
        .then(
          () => {
            if (armed === mine) armed = null;
            return onDue(next.at);
          },
          (error: unknown) => {
            if (!wf.isCancellation(error)) throw error;
          },
        );
    },
  };
}
