/**
 * A queue of one lane: handlers interleave at every `await`, so what reads the ticket and then writes it must not.
 * A piece of work that fails fails alone.
 */
export function oneAtATime(): { run<T>(work: () => T | Promise<T>): Promise<T>; isIdle(): boolean } {
  let tail: Promise<unknown> | null = null;
  let waiting = 0;
  return {
    async run(work) {
      const before = tail;
      waiting += 1;
      const mine = before === null ? Promise.resolve().then(work) : before.then(work, work);
      tail = mine;
      try {
        return await mine;
      } finally {
        waiting -= 1;
        if (waiting === 0) tail = null;
      }
    },
    isIdle: () => waiting === 0,
  };
}
