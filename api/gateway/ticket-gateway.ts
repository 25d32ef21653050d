import type { RefusalCode } from '../../domain/refusal.js';
import type { Command } from '../../domain/ticket/commands.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import type {
  CitizenSignal,
  CommandEnvelope,
  CommandOutcome,
  LiveTicket,
  RefusalDetail,
} from '../../workflows/ticket/ticket-messages.js';

/** All that the API wants of the workflow engine. Each method rejects with one of the errors below, or with a fault. */
export interface TicketGateway {
  /** Resolves once the ticket's workflow exists, or has existed. May be repeated. */
  start(ticket: TicketState, requestId?: string): Promise<void>;
  /** One command. The same `updateId` is done once and answered alike ever after. */
  execute<C extends Command>(
    ticketId: string,
    command: C,
    updateId: string,
    envelope: CommandEnvelope<C>,
  ): Promise<CommandOutcome>;
  /** What the workflow itself knows now. One that has ended answers as long as the engine keeps it. */
  live(ticketId: string): Promise<LiveTicket>;
  signal(ticketId: string, name: 'nudge' | 'supplement', signal: CitizenSignal): Promise<void>;
  /** The calendar is another one: the ticket looks at its dates again. A second time changes nothing. */
  revise(ticketId: string, calendarVersion: string): Promise<void>;
  /** How many workers are listening. */
  pollers(): Promise<number>;
}

/** The rules said no. */
export class CommandRefused extends Error {
  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly detail: RefusalDetail,
  ) {
    super(message);
    this.name = 'CommandRefused';
  }
}

/** No answer in time: not reachable, or no worker. What was asked may still be done. */
export class EngineUnavailable extends Error {
  constructor(cause?: unknown) {
    super('The workflow engine did not answer in time.', { cause });
    this.name = 'EngineUnavailable';
  }
}

/** The engine is there and says that it is too much. */
export class EngineBusy extends Error {
  constructor(cause?: unknown) {
    super('The workflow engine is at its limit.', { cause });
    this.name = 'EngineBusy';
  }
}

/** There is no such workflow, or it has ended. */
export class WorkflowGone extends Error {
  constructor(cause?: unknown) {
    super('The workflow does not exist or has ended.', { cause });
    this.name = 'WorkflowGone';
  }
}
