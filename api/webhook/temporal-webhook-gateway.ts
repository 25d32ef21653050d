import { WithStartWorkflowOperation, type Client } from '@temporalio/client';
import {
  changed,
  getWebhook,
  redeliver,
  replay,
  test,
  WEBHOOK_WORKFLOW,
  webhookWorkflowId,
  type WebhookInput,
} from '../../workflows/webhook/webhook-messages.js';
import { translated } from '../gateway/temporal-ticket-gateway.js';
import type { NewWebhookWorkflow, WebhookGateway } from './webhook-gateway.js';

type WebhookWorkflow = (input: WebhookInput) => Promise<void>;

const DEADLINE_MS = 3_000;
/** A test waits for a stranger. */
const TEST_DEADLINE_MS = 18_000;

/**
 * The gateway over a Temporal client. `taskQueue` is where the workers of tickets listen: they run these workflows too.
 * `clock`: milliseconds since 1970.
 */
export function createTemporalWebhookGateway(client: Client, taskQueue: string, clock: () => number): WebhookGateway {
  async function within<T>(milliseconds: number, ask: () => Promise<T>): Promise<T> {
    try {
      return await client.withDeadline(clock() + milliseconds, ask);
    } catch (error) {
      throw translated(error);
    }
  }

  function startOptions({ id, cursor }: NewWebhookWorkflow): {
    workflowId: string;
    taskQueue: string;
    args: [WebhookInput];
  } {
    return {
      workflowId: webhookWorkflowId(id),
      taskQueue,
      args: [{ id, cursor, late: [], turn: 0, failingSince: null }],
    };
  }

  function tell(webhook: NewWebhookWorkflow, signal: { readonly name: string }, signalArgs: unknown[]): Promise<void> {
    return within(DEADLINE_MS, async () => {
      await client.workflow.signalWithStart<WebhookWorkflow, unknown[]>(WEBHOOK_WORKFLOW, {
        ...startOptions(webhook),
        signal: signal.name,
        signalArgs,
      });
    });
  }

  return {
    changed: (webhook) => tell(webhook, changed, []),
    replay: (webhook, from) => tell(webhook, replay, [from]),
    redeliver: (webhook, event) => tell(webhook, redeliver, [event]),
    test: (webhook) =>
      within(TEST_DEADLINE_MS, () =>
        client.workflow.executeUpdateWithStart(test, {
          startWorkflowOperation: new WithStartWorkflowOperation(WEBHOOK_WORKFLOW, {
            ...startOptions(webhook),
            workflowIdConflictPolicy: 'USE_EXISTING',
          }),
        }),
      ),
    live: (id) => within(DEADLINE_MS, () => client.workflow.getHandle(webhookWorkflowId(id)).query(getWebhook)),
  };
}
