/** The answers with which a receiver asks for a pause. */
const ASKS_FOR_A_PAUSE: ReadonlySet<number> = new Set([429, 503]);
/** Who is not to be called for days is as good as lost, and a slip of the pen must not make it so. */
const LONGEST_MS = 6 * 3_600_000;

/**
 * What `Retry-After` asks for, in seconds or as a date, at most six hours; `null` where nothing is asked that can be
 * understood.
 */
export function retryAfterMs(status: number, header: string | undefined, now: number): number | null {
  if (header === undefined || !ASKS_FOR_A_PAUSE.has(status)) return null;
  const text = header.trim();
  const wanted = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(wanted) || wanted <= 0 ? null : Math.min(wanted, LONGEST_MS);
}
