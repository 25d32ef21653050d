import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const AGAIN_AFTER_MS = 1_000;

/**
 * Keeps one process running as a service manager does: what ends by itself is started again. Faults are done to it by
 * its own process id.
 * @param {(signal: AbortSignal) => Promise<{ pid: number, exited: Promise<unknown>, stop(): Promise<unknown>, kill():
 *   void }>} start
 */
export function keep(name, start, say) {
  const stopping = new AbortController();
  // Each start listens once more.
  setMaxListeners(0, stopping.signal);
  let running = null;
  let expected = false;
  let endedByItself = 0;
  let starting = null;

  async function up() {
    for (;;) {
      try {
        const child = await start(stopping.signal);
        running = child;
        expected = false;
        void child.exited.then(() => {
          if (running === child) running = null;
          if (expected || stopping.signal.aborted) return;
          endedByItself += 1;
          say(`${name} ended by itself and is started again`);
          void pause(AGAIN_AFTER_MS).then(() => service.start());
        });
        if (stopping.signal.aborted) await child.stop();
        return;
      } catch (error) {
        if (stopping.signal.aborted) return;
        say(`${name} did not start (${error.message}); once more`);
        await pause(AGAIN_AFTER_MS);
      }
    }
  }

  const service = {
    name,
    get endedByItself() {
      return endedByItself;
    },
    get isUp() {
      return running !== null;
    },
    /** Answers when it is ready; one start at a time. */
    start() {
      if (running !== null || stopping.signal.aborted) return Promise.resolve();
      starting ??= up().finally(() => (starting = null));
      return starting;
    },
    /** Sends a signal after which it goes on, such as SIGSTOP. */
    signal(which) {
      if (running !== null) process.kill(running.pid, which);
    },
    /** Ends it the given way and waits until it is gone. */
    async end(how) {
      const child = running;
      if (child === null) return;
      expected = true;
      if (how === 'SIGTERM') await child.stop();
      else if (how === 'SIGKILL') child.kill();
      else process.kill(child.pid, how);
      await child.exited;
      running = null;
    },
    /** For good. */
    async close() {
      stopping.abort();
      const child = running;
      if (child === null) return;
      try {
        process.kill(child.pid, 'SIGCONT');
      } catch {
        // It has just ended.
      }
      await child.stop();
    },
  };
  return service;
}
