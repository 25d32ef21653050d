import {
  CommandRefused,
  EngineUnavailable,
  EngineBusy,
  WorkflowGone,
  type TicketGateway,
} from '../gateway/ticket-gateway.js';
import { currentRequestId } from '../http/request-context.js';
import type { ApiMetrics } from './api-metrics.js';

/**
 * The same gateway, counting what becomes of everything it is told, and giving each message the id of the request that
 * it came with: whoever calls it, by whatever route, need not think of either.
 */
export function observedGateway<G extends TicketGateway>(gateway: G, metrics: Pick<ApiMetrics, 'command'>): G {
  async function counted<T>(command: string, ask: () => Promise<T>): Promise<T> {
    try {
      const answer = await ask();
      metrics.command(command, 'done');
      return answer;
    } catch (error) {
      metrics.command(command, resultOf(error));
      throw error;
    }
  }

  return {
    ...gateway,
    start: (ticket) => counted('register', () => gateway.start(ticket, currentRequestId())),
    execute: (ticketId, command, updateId, envelope) =>
      counted(command, () => gateway.execute(ticketId, command, updateId, withRequestId(envelope))),
    signal: (ticketId, name, signal) => counted(name, () => gateway.signal(ticketId, name, withRequestId(signal))),
  };
}

function withRequestId<M extends { readonly requestId?: string }>(message: M): M {
  const requestId = currentRequestId();
  return requestId === undefined ? message : { ...message, requestId };
}

function resultOf(error: unknown): string {
  if (error instanceof CommandRefused) return error.code;
  if (error instanceof EngineUnavailable) return 'away';
  if (error instanceof EngineBusy) return 'busy';
  if (error instanceof WorkflowGone) return 'ended';
  return 'fault';
}
