import { summary } from '../support/statistics.mjs';

/**
 * Whether `expected` deadlines fired as promised: each once, none lost, none before its instant. Late is counted from
 * the place that each was given. Instants in milliseconds; `placeAt` is missing where nothing is spread.
 * @param {{ id: string, scheduledAt: number, placeAt?: number, firedAt: number }[]} fired
 */
export function exactness(fired, expected, dueAt) {
  const distinct = new Set(fired.map(({ id }) => id)).size;
  return {
    expected,
    fired: distinct,
    lost: expected - distinct,
    doubled: fired.length - distinct,
    early: fired.filter(({ scheduledAt, firedAt }) => firedAt < scheduledAt).length,
    elsewhere: fired.filter(({ scheduledAt }) => scheduledAt !== dueAt).length,
    latenessMs: summary(fired.map(({ scheduledAt, placeAt = scheduledAt, firedAt }) => Math.max(0, firedAt - placeAt))),
  };
}

export function isExact({ lost, doubled, early, elsewhere }) {
  return lost === 0 && doubled === 0 && early === 0 && elsewhere === 0;
}
