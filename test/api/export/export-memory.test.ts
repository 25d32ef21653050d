import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROWS = 100_000;
const MOST_MORE_MB = 100;
/** By itself, as it runs: what a test has around it needs more memory than the file. */
const PROGRAM = join(import.meta.dirname, '../../support/export-memory.mjs');

describe('a file of a hundred thousand rows', () => {
  it('is written and read in portions: however long it is, little of it is in memory', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, String(ROWS)]);
    const { rows, isWhole, written, more } = JSON.parse(stdout) as {
      rows: number;
      isWhole: boolean;
      written: number;
      more: number;
    };
    process.stdout.write(`  ${written} MB were written and read with ${more} MB more in memory\n`);
    expect([rows, isWhole]).toEqual([ROWS, true]);
    expect(written).toBeGreaterThan(2 * MOST_MORE_MB);
    expect(more).toBeLessThan(MOST_MORE_MB);
  });
});
