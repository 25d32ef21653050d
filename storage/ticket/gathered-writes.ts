/** Rows that nobody waits for: a moment after the first of them has come, all of them are written together. */
export interface GatheredWrites {
  /** Something has come. */
  soon(): void;
  /** Writes what is still to be written. */
  close(): Promise<void>;
}

export function createGatheredWrites(deps: {
  readonly waiting: { readonly size: number };
  /** Writes what waits, and lets go of it. */
  readonly write: () => Promise<void>;
  readonly gatherMs: number;
  /** How long after a failure; without it only the next that comes makes it try again. */
  readonly againMs?: number;
  readonly onError: (error: Error) => void;
}): GatheredWrites {
  const { waiting, gatherMs, againMs } = deps;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function schedule(afterMs: number): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      writing = write();
    }, afterMs);
  }

  async function write(): Promise<void> {
    try {
      await deps.write();
      if (waiting.size > 0) schedule(gatherMs);
    } catch (error) {
      deps.onError(error instanceof Error ? error : new Error(String(error)));
      if (againMs !== undefined) schedule(againMs);
    }
  }

  return {
    soon: () => schedule(gatherMs),
    async close() {
      clearTimeout(timer);
      await writing;
      if (waiting.size > 0) await write();
      clearTimeout(timer);
    },
  };
}
