import type { Client } from '@temporalio/client';
import { TRANSPORTS } from '../domain/notice/vocabulary.js';
import { NOTICE_WORKFLOW, noticeWorkflowId, type NoticeChannelInput } from '../workflows/notice/notice-messages.js';

/**
 * Workflows that there is one of, for good. Every worker asks for them; the first starts them, and the others find
 * them.
 */
export async function ensureSingletonWorkflows(client: Client, taskQueue: string): Promise<void> {
  for (const channel of TRANSPORTS) {
    const input: NoticeChannelInput = { channel, paused: false, failures: 0 };
    await client.workflow.start(NOTICE_WORKFLOW, {
      workflowId: noticeWorkflowId(channel),
      workflowIdConflictPolicy: 'USE_EXISTING',
      taskQueue,
      args: [input],
      staticSummary: `notices by ${channel}`,
    });
  }
}
