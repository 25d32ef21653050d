/**
 * Does it again and again, each time a while after it was done. After a failure the pause is doubled, up to the
 * longest, until it has been done again. Stopping waits for what is under way, and nothing begins after it.
 */
export function againAndAgain(deps: {
  readonly work: () => Promise<void>;
  readonly everyMs: number;
  readonly longestPauseMs: number;
  readonly onFailure: (error: unknown, nextInMs: number) => void;
}): { stop(): Promise<void> } {
  const { work, everyMs, longestPauseMs, onFailure } = deps;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let pause = everyMs;
  let underWay: Promise<void> = Promise.resolve();

  async function once(): Promise<void> {
    try {
      await work();
      pause = everyMs;
    } catch (error) {
      pause = Math.min(longestPauseMs, pause * 2);
      onFailure(error, pause);
    }
  }

  function schedule(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      underWay = once().then(schedule);
    }, pause);
    timer.unref();
  }

  schedule();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
