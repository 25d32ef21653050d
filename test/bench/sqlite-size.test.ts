import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sqliteBytes } from '../../bench/support/sqlite-size.mjs';

const PAGE_BYTES = 4_096;

/**
 * One page in the file, and in the log beside it one frame for each of these sizes that a commit says the database has
 * (0: no commit).
 */
function database(path: string, frames: readonly { readonly pages: number; readonly round: string }[]): void {
  const page = Buffer.alloc(PAGE_BYTES);
  page.writeUInt16BE(PAGE_BYTES, 16);
  writeFileSync(path, page);
  const header = Buffer.alloc(32);
  header.write('round two', 16, 8);
  const log = frames.map(({ pages, round }) => {
    const frame = Buffer.alloc(24 + PAGE_BYTES);
    frame.writeUInt32BE(pages, 4);
    frame.write(round, 8, 8);
    return frame;
  });
  writeFileSync(`${path}-wal`, Buffer.concat([header, ...log]));
}

describe('The size of a SQLite database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'huiying-size-'));
  const path = join(folder, 'engine.db');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is that of the file while nothing is in the log', () => {
    database(path, []);
    expect(sqliteBytes(path)).toBe(PAGE_BYTES);
  });

  it('is what the last commit in the log says, and what stands there from an earlier round says nothing', () => {
    database(path, [
      { pages: 5, round: 'round two' },
      { pages: 7, round: 'round two' },
      { pages: 0, round: 'round two' },
      { pages: 90, round: 'round one' },
    ]);
    expect(sqliteBytes(path)).toBe(7 * PAGE_BYTES);
  });
});
