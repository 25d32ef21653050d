import { closingLines, writeTally } from '../../scripts/support/tally.mjs';

/** Matches the mark that `skipBecause` leaves in the name of what it skips. */
const REASON = /\[skipped: (.*?)\]/;

/**
 * Counts what happened. Run by `scripts/test.mjs`, which may need several runs, it leaves the count in the file
 * named by HUIYING_TEST_TALLY; run by jest alone, it prints the closing lines itself.
 */
export default class TallyReporter {
  constructor(globalConfig) {
    this.filtered = Boolean(globalConfig.testNamePattern);
  }

  onRunComplete(_contexts, results) {
    const couldNotRun = results.testResults.filter((file) => file.testExecError).length;
    const tally = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + couldNotRun,
      skipped: results.testResults.flatMap((file) => file.testResults).flatMap((test) => this.skipOf(test)),
    };
    const path = process.env.HUIYING_TEST_TALLY;
    if (path) writeTally(path, tally);
    else process.stdout.write(`${closingLines(tally).join('\n')}\n`);
  }

  skipOf({ status, fullName }) {
    if (status !== 'pending' && status !== 'todo' && status !== 'disabled') return [];
    const reason = REASON.exec(fullName)?.[1];
    // A test left out by `-t` was not asked for; it is no more skipped than a file that was not named.
    if (this.filtered && !reason) return [];
    return [{ test: fullName.replace(REASON, '').replace(/\s+/g, ' ').trim(), reason: reason ?? 'no reason given' }];
  }
}
