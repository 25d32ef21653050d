import type { DataConverter } from '@temporalio/common';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { outboundQueue, webhooksQueue } from '../workflows/outbound-messages.js';

/** Each channel of notices holds one while it waits; the rest are letters and looks under way. */
const OUTBOUND_AT_ONCE = 50;
/** Calls to receivers under way; more of them would only wait for the same engine and the same database. */
const WEBHOOKS_AT_ONCE = 100;
const GRACE_MS = 10_000;

export interface OutboundWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  /** Of the tickets; the worker polls the one beside it. */
  readonly taskQueue: string;
  readonly dataConverter: DataConverter;
  readonly activities: object;
  /** How long what is under way may go on once the worker is told to stop. */
  readonly graceMs?: number;
}

/**
 * A worker for what goes out of tickets: notices, followers, repair. Activities only, on a queue of their own, so that
 * a slow mail server takes no place from tickets.
 */
export function createOutboundWorker(options: OutboundWorkerOptions): Promise<Worker> {
  return activitiesOnly(options, outboundQueue(options.taskQueue), OUTBOUND_AT_ONCE);
}

/** A worker for webhooks alone: what their receivers do is felt neither by tickets nor by notices and repair. */
export function createWebhooksWorker(options: OutboundWorkerOptions): Promise<Worker> {
  return activitiesOnly(options, webhooksQueue(options.taskQueue), WEBHOOKS_AT_ONCE);
}

function activitiesOnly(options: OutboundWorkerOptions, taskQueue: string, atOnce: number): Promise<Worker> {
  const { connection, namespace, dataConverter, activities } = options;
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    dataConverter,
    activities,
    maxConcurrentActivityTaskExecutions: atOnce,
    shutdownGraceTime: options.graceMs ?? GRACE_MS,
    shutdownForceTime: '20 seconds',
  });
}
