import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { FileMissing, type Files } from '../../files/files.js';
import { createFolderFiles } from '../../files/folder-files.js';
import { createKeptFiles } from '../../files/kept-files.js';
import { FileDiffers, moveFile } from '../../files/moving.js';
import { createS3Files } from '../../files/s3-files.js';
import { inPieces, whole } from '../support/files.js';
import { missingObjectStore, startObjectStore, type ObjectStore } from '../support/object-store.js';
import { describeUnlessMissing } from '../support/skip.js';

const CONTENT = Buffer.from('0123456789'.repeat(20_000));

describeUnlessMissing(missingObjectStore, 'files that move from the folder into a bucket', () => {
  let store: ObjectStore;
  let filesDir = '';
  let [folder, bucket, kept]: Files[] = [];
  beforeAll(async () => {
    store = await startObjectStore();
  });
  afterAll(() => store.close());
  beforeEach(async () => {
    filesDir = await mkdtemp(join(tmpdir(), 'huiying-files-'));
    folder = createFolderFiles(filesDir);
    bucket = createS3Files(store.bucket);
    kept = createKeptFiles({ filesDir, bucket: store.bucket });
  });
  afterEach(() => rm(filesDir, { recursive: true, force: true }));

  async function inFolder(): Promise<{ name: string; bytes: number }> {
    const name = randomUUID();
    await folder?.write(name, inPieces(CONTENT));
    return { name, bytes: CONTENT.length };
  }
  async function has(files: Files | undefined, name: string): Promise<boolean> {
    const content = await files?.read(name, { from: 0, to: CONTENT.length }).catch((error: unknown) => {
      if (error instanceof FileMissing) return null;
      throw error;
    });
    return content ? (await whole(content)).equals(CONTENT) : false;
  }
  const places = async (name: string): Promise<unknown> => ({
    folder: await has(folder, name),
    bucket: await has(bucket, name),
    kept: await has(kept, name),
  });
  const move = (file: { name: string; bytes: number }, keep = false, to = bucket): Promise<string> => {
    if (!folder || !to) throw new Error('Nothing was set up.');
    return moveFile(file, folder, to, { keep });
  };

  it('are found before, while and after they move, and leave the folder', async () => {
    const file = await inFolder();
    expect(await places(file.name)).toEqual({ folder: true, bucket: false, kept: true });
    expect(await move(file, true)).toBe('moved');
    expect(await places(file.name)).toEqual({ folder: true, bucket: true, kept: true });
    expect(await move(file)).toBe('there');
    expect(await places(file.name)).toEqual({ folder: false, bucket: true, kept: true });
    expect(await move(file)).toBe('gone');
    expect(await places(file.name)).toEqual({ folder: false, bucket: true, kept: true });
  });

  it('are sent to the bucket while they move, and removed from both', async () => {
    const name = randomUUID();
    await kept?.write(name, inPieces(CONTENT));
    expect(await places(name)).toEqual({ folder: false, bucket: true, kept: true });
    const both = await inFolder();
    await move(both, true);
    for (const one of [name, both.name]) {
      await kept?.remove(one);
      expect(await places(one)).toEqual({ folder: false, bucket: false, kept: false });
    }
  });

  it('begin again where a run was killed: half a file, and parts of one, are replaced', async () => {
    const file = await inFolder();
    const Key = `${file.name.slice(0, 2)}/${file.name}`;
    await bucket?.write(file.name, inPieces(CONTENT.subarray(0, 70)));
    await store.client.send(new CreateMultipartUploadCommand({ Bucket: store.bucket.bucket, Key }));
    expect(await move(file)).toBe('moved');
    expect(await places(file.name)).toEqual({ folder: false, bucket: true, kept: true });
    expect((await store.inside()).unfinished).toEqual([]);
  });

  it('are gone from both when a ticket is erased while its file moves', async () => {
    const file = await inFolder();
    const erasing: Files = {
      ...(bucket as Files),
      async write(name, content) {
        await bucket?.write(name, content);
        await kept?.remove(name);
        // Whoever moves it may be later still.
        await bucket?.write(name, inPieces(CONTENT));
      },
    };
    expect(await move(file, false, erasing)).toBe('gone');
    expect(await places(file.name)).toEqual({ folder: false, bucket: false, kept: false });
  });

  it('stay in the folder when they do not arrive as they were sent', async () => {
    const file = await inFolder();
    const losing: Files = {
      ...(bucket as Files),
      async write(name, content) {
        await whole(content);
        await bucket?.write(name, inPieces(Buffer.from('something else')));
      },
    };
    await expect(move(file, false, losing)).rejects.toThrow(FileDiffers);
    expect(await has(folder, file.name)).toBe(true);
  });

  it('are out of reach when either place is', async () => {
    await rm(filesDir, { recursive: true });
    await writeFile(filesDir, 'no folder');
    await expect(kept?.check()).rejects.toThrow('Files are out of reach: E');
  });
});
