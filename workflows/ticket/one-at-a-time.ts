export interface Turns {
  run<T>(work: () => T | Promise<T>): Promise<T>;
  isIdle(): boolean;
}

/**
 * A queue of one lane: handlers interleave at every `await`, so what reads the ticket and then writes it must not. A
 * piece of work that fails fails alone. When nobody waits, work begins at once. Written without `async`: in the sandbox
 * every promise keeps the stack it was made on, and this one stands before each command.
 */
export function oneAtATime(): Turns {
  let tail: Promise<unknown> | null = null;
  let waiting = 0;
  const left = (): void => {
    waiting -= 1;
    if (waiting === 0) tail = null;
  };
  return {
    run<T>(work: () => T | Promise<T>) {
      waiting += 1;
      const mine = (tail === null ? begun(work) : tail.then(work, work)).then(
        (result) => {
          left();
          return result;
        },
        (error: unknown) => {
          left();
          throw error;
        },
      );
      tail = mine;
      return mine;
    },
    isIdle: () => waiting === 0,
  };
}

function begun<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return Promise.resolve(work());
  } catch (error) {
    return Promise.reject(error instanceof Error ? error : new Error('Work failed.', { cause: error }));
  }
}
