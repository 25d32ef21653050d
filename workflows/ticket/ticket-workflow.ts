import * as wf from '@temporalio/workflow';
import { COMMAND_NAMES } from '../../domain/ticket/commands.js';
import { inThisEdition, since } from '../../domain/ticket/edition.js';
import { nextRung } from '../../domain/ticket/firing.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import * as messages from './ticket-messages.js';
import { deadlineTimer } from './deadline-timer.js';
import { hasHeardAll, hearInOrder } from './hearing.js';
import { oneAtATime } from './one-at-a-time.js';
import { recorder } from './recording.js';
import { followerTeller } from './telling-followers.js';
import { otherTeller } from './telling-others.js';
import { TicketProcess, type ProcessEngine } from './ticket-process.js';

/** The handlers are registered from a table, so here each command is any command. */
type AnyCommandUpdate = ReturnType<typeof wf.defineUpdate<messages.CommandOutcome, [messages.CommandEnvelope]>>;

/**
 * One citizen's ticket, from registration to archive, driven by Temporal. What happens in which order is in
 * `TicketProcess`.
 */
export async function ticketLifecycle(input: messages.TicketLifecycleInput): Promise<messages.TicketEnd> {
  const turns = oneAtATime();
  const { record, tryNow } = recorder();
  const teller = followerTeller(input.untold ?? []);
  const others = otherTeller(input.unheard ?? [], {
    ticket: () => life.ticket,
    inTurn: turns.run,
    whenGone: (signal) => life.withoutMaster(signal),
  });
  const timer = deadlineTimer((due) => life.fire(due));
  const life = new TicketProcess(input.ticket, input.done, {
    record,
    tell: others.tell,
    tellFollowers: teller.tell,
    now: () => new Date().toISOString(),
    turns,
    length: () => wf.workflowInfo().historyLength,
    arm: timer.arm,
    show: showInTemporal,
    ...FAILURES,
  });

  if (since(input.ticket, 2)) hearInOrder();
  for (const command of COMMAND_NAMES) {
    wf.setHandler(
      messages.COMMAND_UPDATES[command] as AnyCommandUpdate,
      (envelope: messages.CommandEnvelope) => {
        tryNow();
        return life.execute(command, envelope, updateId());
      },
      // A refusal here costs no history. A replay asks in the handler, so a guard that changes needs a patch.
      { validator: (envelope: messages.CommandEnvelope) => life.admit(command, envelope, updateId()) },
    );
  }
  wf.setHandler(messages.getTicket, () => life.ticket);
  wf.setHandler(messages.getLive, () => ({ ticket: life.ticket, done: life.done, runId: wf.workflowInfo().runId }));
  wf.setHandler(messages.nudge, (signal) => hearCitizen('nudge', signal));
  wf.setHandler(messages.supplement, (signal) => hearCitizen('supplement', signal));
  wf.setHandler(messages.calendarRevised, ({ version }) => life.calendarRevised(version));
  wf.setHandler(messages.followerJoined, (follower) => life.hear({ name: 'followerJoined', follower }));
  wf.setHandler(messages.followerLeft, (follower) => life.hear({ name: 'followerLeft', follower }));
  wf.setHandler(messages.followerSaid, (said) => life.hear({ name: 'followerSaid', said }));
  wf.setHandler(messages.masterConcluded, (outcome) => life.hear({ name: 'masterConcluded', outcome }));
  wf.setHandler(messages.partTold, (part) => life.hear({ name: 'partTold', part }));

  if (input.requestId !== undefined) wf.log.info('The ticket has its workflow', { requestId: input.requestId });
  life.begin(input.restarted);
  await wf.condition(() => (isOver() || shouldStartAfresh()) && isAtRest());
  if (isOver()) return { state: life.ticket.state, version: life.ticket.version };
  const untold = teller.untold();
  const unheard = others.unheard();
  return wf.continueAsNew<typeof ticketLifecycle>({
    ticket: inThisEdition(life.ticket),
    done: life.done,
    continueAfter: input.continueAfter ?? messages.STEPS_OF_A_RUN,
    ...(untold.length > 0 && { untold }),
    ...(unheard.length > 0 && { unheard }),
  });

  function isAtRest(): boolean {
    return hasHeardAll() && turns.isIdle() && others.isIdle() && wf.allHandlersFinished();
  }

  /** A ticket stays until its followers and its master have heard of its end. */
  function isOver(): boolean {
    return life.hasEnded && teller.untold().length === 0 && others.unheard().length === 0;
  }

  function shouldStartAfresh(): boolean {
    const { continueAfter } = input;
    return wf.workflowInfo().continueAsNewSuggested || (continueAfter !== null && life.steps >= continueAfter);
  }

  function hearCitizen(what: 'nudge' | 'supplement', signal: messages.CitizenSignal): Promise<void> {
    if (!life.knows(signal.id)) tryNow();
    return life.hearCitizen(what, signal);
  }
}

function updateId(): string {
  return wf.currentUpdateInfo()?.id ?? '';
}

/** Only `ApplicationFailure` may leave a handler: another error would be retried for ever and the ticket stuck. */
const FAILURES: Pick<ProcessEngine, 'refused' | 'failed'> = {
  refused: ({ code, message }, detail) =>
    wf.ApplicationFailure.create({ type: code, message, nonRetryable: true, details: [detail] }),
  failed(error, requestId) {
    wf.log.error('A rule failed. The command was not done.', { error, requestId });
    return wf.ApplicationFailure.create({
      type: 'rule-fault',
      message: 'A rule failed. The command was not done.',
      nonRetryable: true,
    });
  },
};

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
