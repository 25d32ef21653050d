import type { Instant } from '../calendar/types.js';
import { Refusal, refuseUnless } from '../refusal.js';
import { assertFits } from './bounds.js';
import type { Command, CommandInput } from './commands.js';
import { COMMANDS, COMMAND_NAMES, standsIn } from './commands.js';
import type { Asked, Draft } from './draft.js';
import { draftOf } from './draft.js';
import { caughtUp } from './firing.js';
import { assertRedacted } from './handing-on.js';
import * as asking from './rules/asking.js';
import * as attaching from './rules/attaching.js';
import * as closing from './rules/closing.js';
import * as correcting from './rules/correcting.js';
import * as dispatching from './rules/dispatching.js';
import * as handling from './rules/handling.js';
import * as intake from './rules/intake.js';
import * as requests from './rules/requests.js';
import * as splitting from './rules/splitting.js';
import * as supervising from './rules/supervising.js';
import type { Step, TicketState } from './ticket.js';
import type { Actor, ActorRole } from './vocabulary.js';
import { ROLES, STATE_KIND } from './vocabulary.js';

type Rules = { readonly [C in Command]: (draft: Draft, input: CommandInput<C>) => void };

/** One rule per row of `COMMANDS`: what the command does to a ticket that may take it. */
const RULES: Rules = {
  accept: intake.accept,
  confirmRedaction: correcting.confirmRedaction,
  correct: correcting.correct,
  answer: intake.answer,
  redirect: intake.redirect,
  decline: intake.decline,
  handToEmergency: intake.handToEmergency,
  appeal: intake.appeal,
  merge: intake.merge,
  unmerge: intake.unmerge,
  split: splitting.split,
  consult: dispatching.consult,
  concludeConsultation: dispatching.concludeConsultation,
  dispatch: dispatching.dispatch,
  adjudicate: dispatching.adjudicate,
  acknowledge: handling.acknowledge,
  assign: handling.assign,
  handOver: handling.handOver,
  recordContact: handling.recordContact,
  whistle: handling.whistle,
  reportIn: handling.reportIn,
  answerTask: handling.answerTask,
  reply: handling.reply,
  requestReturn: requests.requestReturn,
  requestExtension: requests.requestExtension,
  requestSuspension: requests.requestSuspension,
  requestTermination: requests.requestTermination,
  decide: requests.decide,
  resume: (draft) => {
    requests.resume(draft, false);
  },
  reviewReply: closing.reviewReply,
  recordCallback: closing.recordCallback,
  rate: closing.rate,
  judge: closing.judge,
  withdraw: closing.withdraw,
  reopen: closing.reopen,
  urge: supervising.urge,
  supervise: supervising.supervise,
  answerSupervision: supervising.answerSupervision,
  attach: attaching.attach,
};

/**
 * The rules' answer to one command at one instant: the next ticket and what happened, or a `Refusal` and nothing at
 * all. Pure: the same question has the same answer, so the validator, the handler and the tests ask here alike.
 */
export function decide<C extends Command>(ticket: TicketState, input: CommandInput<C>, at: Instant): Step {
  assertMay(ticket, input.actor, input.command);
  const caught = caughtUp(ticket, at);
  const draft = draftOf(caught?.ticket ?? ticket, input.actor, at, input.sealed ?? null, input.protectedMatters);
  if (caught) draft.events.push(...caught.events);
  RULES[input.command](draft, input);
  assertFits(ticket, draft, input);
  return draft;
}

/**
 * The role first, then the state, then the place: who could never do it learns that, who could do it later learns when.
 */
export function assertMay(ticket: TicketState, actor: Actor, command: Command): void {
  const row = COMMANDS[command];
  refuseUnless(
    row.roles.includes(actor.role),
    'actor-not-allowed',
    `The command ${command} is for: ${row.roles.join(', ')}. You are ${actor.role}.`,
    { roles: row.roles },
  );
  if (!row.from.includes(ticket.state)) {
    const ended = STATE_KIND[ticket.state] === 'end';
    throw new Refusal(
      ended ? 'ticket-ended' : 'illegal-transition',
      `The command ${command} is possible in: ${row.from.join(', ')}. The ticket is ${ticket.state}.`,
      { currentState: ticket.state },
    );
  }
  refuseUnless(
    standsIn(ticket, actor, row.relation),
    'actor-not-allowed',
    row.relation === 'taskUnit'
      ? 'Your unit has no open task on this ticket.'
      : 'Only the lead unit of the ticket may do that.',
  );
}

/**
 * What a rule refuses whatever the body says, asked before there is one: the rule's own conditions, in its order.
 * Absent: it refuses nothing that the row does not say, or nothing without the body.
 */
const BEFOREHAND: { readonly [C in Command]?: (asked: Asked) => void } = {
  decline: intake.assertDeclinable,
  appeal(asked) {
    intake.assertAppealable(asked);
    asking.assertMayAsk(asked, 'appeal');
  },
  merge: intake.assertNoMaster,
  split: splitting.assertSplittable,
  dispatch(asked) {
    dispatching.assertHopLeft(asked);
    assertRedacted(asked);
  },
  adjudicate: assertRedacted,
  whistle(asked) {
    handling.assertWhistles(asked);
    assertRedacted(asked);
  },
  reportIn: handling.assertToReportIn,
  requestReturn(asked) {
    asking.assertReturnable(asked);
    asking.assertMayAsk(asked, 'return');
  },
  requestExtension(asked) {
    asking.assertExtendable(asked);
    asking.assertMayAsk(asked, 'extension');
  },
  requestSuspension: (asked) => {
    asking.assertMayAsk(asked, 'suspension');
  },
  requestTermination: (asked) => {
    asking.assertMayAsk(asked, 'termination');
  },
  decide: asking.assertDecidesOpen,
  reviewReply: closing.assertReviews,
  recordCallback: closing.assertCallsBack,
  judge: closing.assertJudges,
  reopen: closing.assertReopenable,
  supervise: supervising.assertRoomToSupervise,
  answerSupervision: supervising.assertSupervised,
  attach: attaching.assertAttaches,
};

/** Why the command would be refused, whatever its body said; `null`: it depends on that, or is allowed. */
function refusalBeforehand(
  ticket: TicketState,
  actor: Actor,
  command: Command,
  at: Instant | null = null,
): Refusal | null {
  try {
    assertMay(ticket, actor, command);
    BEFOREHAND[command]?.({ ticket, actor, at });
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** In the state and the place for it, as most commands are not: found without a refusal, which costs more. */
function stands(ticket: TicketState, actor: Actor, command: Command): boolean {
  const { roles, from, relation } = COMMANDS[command];
  return roles.includes(actor.role) && from.includes(ticket.state) && standsIn(ticket, actor, relation);
}

/**
 * What this actor may do with the ticket: the buttons of the console, the `allowedActions` of every answer. `at`: now;
 * without it, what may be done while there is time.
 */
export function allowedActions(ticket: TicketState, actor: Actor, at: Instant | null = null): Command[] {
  return COMMAND_NAMES.filter(
    (command) => stands(ticket, actor, command) && refusalBeforehand(ticket, actor, command, at) === null,
  );
}

/** What the actor would be in the place for and is refused all the same, with the reason. */
export function refusedActions(
  ticket: TicketState,
  actor: Actor,
  at: Instant | null = null,
): { readonly command: Command; readonly refusal: Refusal }[] {
  return COMMAND_NAMES.filter((command) => stands(ticket, actor, command)).flatMap((command) => {
    const refusal = refusalBeforehand(ticket, actor, command, at);
    return refusal === null ? [] : [{ command, refusal }];
  });
}

/**
 * What each role may do with the ticket now: somebody who had no part in it yet, and who stands in the lead unit or in
 * one that holds a task.
 */
export function allowedByRole(
  ticket: TicketState,
  at: Instant | null = null,
): Record<Exclude<ActorRole, 'clock'>, Command[]> {
  const units = [ticket.lead?.id ?? null, ...ticket.tasks.map(({ unit }) => unit)];
  const allowed = (role: ActorRole): Command[] => {
    const places = role === 'handler' ? units : [null];
    const any = new Set(places.flatMap((unit) => allowedActions(ticket, { id: '', role, unit }, at)));
    return COMMAND_NAMES.filter((command) => any.has(command));
  };
  return Object.fromEntries([...ROLES, 'citizen' as const].map((role) => [role, allowed(role)])) as ReturnType<
    typeof allowedByRole
  >;
}
