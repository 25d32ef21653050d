import { Refusal, refuseUnless, type RefusalCode } from '../refusal.js';
import type { Command, CommandBodies, CommandInput } from './commands.js';
import { since } from './edition.js';
import type { Clock, Step, TicketState } from './ticket.js';

/**
 * How much one ticket may hold in its whole life. It travels as a whole, through every step and into every fresh start,
 * and the engine ends for ever what has grown beyond 2 MB. These bound what has to be carried, not how a city works, so
 * they are the same in every pack; each lies far above what a matter of one citizen has seen.
 */
export const BOUNDS = {
  /** Two clocks each. A dispatch names at most 20 co-units; this leaves room for as many whistles again. */
  tasks: 40,
  /** By people, one clock each: a matter that forty written demands did not move needs another remedy. */
  supervisions: 40,
  /** One clock each. Returns are not counted: the pack's disputes and their window bound them. */
  requests: 40,
  /** Attempts that reached nobody. The pack asks for a handful, over some days. */
  missedCallbacks: 40,
  /** Some 160 bytes each, the largest part of a master: a burst main has hundreds of callers, not thousands. */
  followers: 1_000,
  /** A number each, and an event, a notice and a line of the history. */
  nudges: 100,
  supplements: 100,
  /** A number, and their ids in its events. */
  attachments: 100,
} as const;
export type Bound = keyof typeof BOUNDS;

const NAMES: Readonly<Record<Bound, string>> = {
  tasks: 'tasks in its life',
  supervisions: 'supervisions in its life',
  requests: 'requests in its life',
  missedCallbacks: 'callbacks in a round',
  followers: 'followers',
  nudges: 'nudges',
  supplements: 'supplements',
  attachments: 'attachments',
};

/** Characters of the ticket as JSON. An eighth of what ends it, so that what must always be possible still is. */
export const MOST_CHARACTERS = 256 * 1024;
/** A clock that just began, its rungs and its ledger included: its date and rungs are given after the rule. */
const NEW_CLOCK_CHARACTERS = 2_200;
/** From above, the characters that each part may come to, so that an ordinary ticket is never measured. */
const AT_MOST = { rest: 24_000, clock: 800, rung: 300, amendment: 220, task: 250, request: 600, other: 250 } as const;

export function refuseBeyond(bound: Bound, wanted: number, code: RefusalCode, remedy: string): void {
  const most = BOUNDS[bound];
  refuseUnless(wanted <= most, code, `A ticket has at most ${most} ${NAMES[bound]}. ${remedy}`, { bound, most });
}

/**
 * A command that would make the ticket larger than it may be is refused, unless it brings the ticket on: whoever holds
 * it can always reply or give it back, and whoever reviews, rules or withdraws can always end it.
 */
export function assertFits(before: TicketState, step: Step, { command, body }: CommandInput): void {
  if (!since(before, 2) || bringsOn(command, body)) return;
  if (estimatedAfter(step) <= MOST_CHARACTERS) return;
  const after = measured(step.ticket) + newClocks(step) * NEW_CLOCK_CHARACTERS;
  if (after <= MOST_CHARACTERS || after <= measured(before)) return;
  throw new Refusal(
    'ticket-full',
    'This ticket has grown as large as a ticket may be. It can still be replied to, returned, reviewed and closed; for anything more register a new ticket, and name this one in it.',
    { most: MOST_CHARACTERS },
  );
}

const BRINGS_ON: ReadonlySet<Command> = new Set<Command>([
  ...(['accept', 'answer', 'redirect', 'decline', 'handToEmergency', 'withdraw', 'unmerge'] as const),
  ...(['concludeConsultation', 'dispatch', 'adjudicate', 'acknowledge', 'requestReturn', 'decide', 'resume'] as const),
  ...(['reportIn', 'answerTask', 'answerSupervision', 'reply', 'recordCallback', 'rate'] as const),
]);

function bringsOn(command: Command, body: CommandBodies[Command]): boolean {
  if (command === 'reviewReply') return (body as CommandBodies['reviewReply']).accept;
  if (command === 'judge') return !(body as CommandBodies['judge']).redo;
  return BRINGS_ON.has(command);
}

function newClocks({ dating }: Step): number {
  return dating.filter(({ op }) => op === 'start').length;
}

/** Never less than it is. */
function estimatedAfter(step: Step): number {
  const { clocks, tasks, requests, supervisions, callback, followers } = step.ticket;
  const others = supervisions.length + callback.attempts.length + followers.length;
  return (
    AT_MOST.rest +
    clocks.reduce((sum, clock) => sum + estimatedClock(clock), newClocks(step) * NEW_CLOCK_CHARACTERS) +
    tasks.length * AT_MOST.task +
    requests.length * AT_MOST.request +
    others * AT_MOST.other
  );
}

function estimatedClock({ rungs, amendments }: Clock): number {
  return AT_MOST.clock + rungs.length * AT_MOST.rung + amendments.length * AT_MOST.amendment;
}

function measured(ticket: TicketState): number {
  return JSON.stringify(ticket).length;
}
