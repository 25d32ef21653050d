import { createTicketActivities, type RecordedFacts } from '../../activities/ticket/ticket-activities.js';
import {
  CommandRefused,
  EngineUnavailable,
  EngineBusy,
  WorkflowGone,
  type TicketGateway,
} from '../../api/gateway/ticket-gateway.js';
import { inThisEdition } from '../../domain/ticket/edition.js';
import type { TicketState } from '../../domain/ticket/ticket.js';
import { createProjection } from '../../storage/ticket/projection.js';
import type { ReferenceData } from '../../storage/reference/reference-data.js';
import type { TicketProcess } from '../../workflows/ticket/ticket-process.js';
import type { Database } from '../../storage/postgres/database.js';
import { createTicketProcesses } from '../../workflows/ticket/ticket-processes.js';

export interface InProcessGateway extends TicketGateway {
  /**
   * `away`: nothing answers; `busy`: everything is turned down; `losesAnswers`: commands are done, and no answer comes.
   */
  mood: 'well' | 'away' | 'busy' | 'losesAnswers';
  /** The rules' own state, for tests that look behind the API. */
  ticket(id: string): TicketState | undefined;
  /** Lets the clock do what it would have done until `at`, each rung at its own instant. */
  passTime(id: string, at: string): Promise<void>;
  /** The engine has no workflow of this ticket any more, as after a loss of its store. */
  lose(id: string): void;
  /** How many Updates reached a workflow, repetitions included. */
  readonly updates: { count: number };
}

/**
 * The engine, in the process of the test: it finds the ticket that is spoken to and has its clock; what a ticket does
 * then is `TicketProcess`, with the real projection. No timers: time only passes for who asks. Who is told something
 * has heard it when the call that caused it comes back.
 */
export function createInProcessGateway(
  database: Database,
  reference: ReferenceData,
  now: () => Date,
  observe: (facts: RecordedFacts) => void = () => undefined,
): InProcessGateway {
  const { record } = createTicketActivities({
    reference,
    projection: createProjection(database.pool),
    observe,
  });
  const updates = { count: 0 };
  const processes = createTicketProcesses({
    record,
    now,
    refused: ({ code, message }, detail) => new CommandRefused(code, message, detail),
  });
  const { all: tickets, allHaveHeard } = processes;

  const gateway: InProcessGateway = {
    mood: 'well',
    updates,
    ticket: (id) => tickets.get(id)?.ticket,

    async start(ticket) {
      assertThere();
      if (!tickets.has(ticket.id)) processes.begin(inThisEdition(ticket));
      return Promise.resolve();
    },

    async execute(ticketId, command, updateId, envelope) {
      assertThere();
      updates.count += 1;
      const ticket = livingTicket(ticketId);
      ticket.admit(command, envelope, updateId);
      const outcome = await ticket.execute(command, envelope, updateId);
      await allHaveHeard();
      if (gateway.mood === 'losesAnswers') throw new EngineUnavailable();
      return outcome;
    },

    async live(ticketId) {
      assertThere();
      const found = tickets.get(ticketId);
      if (!found) throw new WorkflowGone();
      const { ticket, done } = found;
      return Promise.resolve({ ticket, done, runId: `run-of-${ticketId}` });
    },

    async signal(ticketId, name, signal) {
      assertThere();
      await livingTicket(ticketId).hearCitizen(name, signal);
      await allHaveHeard();
    },

    async revise(ticketId, version) {
      assertThere();
      await livingTicket(ticketId).calendarRevised(version);
    },

    async passTime(id, at) {
      await processes.passTime(livingTicket(id), at);
    },

    lose: (id) => void tickets.delete(id),

    pollers() {
      assertThere();
      return Promise.resolve(1);
    },
  };
  return gateway;

  function assertThere(): void {
    if (gateway.mood === 'away') throw new EngineUnavailable();
    if (gateway.mood === 'busy') throw new EngineBusy();
  }

  function livingTicket(id: string): TicketProcess {
    const found = tickets.get(id);
    if (!found || found.hasEnded) throw new WorkflowGone();
    return found;
  }
}
