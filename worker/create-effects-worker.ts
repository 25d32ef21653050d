import type { DataConverter } from '@temporalio/common';
import { Worker, type NativeConnection } from '@temporalio/worker';
import { effectsQueue } from '../workflows/effects-messages.js';

/** Long waits for news hold a place each, one a subscription or channel; they cost nothing else. */
const MAX_AT_ONCE = 400;
const GRACE_MS = 10_000;

/**
 * A worker for what reaches out of the system: webhooks, mail, repair. Activities only, on a queue of their own, so that a
 * slow receiver never takes a place from tickets.
 */
export function createEffectsWorker(options: {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly dataConverter: DataConverter;
  readonly activities: object;
  /** How long what is under way may go on once the worker is told to stop. */
  readonly graceMs?: number;
}): Promise<Worker> {
  const { connection, namespace, dataConverter, activities } = options;
  return Worker.create({
    connection,
    namespace,
    taskQueue: effectsQueue(options.taskQueue),
    dataConverter,
    activities,
    maxConcurrentActivityTaskExecutions: MAX_AT_ONCE,
    shutdownGraceTime: options.graceMs ?? GRACE_MS,
    shutdownForceTime: '20 seconds',
  });
}
