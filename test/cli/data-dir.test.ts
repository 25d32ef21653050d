import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyDataDir, holdsData, masterKeyFor, openDataDir } from '../../cli/stack/data-dir.js';

describe('the data folder', () => {
  let home: string;
  let dataDir: string;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'huiying-data-'));
    dataDir = join(home, 'data');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('is private and serves one at a time, and the second is told where the first can be reached', async () => {
    const lock = await openDataDir(dataDir);
    await lock.describe('http://127.0.0.1:12345');
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    await expect(openDataDir(dataDir)).rejects.toThrow(
      `process ${process.pid} has ${dataDir} and serves http://127.0.0.1:12345`,
    );
    await lock.release();
    await (await openDataDir(dataDir)).release();
  });

  it('is emptied only when it was made by the program', async () => {
    await mkdir(dataDir);
    await writeFile(join(dataDir, 'thesis.txt'), 'years of work');
    await openDataDir(dataDir);
    await expect(emptyDataDir(dataDir)).rejects.toThrow('was not made by Huiying');
    expect(await readdir(dataDir)).toContain('thesis.txt');
  });

  it('holds nothing after it has been emptied, and stays locked', async () => {
    await openDataDir(dataDir);
    expect(await holdsData(dataDir)).toBe(false);
    await masterKeyFor(dataDir, undefined, false);
    expect(await holdsData(dataDir)).toBe(true);
    await emptyDataDir(dataDir);
    expect(await holdsData(dataDir)).toBe(false);
    await expect(openDataDir(dataDir)).rejects.toThrow('already running');
  });
});

describe('the master key', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'huiying-key-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('is made once, for its owner only, and found again', async () => {
    const first = await masterKeyFor(dataDir, undefined, false);
    const second = await masterKeyFor(dataDir, undefined, false);
    expect([first.made, second.made, first.key.length]).toEqual([true, false, 32]);
    expect(second.key).toEqual(first.key);
    expect((await stat(join(dataDir, 'master.key'))).mode & 0o777).toBe(0o600);
  });

  it('is the one that was given, and then none is made', async () => {
    const given = Buffer.alloc(32, 1);
    expect(await masterKeyFor(dataDir, given, true)).toEqual({ key: given, made: false });
    expect(await readdir(dataDir)).toEqual([]);
  });

  it('must be given with a database of your own', async () => {
    await expect(masterKeyFor(dataDir, undefined, true)).rejects.toThrow('HUIYING_MASTER_KEY is missing');
  });

  it('is not made anew when the database that needs the old one is there', async () => {
    await mkdir(join(dataDir, 'postgres', 'cluster'), { recursive: true });
    await expect(masterKeyFor(dataDir, undefined, false)).rejects.toThrow('The master key is gone');
  });

  it('is refused when its file has been damaged', async () => {
    await writeFile(join(dataDir, 'master.key'), 'short');
    await expect(masterKeyFor(dataDir, undefined, false)).rejects.toThrow('does not hold 32 bytes');
    expect(await readFile(join(dataDir, 'master.key'), 'utf8')).toBe('short');
  });
});
