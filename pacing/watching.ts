/** What is looked at again and again, for all who listen; only while somebody does. */
export interface Watching<News, Seen> {
  /** Until the function that it answers with is called. */
  listen(listener: (news: News) => void): () => void;
  /** As it was seen last. */
  seen(): Seen;
}

/**
 * The one in a process that looks. `look`: what is there now, and what of it is news beside what was seen before;
 * `null`: nothing is. `nothing`: what was seen while nobody listened.
 */
export function createWatching<News, Seen>(
  look: (before: Seen) => Promise<{ readonly seen: Seen; readonly news: News | null }>,
  {
    nothing,
    everyMs,
    onError,
  }: { readonly nothing: Seen; readonly everyMs: number; readonly onError: (error: unknown) => void },
): Watching<News, Seen> {
  const listeners = new Set<(news: News) => void>();
  let seen = nothing;
  let timer: NodeJS.Timeout | undefined;

  async function again(): Promise<void> {
    try {
      const found = await look(seen);
      seen = found.seen;
      if (found.news !== null) for (const listener of [...listeners]) listener(found.news);
    } catch (error) {
      onError(error);
    }
    timer = listeners.size > 0 ? setTimeout(() => void again(), everyMs) : undefined;
    if (timer === undefined) seen = nothing;
  }

  return {
    listen(listener) {
      listeners.add(listener);
      timer ??= setTimeout(() => void again(), 0);
      return () => void listeners.delete(listener);
    },
    seen: () => seen,
  };
}
