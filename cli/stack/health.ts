import { messageOf } from '../failure.js';
import { cpuSeconds, pause } from './processes.js';

export type HealthRules = Readonly<{
  everyMs: number;
  /** So long a question may wait for its answer. */
  deadlineMs: number;
  /** So many questions in a row without an answer, and the service hangs. */
  misses: number;
  /** As many where it says nothing, but works: it may be on its way through a heap of work. */
  missesWhileBusy: number;
  /** A process that uses less of a core than this while it is silent waits for something that does not come. */
  busyShare: number;
}>;

/** A machine under load answers late for a minute or two; what has hung does not answer any more. */
export const usualHealthRules: HealthRules = {
  everyMs: 10_000,
  deadlineMs: 10_000,
  misses: 5,
  missesWhileBusy: 18,
  busyShare: 0.1,
};

export type Watched = Readonly<{
  pid: number;
  /** Rejects when the service does not answer, or answers that it cannot. */
  ask(signal: AbortSignal): Promise<void>;
}>;

class Silence extends Error {}

/**
 * Asks a service how it is, again and again, and resolves with the reason once it hangs; with `undefined` when the
 * signal ends the watch. Questions that could not be put in time, because this process or the whole machine stood
 * still, count for nothing.
 */
export async function untilItHangs(
  { pid, ask }: Watched,
  rules: HealthRules,
  over: AbortSignal,
): Promise<string | undefined> {
  let missed = 0;
  let silentSince = 0;
  let cpuBefore = 0;
  while (await pause(rules.everyMs, over)) {
    const askedAt = Date.now();
    try {
      await answered(ask, rules.deadlineMs, over);
      missed = 0;
      continue;
    } catch (error) {
      if (over.aborted) return undefined;
      const now = Date.now();
      if (now - askedAt > rules.deadlineMs * 2) {
        missed = 0;
        continue;
      }
      if (missed === 0) {
        silentSince = askedAt;
        cpuBefore = await cpuSeconds(pid);
      }
      missed += 1;
      const seconds = (now - silentSince) / 1_000;
      const busy = error instanceof Silence && (await cpuSeconds(pid)) - cpuBefore > seconds * rules.busyShare;
      if (missed >= (busy ? rules.missesWhileBusy : rules.misses)) {
        return `${missed} questions in ${Math.round(seconds)} s had no good answer, the last one: ${messageOf(error)}`;
      }
    }
  }
  return undefined;
}

async function answered(ask: Watched['ask'], deadlineMs: number, over: AbortSignal): Promise<void> {
  const done = new AbortController();
  const signal = AbortSignal.any([over, done.signal]);
  try {
    const late = pause(deadlineMs, signal).then((elapsed) => {
      if (elapsed) throw new Silence(`no answer within ${deadlineMs / 1_000} s`);
    });
    const asked = ask(signal);
    // Whichever comes second is heard by nobody.
    asked.catch(() => undefined);
    late.catch(() => undefined);
    await Promise.race([asked, late]);
  } finally {
    done.abort();
  }
}
