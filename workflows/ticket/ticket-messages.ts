import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Command, CommandBodies, Facts } from '../../domain/ticket/commands.js';
import { COMMAND_NAMES } from '../../domain/ticket/commands.js';
import { inThisEdition } from '../../domain/ticket/edition.js';
import { workflowIdOf } from '../../domain/ticket/rules/intake.js';
import { slimmed, type LeftOut } from '../../domain/ticket/slim.js';
import type {
  FollowerSaid,
  MasterOutcome,
  JoiningFollower,
  MasterRef,
  OutgoingSignal,
  PartTold,
  TicketState,
  UntoldFollowers,
} from '../../domain/ticket/ticket.js';
import type { Actor, State } from '../../domain/ticket/vocabulary.js';

/** Names, ids and shapes of everything that is said to a ticket's workflow. Shared by the API and the worker. */
export const TICKET_WORKFLOW = 'ticketLifecycle';

/** The search attributes that a workflow writes; `config/search-attributes.ts` registers them. */
export const TICKET_NUMBER = { name: 'TicketNumber', type: 'KEYWORD' } as const;
export const TICKET_LEVEL = { name: 'TicketLevel', type: 'INT' } as const;

/** A command on the wire. Its free texts were sealed under the ticket's own key before it left the API. */
export interface CommandEnvelope<C extends Command = Command> {
  readonly actor: Actor;
  readonly body: CommandBodies[C];
  readonly facts: Facts;
  readonly sealed: string | null;
  /** Words of protected matters that were found in these texts; absent: none. */
  readonly protectedMatters?: readonly string[];
  /** From `If-Match`; `null` for those who do not care. */
  readonly expectedVersion: number | null;
  /** Tells a repeated command from a reused key. */
  readonly bodyHash: string;
  /** Of the HTTP request, so that its way can be followed through the logs. */
  readonly requestId?: string;
}

/** What a command's caller is told; the same for every repetition of the command. */
export interface CommandOutcome {
  readonly version: number;
  readonly state: State;
  readonly bodyHash: string;
}

/** A command that was done, kept so that its repetition is answered and not done again, across continue-as-new too. */
export interface DoneCommand {
  readonly id: string;
  readonly outcome: CommandOutcome;
  /** For those who ask the ticket what was done; absent with facts that are no commands, and before this was kept. */
  readonly given?: GivenCommand;
}

interface GivenCommand {
  readonly command: Command;
  readonly at: string;
  readonly actor: Actor;
}

/** All that a workflow can tell of itself. */
export interface LiveTicket {
  readonly ticket: TicketState;
  /** The commands that it remembers, oldest first. */
  readonly done: readonly DoneCommand[];
  readonly runId: string;
}

export interface TicketLifecycleInput {
  readonly ticket: TicketState;
  readonly done: readonly DoneCommand[];
  /** Followers that a run before was still telling; absent: none. */
  readonly untold?: readonly UntoldFollowers[];
  /** What a run before could not tell other tickets; absent: nothing. */
  readonly unheard?: readonly OutgoingSignal[];
  /** Start afresh after so many steps, besides whenever the engine suggests it. Null: from before there was a bound. */
  readonly continueAfter: number | null;
  /** Of the request that brought the ticket. */
  readonly requestId?: string;
  /** The ticket lives again after its workflow was lost or broken off: what of it had to be left out. */
  readonly restarted?: LeftOut;
}

/**
 * Steps of one run. An ordinary life has ten to thirty. A worker that lost a run from its memory replays the whole of
 * it within one task, for which the engine waits ten seconds; twenty runs of hundreds of steps at once come too late,
 * and again at each attempt.
 */
export const STEPS_OF_A_RUN = 50;

/** How a ticket's workflow is started, whoever starts it: one for each ticket, ever. */
export function ticketStart(ticket: TicketState, taskQueue: string, requestId?: string) {
  const input: TicketLifecycleInput = {
    ticket: inThisEdition(ticket),
    done: [],
    continueAfter: STEPS_OF_A_RUN,
    ...(requestId && { requestId }),
  };
  return {
    workflowId: workflowIdOf(ticket.id),
    taskQueue,
    args: [input] as [TicketLifecycleInput],
    workflowIdReusePolicy: 'REJECT_DUPLICATE' as const,
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    staticSummary: ticket.number,
    typedSearchAttributes: [{ key: TICKET_NUMBER, value: ticket.number }],
  };
}

/** How a ticket whose workflow was lost or broken off begins again from what was shown of it. */
export function ticketRestart(shown: TicketState, taskQueue: string) {
  const { ticket, leftOut } = slimmed(shown);
  const start = ticketStart(ticket, taskQueue);
  const args: [TicketLifecycleInput] = [{ ...start.args[0], restarted: leftOut }];
  return { ...start, args, workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' as const };
}

/** What the workflow leaves behind. The whole ticket is in the read model, and in the answer to `getTicket`. */
export interface TicketEnd {
  readonly state: State;
  readonly version: number;
}

/** Rides on a refusal through Temporal: what the caller needs to go on. */
export interface RefusalDetail {
  readonly facts: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly currentState: State;
  readonly version: number;
  readonly allowedActions: readonly Command[];
}

export interface CitizenSignal {
  /** Chosen by the sender; the same id is taken once. */
  readonly id: string;
  readonly actor: Actor;
  readonly sealed: string | null;
  readonly protectedMatters?: readonly string[];
  /** Of the HTTP request. */
  readonly requestId?: string;
}

export type CommandUpdates = {
  readonly [C in Command]: ReturnType<typeof defineUpdate<CommandOutcome, [CommandEnvelope<C>], C>>;
};

/** One named Update per row of the command table. */
export const COMMAND_UPDATES = Object.fromEntries(
  COMMAND_NAMES.map((command) => [command, defineUpdate<CommandOutcome, [CommandEnvelope]>(command)]),
) as unknown as CommandUpdates;

export const getTicket = defineQuery<TicketState>('getTicket');
export const getLive = defineQuery<LiveTicket>('getLive');

export const nudge = defineSignal<[CitizenSignal]>('nudge');
export const supplement = defineSignal<[CitizenSignal]>('supplement');
export const calendarRevised = defineSignal<[{ version: string }]>('calendarRevised');
export const followerJoined = defineSignal<[JoiningFollower]>('followerJoined');
export const followerSaid = defineSignal<[FollowerSaid]>('followerSaid');
export const followerLeft = defineSignal<[MasterRef]>('followerLeft');
export const masterConcluded = defineSignal<[MasterOutcome]>('masterConcluded');
export const partTold = defineSignal<[PartTold]>('partTold');
