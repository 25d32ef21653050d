import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Connection } from '@temporalio/client';
import { childEnvironment } from '../../config/env.js';
import { CliFailure, messageOf } from '../failure.js';
import { lastWords, startChild, type Exit, type RunningChild } from './child.js';
import { freePort, portAnswers } from './ports.js';
import { pause } from './processes.js';

export { obtainTemporalBinary, temporalCliVersion } from './temporal-binary.js';

const startTimeoutMs = 60_000;
const stopGraceMs = 15_000;

/**
 * The development server is tuned for a laptop's trial. One node with one shard serves a whole city here, so its
 * brakes are lifted: the rate limits, the number of times a second that a shard's queues are read (20 by default, which
 * quantises every timer and task to 50 ms), and the spread of a task queue over partitions, useless on one node.
 */
export const temporalLimits: Readonly<Record<string, number | boolean>> = {
  'frontend.rps': 100_000,
  'frontend.namespaceRPS': 100_000,
  'frontend.namespaceRPS.visibility': 10_000,
  'frontend.namespaceCount': 20_000,
  'frontend.persistenceMaxQPS': 100_000,
  'history.rps': 100_000,
  'history.persistenceMaxQPS': 100_000,
  'history.timerProcessorMaxPollRPS': 2_000,
  // As many as a small machine has cores: five hundred timers at a time, the default, hold up everything else while a
  // crowd is due.
  'history.timerProcessorSchedulerWorkerCount': 2,
  'history.transferProcessorSchedulerWorkerCount': 2,
  'history.transferProcessorMaxPollRPS': 2_000,
  'history.visibilityProcessorMaxPollRPS': 2_000,
  'history.outboundProcessorMaxPollRPS': 2_000,
  'matching.rps': 100_000,
  'matching.persistenceMaxQPS': 100_000,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  'worker.persistenceMaxQPS': 10_000,
  'system.enableActivityEagerExecution': true,
  'system.enableEagerWorkflowStart': true,
};

export type TemporalOptions = Readonly<{
  binary: string;
  /** Absent: everything is kept in memory and gone with the process. */
  dbFile?: string;
  /** Default: any free one. */
  port?: number;
  /** Absent: no web interface. */
  uiPort?: number;
  logFile?: string;
  /** Made when it does not exist. Default `huiying`. */
  namespace?: string;
  /** Dynamic configuration on top of `temporalLimits`. */
  limits?: Readonly<Record<string, number | boolean | string>>;
}>;

export type TemporalServer = Readonly<{
  address: string;
  uiUrl: string | undefined;
  pid: number;
  exited: Promise<Exit>;
  stop(): Promise<void>;
  kill(): void;
}>;

/** Starts the server on 127.0.0.1 and waits until it answers and its namespace is known. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  const port = options.port ?? (await freePort());
  const namespace = options.namespace ?? 'huiying';
  if (options.dbFile !== undefined) await mkdir(dirname(options.dbFile), { recursive: true, mode: 0o700 });
  const limits = { ...temporalLimits, ...options.limits };
  const child = await startChild({
    command: options.binary,
    args: [
      'server',
      'start-dev',
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--namespace',
      namespace,
      ...(options.uiPort === undefined ? ['--headless'] : ['--ui-port', String(options.uiPort)]),
      ...(options.dbFile === undefined
        ? []
        : [
            '--db-filename',
            options.dbFile,
            '--sqlite-pragma',
            'journal_mode=wal',
            '--sqlite-pragma',
            'synchronous=normal',
          ]),
      ...Object.entries(limits).flatMap(([key, value]) => [
        '--dynamic-config-value',
        `${key}=${JSON.stringify(value)}`,
      ]),
      '--log-format',
      'json',
      '--log-level',
      'error',
    ],
    env: childEnvironment(),
    stopSignal: 'SIGTERM',
    stopGraceMs,
    ...(options.logFile === undefined ? {} : { logFile: options.logFile }),
  });
  const address = `127.0.0.1:${port}`;
  try {
    await untilHealthy(port, namespace, child, options.logFile);
  } catch (error) {
    child.kill();
    await child.exited;
    throw error;
  }
  const stop = async () => {
    await child.stop();
  };
  const uiUrl = options.uiPort === undefined ? undefined : `http://127.0.0.1:${options.uiPort}`;
  return { address, uiUrl, pid: child.pid, exited: child.exited, stop, kill: child.kill };
}

async function untilHealthy(
  port: number,
  namespace: string,
  child: RunningChild,
  logFile: string | undefined,
): Promise<void> {
  let ended: Exit | undefined;
  void child.exited.then((exit) => (ended = exit));
  const until = Date.now() + startTimeoutMs;
  const connection = Connection.lazy({ address: `127.0.0.1:${port}`, connectTimeout: '2s' });
  let last = '';
  try {
    while (Date.now() < until) {
      if (ended !== undefined) {
        const words = logFile === undefined ? '' : await lastWords(logFile);
        throw new CliFailure(
          'The Temporal server ended while starting',
          words || `exit code ${ended.code ?? ended.signal}`,
          logFile === undefined ? 'Start it by hand to see more.' : `The whole story is in ${logFile}.`,
        );
      }
      // A gRPC channel that is refused waits a second before it tries again; a bare socket need not.
      if (!(await portAnswers(port))) {
        last = 'the port does not accept connections';
        await pause(50);
        continue;
      }
      try {
        await connection.withDeadline(Date.now() + 2_000, async () => {
          await connection.workflowService.getSystemInfo({});
          await connection.workflowService.describeNamespace({ namespace });
        });
        return;
      } catch (error) {
        last = messageOf(error);
        await pause(50);
      }
    }
  } finally {
    await connection.close();
  }
  throw new CliFailure(
    'The Temporal server did not answer',
    `waited ${startTimeoutMs / 1000} s; last error: ${last}`,
    `See ${logFile ?? 'its log'}.`,
  );
}
