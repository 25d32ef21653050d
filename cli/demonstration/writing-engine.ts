import type { TicketActivities } from '../../activities/ticket/ticket-activities.js';
import { CommandRefused, WorkflowGone, type TicketGateway } from '../../api/gateway/ticket-gateway.js';
import { inThisEdition } from '../../domain/ticket/edition.js';
import { createTicketProcesses } from '../../workflows/ticket/ticket-processes.js';
import type { TicketProcess } from '../../workflows/ticket/ticket-process.js';

/** Tickets that are decided in this process, by the same rules, while their history is written. */
export interface WritingEngine {
  readonly gateway: TicketGateway;
  /** What the clocks of all tickets do by themselves until then, each at its own instant. */
  passTime(until: string): Promise<void>;
  /** The next scene has tickets of its own. */
  forget(): void;
}

/** Every event that is written here says that it is of the demonstration, under the seal of the chain. */
export function createWritingEngine(record: TicketActivities['record'], now: () => Date): WritingEngine {
  const processes = createTicketProcesses({
    record: (step) =>
      record({
        ...step,
        events: step.events.map((event) => ({ ...event, data: { ...event.data, demonstration: true } })),
      }),
    now,
    refused: ({ code, message }, detail) => new CommandRefused(code, message, detail),
  });

  function living(id: string): TicketProcess {
    const found = processes.all.get(id);
    if (!found || found.hasEnded) throw new WorkflowGone();
    return found;
  }

  return {
    gateway: {
      start(ticket) {
        if (!processes.all.has(ticket.id)) processes.begin(inThisEdition(ticket));
        return Promise.resolve();
      },
      async execute(ticketId, command, updateId, envelope) {
        const ticket = living(ticketId);
        ticket.admit(command, envelope, updateId);
        const outcome = await ticket.execute(command, envelope, updateId);
        await processes.allHaveHeard();
        return outcome;
      },
      async signal(ticketId, name, signal) {
        await living(ticketId).hearCitizen(name, signal);
        await processes.allHaveHeard();
      },
      live(ticketId) {
        const { ticket, done } = living(ticketId);
        return Promise.resolve({ ticket, done, runId: '' });
      },
      revise: (ticketId, version) => living(ticketId).calendarRevised(version),
      pollers: () => Promise.resolve(1),
    },
    async passTime(until) {
      for (const ticket of processes.all.values()) if (!ticket.hasEnded) await processes.passTime(ticket, until);
    },
    forget: () => processes.all.clear(),
  };
}
