import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type { BucketEnv } from '../../config/env.js';
import { FilesAway, type Files } from '../../files/files.js';
import { createS3Files, keepsVersions } from '../../files/s3-files.js';
import { inPieces, whole } from '../support/files.js';
import { missingObjectStore, startObjectStore, type ObjectStore } from '../support/object-store.js';
import { describeUnlessMissing } from '../support/skip.js';

const MEGABYTE = 1_048_576;
/** For what comes in the end, on the slowest machine. */
const PATIENT_MS = 60_000;
/** For what never comes. */
const IMPATIENT_MS = 400;
/** For what comes at once, unless whoever takes it waits. */
const READER_MS = 3_000;

const why = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'nothing failed',
    (error: unknown) => (error instanceof FilesAway ? error.why : error),
  );

// What a bucket promises as every place of files does is in `files.test.ts`.
describeUnlessMissing(missingObjectStore, 'a bucket of files', () => {
  let store: ObjectStore;
  let files: Files;
  let impatient: Files;
  beforeAll(async () => {
    store = await startObjectStore();
    files = createS3Files(store.bucket, PATIENT_MS);
    impatient = createS3Files(store.bucket, IMPATIENT_MS);
  });
  afterAll(() => store.close());

  const other = (changes: Partial<BucketEnv>): Files => createS3Files({ ...store.bucket, ...changes }, PATIENT_MS);

  it.each<[string, Partial<BucketEnv>, string]>([
    ['a wrong secret', { secret: 'not the secret' }, 'SignatureDoesNotMatch'],
    ['a key that the store does not know', { keyId: 'somebody-else' }, 'InvalidAccessKeyId'],
    ['a bucket that is not there', { bucket: 'elsewhere' }, 'NoSuchBucket'],
    ['an address where nobody listens', { endpoint: 'http://127.0.0.1:1' }, 'ECONNREFUSED'],
  ])(
    'with %s nothing is written, read or removed, and the store’s word for it is said',
    async (_what, changes, word) => {
      const wrong = other(changes);
      const name = randomUUID();
      expect(await why(wrong.check())).toBe(word);
      expect(await why(wrong.write(name, inPieces(Buffer.from('x'))))).toBe(word);
      expect(await why(wrong.write(name, inPieces(Buffer.alloc(6 * MEGABYTE), 100_000)))).toBe(word);
      expect(await why(wrong.read(name, { from: 0, to: 1 }))).toBe(word);
      expect(await why(wrong.remove(name))).toBe(word);
      expect(await store.inside()).toEqual({ objects: [], unfinished: [] });
    },
  );

  it.each([
    [true, / store\.invalid$/],
    [false, / files\.store\.invalid$/],
  ])('the bucket stands in the path, or before the host: path style %s', async (pathStyle, host) => {
    const asked = other({ endpoint: 'http://store.invalid', pathStyle }).check();
    const error = await asked.catch((thrown: unknown) => thrown as FilesAway);
    expect(error).toMatchObject({ name: 'FilesAway', cause: { message: expect.stringMatching(host) as unknown } });
  });

  it('parts that a process left which was killed go with their file, and no others', async () => {
    const [name, Bucket] = [randomUUID(), store.bucket.bucket];
    const keys = [name, `${name}.thumb`].map((one) => `${one.slice(0, 2)}/${one}`);
    for (const Key of keys) {
      const { UploadId } = await store.client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      await store.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber: 1, Body: 'x' }));
    }
    await files.remove(name);
    expect((await store.inside()).unfinished).toEqual([keys[1]]);
    await files.remove(`${name}.thumb`);
    expect((await store.inside()).unfinished).toEqual([]);
  });

  it('a store that is killed amid an upload gives the sender an error, and takes the same again when it is back', async () => {
    const name = randomUUID();
    const content = Buffer.alloc(14 * MEGABYTE, 'k');
    let sent = 0;
    async function* killing(): AsyncGenerator<Uint8Array> {
      for await (const piece of inPieces(content, 100_000)) {
        sent += piece.length;
        if (sent > 8 * MEGABYTE) await store.kill();
        yield piece;
      }
    }
    expect(await why(files.write(name, killing()))).toMatch(/^E|TimeoutError/);
    await store.comeBack();
    await files.write(name, inPieces(content, 100_000));
    expect((await whole(await files.read(name, { from: 0, to: content.length }))).equals(content)).toBe(true);
    expect((await store.inside()).unfinished).toEqual([]);
    await files.remove(name);
  });

  it.each<[string, number, (of: ObjectStore) => unknown]>([
    ['is killed', PATIENT_MS, (of) => of.kill()],
    ['falls silent', READER_MS, (of) => of.stall()],
  ])(
    'a store that %s amid a download ends it with an error: nobody takes a part for the whole',
    async (_what, patienceMs, end) => {
      const name = randomUUID();
      await files.write(name, inPieces(Buffer.alloc(40 * MEGABYTE, 'd'), MEGABYTE));
      let got = 0;
      async function download(): Promise<void> {
        const reader = createS3Files(store.bucket, patienceMs);
        for await (const piece of await reader.read(name, { from: 0, to: 40 * MEGABYTE })) {
          if (got === 0) await end(store);
          got += piece.length;
        }
      }
      expect(await why(download())).toMatch(/^(E|TimeoutError|aborted)/);
      expect(got).toBeLessThan(40 * MEGABYTE);
      await store.kill();
      await store.comeBack();
      await files.check();
    },
  );

  it('a store that says nothing is waited for so long, and no longer; then it goes on', async () => {
    store.stall();
    const [name, first] = [randomUUID(), { from: 0, to: 1 }];
    for (const asked of [impatient.check(), impatient.read(name, first), impatient.remove(name)]) {
      expect(await why(asked)).toMatch(/TimeoutError|ETIMEDOUT/);
    }
    store.goOn();
    await files.check();
  });

  it('who takes a file slowly is not cut off', async () => {
    const name = randomUUID();
    await files.write(name, inPieces(Buffer.alloc(20 * MEGABYTE, 's'), MEGABYTE));
    let [got, pauses] = [0, 0];
    const reader = createS3Files(store.bucket, READER_MS);
    for await (const piece of await reader.read(name, { from: 0, to: 20 * MEGABYTE })) {
      got += piece.length;
      if (pauses === 0 && got > 8 * MEGABYTE) {
        pauses += 1;
        await pause(READER_MS + 500);
      }
    }
    expect([got, pauses]).toEqual([20 * MEGABYTE, 1]);
    await files.remove(name);
  });

  it('of a large file no more is taken from its sender than two parts ahead of the store', async () => {
    let taken = 0;
    async function* large(): AsyncGenerator<Uint8Array> {
      for (; taken < 100 * MEGABYTE; taken += 65_536) {
        await Promise.resolve();
        yield Buffer.alloc(65_536);
      }
    }
    store.stall();
    expect(await why(impatient.write(randomUUID(), large()))).toMatch(/TimeoutError|ETIMEDOUT/);
    expect(taken).toBeLessThan(12 * MEGABYTE);
    store.goOn();
  });

  it('says whether the store keeps versions of what is removed', async () => {
    expect(await keepsVersions(store.bucket)).toBe(false);
    await store.keepVersions();
    expect(await keepsVersions(store.bucket)).toBe(true);
  });
});
