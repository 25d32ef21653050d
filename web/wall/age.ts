import { fill, minuteOf, texts } from './language.js';

const SLOW_MS = 60_000;
const LOST_MS = 5 * 60_000;

export interface Heard {
  /** When the last answer came; null: none has yet. */
  readonly at: number | null;
  readonly since: number;
  readonly sessionEnded: boolean;
}

export interface Age {
  readonly kind: 'fresh' | 'slow' | 'lost';
  /** A sign beside the words, so that it is seen without colour. */
  readonly sign: string;
  readonly words: string;
}

/** How old the numbers are, said so that nobody takes old ones for new ones. */
export function ageOf({ at, since, sessionEnded }: Heard, now: number): Age {
  if (sessionEnded)
    return {
      kind: 'lost',
      sign: '✕',
      words: at === null ? texts.wall.signIn : fill(texts.wall.ended, { at: minuteOf(at) }),
    };
  const from = at ?? since;
  const n = Math.max(0, Math.floor((now - from) / 1_000));
  if (now - from > LOST_MS) return { kind: 'lost', sign: '✕', words: fill(texts.wall.lost, { at: minuteOf(from) }) };
  if (now - from > SLOW_MS) return { kind: 'slow', sign: '▲', words: fill(texts.wall.slow, { n }) };
  if (at === null) return { kind: 'fresh', sign: '…', words: texts.wall.loading };
  return { kind: 'fresh', sign: '●', words: fill(texts.wall.age, { n }) };
}
