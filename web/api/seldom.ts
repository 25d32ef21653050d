/**
 * Does it at once, and then not again before so long: what is wished for meanwhile is done once, at the end of it. What
 * is asked of the API because something happened goes through this, however much happens.
 */
export function seldom(everyMs: number, deed: () => void): () => void {
  let lastAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = (): void => {
    timer = undefined;
    lastAt = performance.now();
    deed();
  };
  return () => {
    if (timer !== undefined) return;
    const left = lastAt + everyMs - performance.now();
    if (left <= 0) now();
    else timer = setTimeout(now, left);
  };
}
