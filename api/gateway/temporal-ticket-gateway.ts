import {
  QueryNotRegisteredError,
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { ApplicationFailure, NamespaceNotFoundError } from '@temporalio/common';
import proto from '@temporalio/proto';
import { livePollers } from '../../config/live-pollers.js';
import { REFUSAL_CODES } from '../../domain/refusal.js';
import { workflowIdOf } from '../../domain/ticket/rules/intake.js';
import type { CommandEnvelope, CommandOutcome, RefusalDetail } from '../../workflows/ticket/ticket-messages.js';
import {
  COMMAND_UPDATES,
  getLive,
  calendarRevised,
  nudge,
  supplement,
  TICKET_WORKFLOW,
  ticketStart,
} from '../../workflows/ticket/ticket-messages.js';
import type { TicketGateway } from './ticket-gateway.js';
import { CommandRefused, EngineUnavailable, EngineBusy, WorkflowGone } from './ticket-gateway.js';

const START_DEADLINE_MS = 3_000;
/**
 * Longer than the engine waits (10 s) for a task that a worker took with it when it ended, and then gives to another.
 */
const COMMAND_DEADLINE_MS = 15_000;
const QUESTION_DEADLINE_MS = 3_000;
/** After a start that the engine did not answer, others do not wait for it too: the sweeper starts them. */
const START_PAUSE_MS = 2_000;

const GRPC = {
  cancelled: 1,
  /**
   * Like `aborted` and `internal`: its own trouble, such as a store that is overrun. What was asked may have been done.
   */
  unknown: 2,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  /** A worker failed the step; the engine asks another time, and so may the caller. */
  failedPrecondition: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
} as const;
const { TaskQueueType } = proto.temporal.api.enums.v1;

/**
 * The gateway over a Temporal client. `taskQueue` is where the workers of tickets listen; `clock`: milliseconds since
 * 1970.
 */
export function createTemporalTicketGateway(client: Client, taskQueue: string, clock: () => number): TicketGateway {
  let startsPausedUntil = 0;

  async function within<T>(milliseconds: number, ask: () => Promise<T>): Promise<T> {
    try {
      return await client.withDeadline(clock() + milliseconds, ask);
    } catch (error) {
      throw translated(error);
    }
  }

  return {
    async start(ticket, requestId) {
      if (clock() < startsPausedUntil) throw new EngineUnavailable();
      try {
        await within(START_DEADLINE_MS, () =>
          client.workflow.start(TICKET_WORKFLOW, ticketStart(ticket, taskQueue, requestId)),
        );
      } catch (error) {
        if (error instanceof WorkflowExecutionAlreadyStartedError) return;
        if (error instanceof EngineUnavailable) startsPausedUntil = clock() + START_PAUSE_MS;
        throw error;
      }
    },

    execute(ticketId, command, updateId, envelope) {
      const handle = client.workflow.getHandle(workflowIdOf(ticketId));
      // The table's entry is the one for this very command; the compiler cannot follow the index that far.
      const update = COMMAND_UPDATES[command] as unknown as (typeof COMMAND_UPDATES)['accept'];
      const args: [CommandEnvelope<'accept'>] = [envelope as unknown as CommandEnvelope<'accept'>];
      return within<CommandOutcome>(COMMAND_DEADLINE_MS, () => handle.executeUpdate(update, { updateId, args }));
    },

    live: (ticketId) =>
      within(QUESTION_DEADLINE_MS, () => client.workflow.getHandle(workflowIdOf(ticketId)).query(getLive)),

    signal: (ticketId, name, signal) =>
      within(QUESTION_DEADLINE_MS, () =>
        client.workflow.getHandle(workflowIdOf(ticketId)).signal(name === 'nudge' ? nudge : supplement, signal),
      ),

    revise: (ticketId, version) =>
      within(COMMAND_DEADLINE_MS, () =>
        client.workflow.getHandle(workflowIdOf(ticketId)).signal(calendarRevised, { version }),
      ),

    pollers: () =>
      within(QUESTION_DEADLINE_MS, async () => {
        const { pollers } = await client.workflowService.describeTaskQueue({
          namespace: client.options.namespace,
          taskQueue: { name: taskQueue },
          taskQueueType: TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        });
        return livePollers(pollers, clock());
      }),
  };
}

/** The client's errors in the words of the gateway; what is none of them stays what it is. */
export function translated(error: unknown): unknown {
  if (error instanceof WorkflowUpdateFailedError) return refusalOf(error) ?? error;
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return new EngineUnavailable(error);
  if (error instanceof WorkflowNotFoundError) return new WorkflowGone(error);
  // A new store of the engine, or one that is not set up yet: the operator sees the cause in the log.
  if (error instanceof NamespaceNotFoundError) return new EngineUnavailable(error);
  // A worker of an older version does not know the question; the next one may be of this version.
  if (error instanceof QueryNotRegisteredError) return new EngineUnavailable(error);
  const cause = error instanceof ServiceError ? error.cause : error;
  if (!isGrpcServiceError(cause)) return error;
  switch (cause.code as number) {
    case GRPC.resourceExhausted:
      return new EngineBusy(error);
    case GRPC.unavailable:
    case GRPC.failedPrecondition:
    case GRPC.deadlineExceeded:
    case GRPC.cancelled:
    case GRPC.unknown:
    case GRPC.aborted:
    case GRPC.internal:
      return new EngineUnavailable(error);
    default:
      return error;
  }
}

function refusalOf({ cause }: WorkflowUpdateFailedError): CommandRefused | null {
  if (!(cause instanceof ApplicationFailure)) return null;
  const code = REFUSAL_CODES.find((one) => one === cause.type);
  const [detail] = (cause.details ?? []) as [RefusalDetail?];
  return code && detail ? new CommandRefused(code, cause.message, detail) : null;
}
