import type { Plot } from './plots.js';

export type Kind = 'look' | 'command' | 'register';

/** A promise of the hotline that did not hold while the run went on. */
export interface Broken {
  readonly what: 'refused-unexpectedly' | 'not-refused' | 'not-offered' | 'answered-differently' | 'got-stuck';
  readonly ticket: string;
  readonly says: string;
}

/** What is counted while the tickets live. */
export interface Tally {
  readonly latencies: Readonly<Record<Kind, number[]>>;
  readonly expected: ReadonlyMap<string, number>;
  readonly unexpected: ReadonlyMap<string, number>;
  readonly retries: ReadonlyMap<string, number>;
  readonly broken: readonly Broken[];
  readonly levels: readonly number[];
  readonly commands: number;
  readonly repeated: number;
  readonly moved: number;
  answered(kind: Kind, milliseconds: number): void;
  retried(why: string): void;
  done(): void;
  /** The same command under the same key had the same answer. */
  sameAgain(): void;
  /** The ticket had moved on by itself before the act was given, so another was chosen. */
  movedOn(): void;
  refused(code: string, isExpected: boolean): void;
  breaks(broken: Broken): void;
  reachedLevel(level: number): void;
}

/** A ticket of the run, as its life left it. */
export interface Life {
  readonly index: number;
  readonly plot: Plot;
  readonly id: string;
  readonly number: string;
}

export function createTally(): Tally {
  const latencies = { look: [] as number[], command: [] as number[], register: [] as number[] };
  const expected = new Map<string, number>();
  const unexpected = new Map<string, number>();
  const retries = new Map<string, number>();
  const broken: Broken[] = [];
  const levels = [0, 0, 0, 0, 0, 0];
  const counts = { commands: 0, repeated: 0, moved: 0 };
  return {
    latencies,
    expected,
    unexpected,
    retries,
    broken,
    levels,
    get commands() {
      return counts.commands;
    },
    get repeated() {
      return counts.repeated;
    },
    get moved() {
      return counts.moved;
    },
    answered: (kind, milliseconds) => latencies[kind].push(milliseconds),
    retried: (why) => count(retries, why),
    done: () => (counts.commands += 1),
    sameAgain: () => (counts.repeated += 1),
    movedOn: () => (counts.moved += 1),
    refused: (code, isExpected) => count(isExpected ? expected : unexpected, code),
    breaks: (one) => broken.push(one),
    reachedLevel: (level) => (levels[level] = (levels[level] ?? 0) + 1),
  };
}

export function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
