import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkFiles } from '../../cli/doctor-files.js';
import { defineFiles } from '../../cli/files.js';
import { readEnv } from '../../config/env.js';
import { createFolderFiles } from '../../files/folder-files.js';
import { inPieces } from '../support/files.js';
import { missingObjectStore, startObjectStore, type ObjectStore } from '../support/object-store.js';
import { printed, printedBy } from '../support/printed-by.js';
import { describeUnlessMissing } from '../support/skip.js';

const names = Array.from({ length: 9 }, () => randomUUID());

describeUnlessMissing(missingObjectStore, 'the command line for files', () => {
  const before = { ...process.env };
  let store: ObjectStore;
  let folder = '';
  beforeAll(async () => {
    store = await startObjectStore();
    folder = await mkdtemp(join(tmpdir(), 'huiying-files-'));
    for (const name of names) await createFolderFiles(folder).write(name, inPieces(Buffer.alloc(100_000, name)));
    Object.assign(process.env, {
      HUIYING_FILES_DIR: folder,
      HUIYING_S3_BUCKET: store.bucket.bucket,
      HUIYING_S3_ENDPOINT: store.bucket.endpoint,
      HUIYING_S3_KEY_ID: store.bucket.keyId,
      HUIYING_S3_SECRET: store.bucket.secret,
    });
  });
  afterAll(async () => {
    process.env = before;
    await rm(folder, { recursive: true, force: true });
    await store.close();
  });
  const files = (...args: string[]): Promise<string> => printed('files', defineFiles, args);
  const left = async (): Promise<number> =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile()).length;
  const doctor = async (): Promise<unknown> =>
    (await checkFiles(readEnv())).map(({ name, status, says, mend }) => [name, status, says, mend]);

  it('doctor tries the folder and the bucket with a file of its own, and leaves nothing', async () => {
    const { host } = new URL(store.bucket.endpoint);
    expect(await doctor()).toEqual([
      ['Files', 'ok', `${folder} takes, gives and removes`, undefined],
      ['Files', 'ok', `bucket files at ${host} takes, gives and removes`, undefined],
    ]);
    expect([await left(), await store.inside()]).toEqual([names.length, { objects: [], unfinished: [] }]);
  });

  it('says how many would move, and does nothing', async () => {
    expect(await files('move', '--dry-run')).toBe('9 files of 0.9 MB would move. Nothing was done.\n');
    expect(JSON.parse(await files('move', '--dry-run', '--json'))).toEqual({ dryRun: true, files: 9, bytes: 900_000 });
    expect((await store.inside()).objects).toEqual([]);
  });

  it('stops where the store is away, says how far it came and to run it again', async () => {
    await store.kill();
    const { printed: said, error } = await printedBy('files', defineFiles, ['move', '--json']);
    expect(error).toMatchObject({
      name: 'CliFailure',
      what: 'The move ended early',
      todo: 'Run it again: it goes on.',
    });
    expect(said).toContain('"done":false');
    expect(await left()).toBe(names.length);
    await store.comeBack();
  });

  it('copies, and then moves all of them: nothing is left in the folder', async () => {
    expect(await files('move', '--keep')).toContain('9 moved, 0 were there');
    expect([await left(), (await store.inside()).objects.length]).toEqual([9, 9]);
    const lines = (await files('move', '--json')).trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ moved: 0, there: 9, gone: 0, bytes: 900_000, done: true });
    expect([await left(), (await store.inside()).objects.length]).toEqual([0, 9]);
    expect(await files('move')).toContain('Nothing is left in the folder.');
  });

  it('without a bucket says which settings are missing', async () => {
    const {
      HUIYING_S3_BUCKET: _b,
      HUIYING_S3_ENDPOINT: _e,
      HUIYING_S3_KEY_ID: _k,
      HUIYING_S3_SECRET: _s,
      ...rest
    } = process.env;
    const given = process.env;
    process.env = rest;
    const { error } = await printedBy('files', defineFiles, ['move']);
    process.env = given;
    expect(error).toMatchObject({
      what: 'No file was moved',
      todo: expect.stringContaining('HUIYING_S3_BUCKET') as unknown,
    });
  });

  it('doctor says what to do about a wrong secret, a missing bucket and a store that is away, and warns of versions', async () => {
    const folderless = { ...readEnv(), filesDir: undefined };
    const found = async (changes: object): Promise<unknown> => {
      const [one] = await checkFiles({ ...folderless, bucket: { ...store.bucket, ...changes } });
      return [one?.status, one?.mend];
    };
    expect(await found({ secret: 'wrong' })).toEqual(['fail', 'check HUIYING_S3_SECRET']);
    expect(await found({ bucket: 'elsewhere' })).toEqual([
      'fail',
      'make the bucket, or check HUIYING_S3_BUCKET and HUIYING_S3_PATH_STYLE',
    ]);
    expect(await found({ endpoint: 'http://127.0.0.1:1' })).toEqual([
      'fail',
      'check HUIYING_S3_ENDPOINT, and that the store runs',
    ]);
    await store.keepVersions();
    expect(
      (await checkFiles({ ...folderless, bucket: store.bucket })).map(({ name, status }) => [name, status]),
    ).toEqual([
      ['Files', 'ok'],
      ['Versions', 'warn'],
    ]);
  });
});
