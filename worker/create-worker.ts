import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { TicketActivities } from '../activities/ticket/ticket-activities.js';
import { forWorkflows } from '../codec/data-converter.js';
import { bundleOptions } from './bundle-options.js';

/** Enough that a busy day's tickets stay warm, few enough that the isolate's memory is bounded (about 0.3 MB each). */
const MAX_CACHED_WORKFLOWS = 1_500;

type WorkflowSource = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath' | 'interceptors'>;

export interface TicketWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly dataConverter: DataConverter;
  readonly activities: TicketActivities;
  /** For tests that force replay on every task. */
  readonly maxCachedWorkflows?: number;
  /** Default: the bundle made by the build, or the sources where there is none. */
  readonly workflows?: WorkflowSource;
}

/**
 * A worker for the ticket queue. All that tickets do outside is done by local activities, so it never polls for others.
 */
export function createTicketWorker(options: TicketWorkerOptions): Promise<Worker> {
  const { connection, namespace, taskQueue, dataConverter, activities } = options;
  return Worker.create({
    connection,
    namespace,
    taskQueue,
    dataConverter: forWorkflows(dataConverter),
    activities,
    ...(options.workflows ?? workflowSource()),
    enableNonLocalActivities: false,
    maxCachedWorkflows: options.maxCachedWorkflows ?? MAX_CACHED_WORKFLOWS,
    maxConcurrentWorkflowTaskExecutions: 100,
    maxConcurrentLocalActivityExecutions: 60,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, initial: 6, maximum: 20 },
    // After a crash the next worker waits this long before it may take over a warm ticket.
    stickyQueueScheduleToStartTimeout: '3 seconds',
    shutdownGraceTime: '10 seconds',
    shutdownForceTime: '20 seconds',
  });
}

function workflowSource(): WorkflowSource {
  const bundle = join(fileURLToPath(new URL('..', import.meta.url)), 'workflow-bundle.js');
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  const { workflowsPath, workflowInterceptorModules } = bundleOptions;
  return { workflowsPath, interceptors: { workflowModules: workflowInterceptorModules } };
}
