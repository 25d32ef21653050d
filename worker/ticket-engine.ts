import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { TicketEngine } from '../activities/reconcile/reconcile-tickets.js';
import { workflowIdOf } from '../domain/ticket/rules/intake.js';
import type { TicketState } from '../domain/ticket/ticket.js';
import {
  calendarRevised,
  getTicket,
  TICKET_WORKFLOW,
  ticketRestart,
  ticketStart,
  type TicketEnd,
} from '../workflows/ticket/ticket-messages.js';

const DEADLINE_MS = 5_000;

/**
 * The engine as reconciling and rebuilding ask it, over a client of the API's or of the worker's own connection.
 * `clock` is in milliseconds.
 */
export function createTicketEngine(client: Client, taskQueue: string, clock: () => number): TicketEngine {
  const { connection } = client;
  const within = <T>(ask: () => Promise<T>): Promise<T> => connection.withDeadline(clock() + DEADLINE_MS, ask);
  const stateOf = (workflowId: string): Promise<TicketState> =>
    within(() => client.workflow.getHandle(workflowId).query(getTicket));

  return {
    // Described first, which costs the engine a look at its own table and wakes nobody: a ticket that was broken off
    // because it had grown too large cannot answer any question.
    async look(ticketId) {
      const workflowId = workflowIdOf(ticketId);
      const status = await statusOf(workflowId);
      if (status === null) return { is: 'missing' };
      const state = await stateOf(workflowId).catch(() => null);
      if (status === 'COMPLETED' || status === 'RUNNING') return state ? { is: 'well', state } : { is: 'silent' };
      return { is: 'stopped', state };
    },

    async endOf(ticketId) {
      const handle = client.workflow.getHandle(workflowIdOf(ticketId));
      try {
        const { status } = await within(() => handle.describe());
        return status.name === 'COMPLETED' ? ((await within(() => handle.result())) as TicketEnd) : null;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      }
    },

    async start(ticket) {
      try {
        await within(() => client.workflow.start(TICKET_WORKFLOW, ticketStart(ticket, taskQueue)));
      } catch (error) {
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      }
    },

    async restart(ticket) {
      await within(() => client.workflow.start(TICKET_WORKFLOW, ticketRestart(ticket, taskQueue)));
    },

    async revise(ticketId, version) {
      await within(() => client.workflow.getHandle(workflowIdOf(ticketId)).signal(calendarRevised, { version }));
    },
  };

  async function statusOf(workflowId: string): Promise<string | null> {
    try {
      return (await within(() => client.workflow.getHandle(workflowId).describe())).status.name;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return null;
      throw error;
    }
  }
}
