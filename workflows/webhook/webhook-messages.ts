import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { LateTicket } from '../../domain/webhook/backlog.js';
import type { EventRef, FeedPosition, WebhookStatus } from '../../domain/webhook/subscription.js';

/** Names, ids and shapes of everything that is said to a subscription's workflow. Shared by the API and the worker. */
export const WEBHOOK_WORKFLOW = 'webhookSubscription';

export const webhookWorkflowId = (subscriptionId: string): string => `webhook-${subscriptionId}`;

export interface WebhookInput {
  readonly id: string;
  /** Everything up to here is delivered, given up, or in `late`. */
  readonly cursor: FeedPosition;
  readonly late: readonly LateTicket[];
  /** Counts attempts, so that each is logged once. */
  readonly turn: number;
  readonly failingSince: string | null;
  /** The receiver has asked to be left alone until then, in milliseconds. */
  readonly heldUntil?: number;
  /** Start afresh after so many attempts, besides whenever the engine suggests it. */
  readonly continueAfter?: number;
}

/** What the workflow knows now. */
export interface WebhookLive extends WebhookInput {
  readonly status: WebhookStatus;
  /** `waiting` for news, `sending`, or `full`: so much is late that nothing new is read. */
  readonly doing: 'waiting' | 'sending' | 'full' | 'paused';
}

/** What came of a test. */
export interface Pinged {
  readonly delivered: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly answer: string;
  readonly durationMs: number;
}

/** The row was changed: paused, resumed, removed, or its secret rotated. */
export const changed = defineSignal('changed');
/** Something has happened that it may want to hear of. */
export const news = defineSignal('news');
export const replay = defineSignal<[FeedPosition]>('replay');
export const redeliver = defineSignal<[EventRef]>('redeliver');
export const test = defineUpdate<Pinged>('test');
export const getWebhook = defineQuery<WebhookLive>('getWebhook');
