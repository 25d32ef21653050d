import { ApiProblem } from '../http/problem.js';

export interface RestoreGate {
  /** Refuses while the database holds tickets that were erased. Costs nothing once it was seen that it does not. */
  assertOpen(): Promise<void>;
  /** Looks again; answers how many it holds. */
  look(): Promise<number>;
  /** How many it held when it was last looked, and looked at again only where `assertOpen` would. */
  known(): Promise<number>;
}

/** While it is shut, whoever asks has it look again, but not more often than this. */
const AGAIN_MS = 2_000;

/**
 * A backup of before an erasure brings back what was erased. The list in the second place says so, and nothing is
 * served until it has been followed again. `clock`: milliseconds since 1970.
 */
export function createRestoreGate(broughtBack: () => Promise<readonly string[]>, clock: () => number): RestoreGate {
  let back: number | null = null;
  let lookedAt = -Infinity;
  let looking: Promise<number> | null = null;

  function look(): Promise<number> {
    looking ??= broughtBack()
      .then(({ length }) => {
        back = length;
        lookedAt = clock();
        return length;
      })
      .finally(() => (looking = null));
    return looking;
  }

  function known(): Promise<number> {
    const isKnown = back === 0 || (back !== null && clock() - lookedAt < AGAIN_MS);
    return isKnown ? Promise.resolve(back ?? 0) : look();
  }

  return {
    look,
    known,
    async assertOpen() {
      if (back === 0) return;
      const now = await known();
      if (now > 0)
        throw new ApiProblem(
          'unavailable',
          `A backup brought back ${now} tickets that were erased. Nothing is served until they are erased again: huiying erase replay.`,
          { headers: { 'Retry-After': '60' } },
        );
    },
  };
}
