import type { Instant } from '../calendar/types.js';
import { Refusal, refuseUnless } from '../refusal.js';
import { assertFits, BOUNDS } from './bounds.js';
import type { Command, CommandInput } from './commands.js';
import { COMMANDS, COMMAND_NAMES, standsIn } from './commands.js';
import type { Draft } from './draft.js';
import { draftOf } from './draft.js';
import * as closing from './rules/closing.js';
import * as dispatching from './rules/dispatching.js';
import * as handling from './rules/handling.js';
import * as intake from './rules/intake.js';
import * as requests from './rules/requests.js';
import * as supervising from './rules/supervising.js';
import type { Step, TicketState } from './ticket.js';
import type { Actor, ActorRole } from './vocabulary.js';
import { ROLES, STATE_KIND } from './vocabulary.js';

type Rules = { readonly [C in Command]: (draft: Draft, input: CommandInput<C>) => void };

/** One rule per row of `COMMANDS`: what the command does to a ticket that may take it. */
const RULES: Rules = {
  accept: intake.accept,
  answer: intake.answer,
  redirect: intake.redirect,
  decline: intake.decline,
  handToEmergency: intake.handToEmergency,
  appeal: intake.appeal,
  merge: intake.merge,
  unmerge: intake.unmerge,
  consult: dispatching.consult,
  concludeConsultation: dispatching.concludeConsultation,
  dispatch: dispatching.dispatch,
  adjudicate: dispatching.adjudicate,
  acknowledge: handling.acknowledge,
  assign: handling.assign,
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
};

/**
 * The rules' answer to one command at one instant: the next ticket and what happened, or a `Refusal` and nothing at all.
 * Pure: the same question has the same answer, so the validator, the handler and the tests ask here alike.
 */
export function decide<C extends Command>(ticket: TicketState, input: CommandInput<C>, at: Instant): Step {
  assertMay(ticket, input.actor, input.command);
  const draft = draftOf(ticket, input.actor, at, input.sealed ?? null, input.protectedMatters);
  RULES[input.command](draft, input);
  assertFits(ticket, draft, input);
  return draft;
}

/** The role first, then the state, then the place: who could never do it learns that, who could do it later learns when. */
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

/** Does this actor have a use for the command now, as far as can be told without its body? */
function hasUse(ticket: TicketState, actor: Actor, command: Command): boolean {
  const open = ticket.requests.find((request) => request.status === 'open');
  switch (command) {
    case 'decide':
      return (
        open !== undefined &&
        requests.deciders(ticket, open).includes(actor.role) &&
        open.by.id !== actor.id &&
        !(open.kind === 'appeal' && ticket.people.declinedBy === actor.id)
      );
    case 'decline':
      return intake.neverDeclined(ticket).length === 0;
    case 'appeal':
      return ticket.closingCode === 'declined' && !open;
    case 'requestReturn':
      return !open && !ticket.noReturn && ticket.round === 1 && ticket.pack.rules.returnWindow[ticket.urgency] !== null;
    case 'requestExtension':
      return (
        !open &&
        ticket.pack.rules.extensions[ticket.urgency] !== undefined &&
        ticket.pack.rules.extendableTypes.includes(ticket.type)
      );
    case 'requestSuspension':
    case 'requestTermination':
      return !open;
    case 'reviewReply':
      return actor.id !== ticket.people.repliedBy;
    case 'judge':
      return actor.id !== ticket.people.repliedBy;
    case 'recordCallback':
      return actor.id !== ticket.people.repliedBy && actor.id !== ticket.people.reviewedBy;
    case 'reportIn':
      return ticket.tasks.some((task) => task.unit === actor.unit && task.status === 'assigned');
    case 'whistle':
      return ticket.tasks.length < BOUNDS.tasks;
    case 'supervise':
      return ticket.supervisions.length < BOUNDS.supervisions;
    case 'answerSupervision':
      return ticket.supervisions.some((supervision) => supervision.answeredAt === null);
    default:
      return true;
  }
}

/** What this actor may do with the ticket now: the buttons of the console, the `allowedActions` of every answer. */
export function allowedActions(ticket: TicketState, actor: Actor): Command[] {
  return COMMAND_NAMES.filter((command) => {
    const row = COMMANDS[command];
    return (
      row.roles.includes(actor.role) &&
      row.from.includes(ticket.state) &&
      standsIn(ticket, actor, row.relation) &&
      hasUse(ticket, actor, command)
    );
  });
}

/**
 * What each role may do with the ticket now: somebody who had no part in it yet, and who stands in the lead unit or in one that
 * holds a task.
 */
export function allowedByRole(ticket: TicketState): Record<Exclude<ActorRole, 'clock'>, Command[]> {
  const units = [ticket.lead?.id ?? null, ...ticket.tasks.map(({ unit }) => unit)];
  const allowed = (role: ActorRole): Command[] => {
    const places = role === 'handler' ? units : [null];
    const any = new Set(places.flatMap((unit) => allowedActions(ticket, { id: '', role, unit })));
    return COMMAND_NAMES.filter((command) => any.has(command));
  };
  return Object.fromEntries([...ROLES, 'citizen' as const].map((role) => [role, allowed(role)])) as ReturnType<
    typeof allowedByRole
  >;
}
