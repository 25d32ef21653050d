import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyDataDir, holdsData, openDataDir } from '../../cli/stack/data-dir.js';
import { dataKeys, meantKeys, writeRing } from '../../cli/stack/data-keys.js';
import { keyRing } from '../../config/key-ring.js';

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
    await dataKeys(envOf(dataDir), 'make');
    expect(await holdsData(dataDir)).toBe(true);
    await emptyDataDir(dataDir);
    expect(await holdsData(dataDir)).toBe(false);
    await expect(openDataDir(dataDir)).rejects.toThrow('already running');
  });
});

const envOf = (dataDir: string, given: Partial<Parameters<typeof dataKeys>[0]> = {}) => ({
  ...{ dataDir, databaseUrl: undefined, keyRing: undefined, keyRingFile: undefined, masterKey: undefined },
  masterKeyId: 'k1',
  ...given,
});

describe('the keys of a data folder', () => {
  let dataDir: string;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'huiying-key-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('are made once, for their owner only, one for each purpose, and found again', async () => {
    const first = await dataKeys(envOf(dataDir), 'make');
    const second = await dataKeys(envOf(dataDir), 'make');
    expect([first.made, second.made]).toEqual([true, false]);
    expect(first.ring?.keys.map((one) => [one.for, one.state, one.key.length])).toEqual([
      ['sealing', 'current', 32],
      ['signing', 'current', 32],
      ['payloads', 'current', 32],
    ]);
    expect(new Set(first.ring?.keys.map(({ key }) => key.toString('hex'))).size).toBe(3);
    expect(second.ring).toEqual(first.ring);
    expect((await stat(join(dataDir, 'key-ring.json'))).mode & 0o777).toBe(0o600);
  });

  it('are the master key that an earlier version made there, beside a ring that a key can be added to', async () => {
    const key = Buffer.alloc(32, 9);
    await writeFile(join(dataDir, 'master.key'), `${key.toString('base64')}\n`);
    expect((await meantKeys(envOf(dataDir))).keysFor('sealing').current).toMatchObject({ id: 'k1', key, plain: true });
    expect(await readdir(dataDir)).toEqual(['master.key']);
    const { ring, file, made } = await dataKeys(envOf(dataDir), 'make');
    expect({ ring, file, made }).toEqual({
      ring: { version: 1, keys: [] },
      file: join(dataDir, 'key-ring.json'),
      made: false,
    });
    expect((await meantKeys(envOf(dataDir))).keysFor('signing').current).toMatchObject({ id: 'k1', plain: true });
  });

  it('are those that were given, and then none is made', async () => {
    const given = Buffer.alloc(32, 1);
    expect(await dataKeys(envOf(dataDir, { masterKey: given, databaseUrl: 'postgres://own' }))).toMatchObject({
      master: { id: 'k1', key: given },
      made: false,
    });
    const { ring } = await dataKeys(envOf(join(dataDir)), 'make');
    const elsewhere = await mkdtemp(join(tmpdir(), 'huiying-key-'));
    const own = await dataKeys(envOf(elsewhere, { keyRing: ring ?? undefined, keyRingFile: '/run/secrets/key_ring' }));
    expect(own).toMatchObject({ ring, file: '/run/secrets/key_ring', made: false });
    expect(await readdir(elsewhere)).toEqual([]);
    await rm(elsewhere, { recursive: true });
  });

  it('must be given with a database of your own', async () => {
    await expect(dataKeys(envOf(dataDir, { databaseUrl: 'postgres://own' }))).rejects.toThrow(
      'HUIYING_MASTER_KEY is missing',
    );
  });

  it('are not made anew when the database that needs the old ones is there', async () => {
    await mkdir(join(dataDir, 'postgres', 'cluster'), { recursive: true });
    await expect(dataKeys(envOf(dataDir), 'make')).rejects.toThrow('The master key is gone');
    await writeRing(join(dataDir, 'key-ring.json'), { version: 1, keys: [] });
    await expect(dataKeys(envOf(dataDir), 'make')).rejects.toThrow('The master key is gone');
  });

  it('are refused when their file has been damaged', async () => {
    await writeFile(join(dataDir, 'master.key'), 'short');
    await expect(dataKeys(envOf(dataDir), 'make')).rejects.toThrow('does not hold 32 bytes');
    expect(await readFile(join(dataDir, 'master.key'), 'utf8')).toBe('short');
    await writeFile(join(dataDir, 'master.key'), Buffer.alloc(32).toString('base64'));
    await writeFile(join(dataDir, 'key-ring.json'), '{"version": 1, "keys": [{}]}');
    await expect(dataKeys(envOf(dataDir), 'make')).rejects.toThrow('is not a key ring');
  });

  it('seal for nothing while none of them is current', () => {
    expect(() => keyRing({ version: 1, keys: [] }, null)).toThrow('No key is current for sealing');
  });
});
