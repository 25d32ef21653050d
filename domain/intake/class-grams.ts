import { everyMatch } from '../every-match.js';
import { folded } from './folded-text.js';

/** What stands together of a text. Digits part as signs do: they tell whose matter it is, and not which. */
const RUN = /\p{L}+/gu;
/** So many characters stand in a gram at most. */
const LONGEST_GRAM = 3;
/** What a text says of its class it says early; whoever pastes a book waits for no more than this. */
const READ = 2_000;

/** The letters of a text as they are compared, run by run. */
export function runsOf(text: string): string[] {
  const runs: string[] = [];
  for (const [run] of everyMatch(RUN, folded(clipped(text)))) runs.push(run);
  return runs;
}

/** How often each gram of one, two or three neighbouring characters stands in these runs. */
export function gramsIn(runs: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const run of runs)
    for (let at = 0; at < run.length; at += 1)
      for (let length = 1; length <= LONGEST_GRAM && at + length <= run.length; length += 1) {
        const gram = run.slice(at, at + length);
        times.set(gram, (times.get(gram) ?? 0) + 1);
      }
  return times;
}

/** A gram that is said again counts for little more. */
export function damped(times: number): number {
  return times === 1 ? 1 : 1 + Math.log(times);
}

export function clipped(text: string): string {
  return text.length <= READ ? text : text.slice(0, READ);
}
