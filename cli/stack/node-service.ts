import { childEnvironment } from '../../config/env.js';
import { CliFailure } from '../failure.js';
import { lastWords, startChild, type RunningChild } from './child.js';
import type { RunningService, Service, ServiceName } from './supervisor.js';

export type NodeEnvironment = Readonly<Record<string, string | undefined>>;

export type NodeServicePlan = Readonly<{
  name: ServiceName;
  script: string;
  nodeArgs?: readonly string[];
  /** Made anew for each start. */
  env: NodeEnvironment | (() => Promise<NodeEnvironment>);
  logFile: string;
  /** How it is asked whether it is well; by default through its message channel. */
  ask?(signal: AbortSignal): Promise<void>;
  readyTimeoutMs?: number;
  stopGraceMs?: number;
}>;

function isReadyMessage(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'ready' in message && message.ready === true;
}

/** A program whose event loop turns answers; one that is stuck has the channel, and does not. */
function answersOn({ process: child }: RunningChild, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const hear = (message: unknown): void => {
      if (typeof message !== 'object' || message === null || !('well' in message)) return;
      child.off('message', hear);
      resolve();
    };
    child.on('message', hear);
    signal.addEventListener('abort', () => child.off('message', hear), { once: true });
    child.send({ howAreYou: true }, (error) => {
      if (error !== null) reject(error);
    });
  });
}

/**
 * A Node program of ours. It tells its readiness with `process.send({ ready: true })` and ends in good order on SIGTERM
 * and when its message channel closes, which is also how it learns that the supervisor is gone.
 */
export function nodeService(plan: NodeServicePlan): Service {
  const readyTimeoutMs = plan.readyTimeoutMs ?? 90_000;

  const children = new WeakMap<RunningService, RunningChild>();

  async function start(signal: AbortSignal): Promise<RunningService> {
    const env = typeof plan.env === 'function' ? await plan.env() : plan.env;
    const child = await startChild({
      command: process.execPath,
      args: [...(plan.nodeArgs ?? []), plan.script],
      env: childEnvironment(env),
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
    if (outcome === 'ready') {
      children.set(child, child);
      return child;
    }
    child.kill();
    const exit = await child.exited;
    const why = {
      ended: `it ended with ${exit.signal ?? `exit code ${exit.code}`}; its log says ${(await lastWords(plan.logFile)) || '(none)'}`,
      late: `it was not ready after ${readyTimeoutMs / 1000} s`,
      stopped: 'the start was interrupted',
    }[outcome];
    throw new CliFailure(`The ${plan.name} did not start`, why, `See ${plan.logFile}.`);
  }

  async function ask(running: RunningService, signal: AbortSignal): Promise<void> {
    const child = children.get(running);
    if (plan.ask !== undefined) await plan.ask(signal);
    else if (child !== undefined) await answersOn(child, signal);
  }

  return { name: plan.name, start, ask };
}
