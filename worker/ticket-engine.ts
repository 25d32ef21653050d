import {
  QueryRejectedError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  Client,
} from '@temporalio/client';
import type { TicketEngine } from '../activities/reconcile-tickets.js';
import { workflowIdOf } from '../domain/ticket/rules/intake.js';
import { getTicket, TICKET_WORKFLOW, ticketStart, type TicketEnd } from '../workflows/ticket-messages.js';

const DEADLINE_MS = 5_000;

/** The engine as reconciling and rebuilding ask it, over a client of the API's or of the worker's own connection. */
export function createTicketEngine(client: Client, taskQueue: string, clock: () => number): TicketEngine {
  const { connection, options } = client;
  const strict = new Client({
    connection,
    namespace: options.namespace,
    dataConverter: options.dataConverter,
    interceptors: options.interceptors,
    workflow: { queryRejectCondition: 'NOT_COMPLETED_CLEANLY' },
  });
  const within = <T>(ask: () => Promise<T>): Promise<T> => connection.withDeadline(clock() + DEADLINE_MS, ask);

  return {
    async look(ticketId) {
      const workflowId = workflowIdOf(ticketId);
      try {
        return { is: 'well', state: await within(() => strict.workflow.getHandle(workflowId).query(getTicket)) };
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return { is: 'missing' };
        if (!(error instanceof QueryRejectedError)) throw error;
      }
      return { is: 'stopped', state: await within(() => client.workflow.getHandle(workflowId).query(getTicket)) };
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
      const start = {
        ...ticketStart(ticket, taskQueue),
        workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' as const,
      };
      await within(() => client.workflow.start(TICKET_WORKFLOW, start));
    },
  };
}
