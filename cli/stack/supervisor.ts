import { messageOf } from '../failure.js';
import type { Exit } from './child.js';
import { untilItHangs, usualHealthRules, type HealthRules } from './health.js';
import { pause } from './processes.js';

export const serviceNames = ['postgres', 'temporal', 'worker', 'api'] as const;
export type ServiceName = (typeof serviceNames)[number];
export type Pids = Readonly<Partial<Record<ServiceName, number>>>;

export type RunningService = Readonly<{
  pid: number;
  exited: Promise<Exit>;
  stop(): Promise<unknown>;
  kill(): void;
}>;

export type Service = Readonly<{
  name: ServiceName;
  /** Resolves when the service is ready for use. Called again, with the same ports, after each unexpected end. */
  start(signal: AbortSignal): Promise<RunningService>;
  /** Asks the running service how it is; rejects when it does not answer. Without it only its end is noticed. */
  ask?(running: RunningService, signal: AbortSignal): Promise<void>;
}>;

export type SupervisorOptions = Readonly<{
  /** Hears in one line what went wrong and what is done about it. */
  report(line: string): void;
  /** Hears the process ids whenever one changes. */
  onPids(pids: Pids): void | Promise<void>;
  backOff?: Readonly<{ firstMs: number; longestMs: number; healthyAfterMs: number }>;
  health?: HealthRules;
}>;

export type Supervisor = Readonly<{
  /** Starts a service and from then on keeps it running. A failure of this first start is the caller's. */
  start(service: Service): Promise<void>;
  /** Stops all services in the reverse order of their start. */
  stop(): Promise<void>;
  /** Ends all services at once, by force. */
  kill(): void;
  pids(): Pids;
}>;

const defaultBackOff = { firstMs: 200, longestMs: 10_000, healthyAfterMs: 30_000 };

type Kept = { service: Service; running: RunningService | undefined; watching: Promise<void> };

function describeExit(exit: Exit): string {
  return exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`;
}

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const backOff = options.backOff ?? defaultBackOff;
  const health = options.health ?? usualHealthRules;
  const stopping = new AbortController();
  const kept: Kept[] = [];

  const pids = (): Pids =>
    Object.fromEntries(
      kept.flatMap(({ service, running }) => (running === undefined ? [] : [[service.name, running.pid]])),
    );
  const tellPids = async () => {
    try {
      await options.onPids(pids());
    } catch (error) {
      options.report(`the process ids could not be written down: ${messageOf(error)}`);
    }
  };

  async function endWhenItHangs(service: Service, running: RunningService, over: AbortSignal): Promise<void> {
    const { ask, name } = service;
    if (ask === undefined) return;
    const watched = { pid: running.pid, ask: (signal: AbortSignal) => ask(running, signal) };
    const why = await untilItHangs(watched, health, over);
    if (why === undefined) return;
    options.report(`${name} (process ${running.pid}) hangs: ${why}; ending it, so that it can be started again`);
    await running.stop();
  }

  async function keepRunning(entry: Kept): Promise<void> {
    const { name } = entry.service;
    let deaths = 0;
    let waitMs = backOff.firstMs;
    for (let running = entry.running; running !== undefined; running = entry.running) {
      const upSince = Date.now();
      const watch = new AbortController();
      void endWhenItHangs(entry.service, running, AbortSignal.any([watch.signal, stopping.signal]));
      const exit = await running.exited;
      watch.abort();
      entry.running = undefined;
      if (stopping.signal.aborted) return;
      if (Date.now() - upSince >= backOff.healthyAfterMs) waitMs = backOff.firstMs;
      deaths += 1;
      const often =
        deaths === 1
          ? 'for the first time'
          : `for the ${deaths}th time`.replace(' 2th', ' 2nd').replace(' 3th', ' 3rd');
      options.report(
        `${name} (process ${running.pid}) died with ${describeExit(exit)} ${often}; starting it again in ${waitMs / 1000} s`,
      );
      await tellPids();
      while (entry.running === undefined) {
        await pause(waitMs, stopping.signal);
        if (stopping.signal.aborted) return;
        waitMs = Math.min(waitMs * 2, backOff.longestMs);
        try {
          entry.running = await entry.service.start(stopping.signal);
          options.report(`${name} is up again (process ${entry.running.pid})`);
          await tellPids();
        } catch (error) {
          if (stopping.signal.aborted) return;
          options.report(
            `${name} could not be started again: ${messageOf(error)}; trying once more in ${waitMs / 1000} s`,
          );
        }
      }
    }
  }

  return {
    start: async (service) => {
      stopping.signal.throwIfAborted();
      const running = await service.start(stopping.signal);
      const entry: Kept = { service, running, watching: Promise.resolve() };
      kept.push(entry);
      entry.watching = keepRunning(entry);
      await tellPids();
    },
    stop: async () => {
      stopping.abort();
      for (const entry of kept.toReversed()) {
        await entry.running?.stop();
        await entry.watching;
        // A start that was under way when the stop came may have succeeded all the same.
        await entry.running?.stop();
        entry.running = undefined;
      }
    },
    kill: () => {
      stopping.abort();
      for (const { running } of kept) running?.kill();
    },
    pids,
  };
}
