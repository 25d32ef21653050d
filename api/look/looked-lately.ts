/** So long the files of one ticket are one view, however many parts and small pictures of them are fetched. */
const LATELY_MS = 600_000;
const MOST_KNOWN = 10_000;

/** Whether this was asked within ten minutes of the first time; each process remembers its own. */
export function createLookedLately(clock: () => number): (what: string) => boolean {
  const since = new Map<string, number>();
  return (what) => {
    const before = since.get(what);
    if (before !== undefined && clock() - before < LATELY_MS) return true;
    since.delete(what);
    since.set(what, clock());
    if (since.size > MOST_KNOWN) since.delete(since.keys().next().value ?? '');
    return false;
  };
}
