import { readFileSync, writeFileSync } from 'node:fs';

/**
 * What a run of tests came to. `passed` and `failed` count tests, and each test file that could not run
 * counts as one failed; `skipped` lists the tests that did not run, each with its reason.
 */
export const NOTHING = Object.freeze({ passed: 0, failed: 0, skipped: [] });

export function add(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: [...one.skipped, ...other.skipped],
  };
}

/** The lines that end a run; the last one is the result, in a form that programs may rely on. */
export function closingLines({ passed, failed, skipped }) {
  const reasons = skipped.map(({ test, reason }) => `skipped: ${test} (${reason})`);
  const result = `${passed} passed, ${failed} failed`;
  return skipped.length === 0 ? [result] : [...reasons, `${result}, ${skipped.length} skipped`];
}

export function writeTally(path, tally) {
  writeFileSync(path, JSON.stringify(tally));
}

export function readTally(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
