/**
 * Figures that cost much and hardly move in minutes. Whoever finds them old gets the old ones and has new ones made for
 * the next, so that a wall that asks every few seconds never waits.
 */
export function createKept<Of extends { readonly asOf: Date }>({
  freshForMs,
}: {
  readonly freshForMs: number;
}): (key: string, now: Date, make: () => Promise<Of>) => Promise<Of> {
  const kept = new Map<string, { readonly figures: Of; refreshing: boolean }>();

  return async (key, now, make) => {
    const made = async (): Promise<Of> => {
      const figures = await make();
      if (kept.size >= KEPT_AT_MOST) kept.clear();
      kept.set(key, { figures, refreshing: false });
      return figures;
    };
    const old = kept.get(key);
    if (!old || freshForMs === 0) return made();
    if (now.getTime() - old.figures.asOf.getTime() >= freshForMs && !old.refreshing) {
      old.refreshing = true;
      made().catch(() => {
        // The next reader tries again; this one has its answer, and the counts beside it tell that the database is
        // away.
        old.refreshing = false;
      });
    }
    return old.figures;
  };
}

const KEPT_AT_MOST = 500;
