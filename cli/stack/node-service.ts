import { childEnvironment } from '../../config/env.js';
import { CliFailure } from '../failure.js';
import { lastWords, startChild } from './child.js';
import type { RunningService, Service, ServiceName } from './supervisor.js';

export type NodeServicePlan = Readonly<{
  name: ServiceName;
  script: string;
  nodeArgs?: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  logFile: string;
  readyTimeoutMs?: number;
  stopGraceMs?: number;
}>;

function isReadyMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
}

/**
 * A Node program of ours. It tells its readiness with `process.send({ ready: true })` and ends in good order on SIGTERM
 * and when its message channel closes, which is also how it learns that the supervisor is gone.
 */
export function nodeService(plan: NodeServicePlan): Service {
  const readyTimeoutMs = plan.readyTimeoutMs ?? 90_000;

  async function start(signal: AbortSignal): Promise<RunningService> {
    const child = await startChild({
      command: process.execPath,
      args: [...(plan.nodeArgs ?? []), plan.script],
      env: childEnvironment(plan.env),
      logFile: plan.logFile,
      ipc: true,
      stopSignal: 'SIGTERM',
      stopGraceMs: plan.stopGraceMs ?? 30_000,
    });
    const outcome = await new Promise<'ready' | 'ended' | 'late' | 'stopped'>((done) => {
      const timer = setTimeout(() => done('late'), readyTimeoutMs);
      signal.addEventListener('abort', () => done('stopped'), { once: true });
      child.process.on('message', (message) => {
        if (isReadyMessage(message)) done('ready');
      });
      void child.exited.then(() => done('ended'));
      void child.exited.then(() => clearTimeout(timer));
      child.process.once('message', () => clearTimeout(timer));
    });
    if (outcome === 'ready') return child;
    child.kill();
    const exit = await child.exited;
    const why = {
      ended: `it ended with ${exit.signal ?? `exit code ${exit.code}`}; its log says ${(await lastWords(plan.logFile)) || '(none)'}`,
      late: `it was not ready after ${readyTimeoutMs / 1000} s`,
      stopped: 'the start was interrupted',
    }[outcome];
    throw new CliFailure(`The ${plan.name} did not start`, why, `See ${plan.logFile}.`);
  }

  return { name: plan.name, start };
}
