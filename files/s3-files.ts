import { Readable } from 'node:stream';
import type * as Library from '@aws-sdk/client-s3';
import type { Upload } from '@aws-sdk/lib-storage';
import { FileMissing, FilesAway, pathOf, watched, type Files } from './files.js';

/** A bucket of an object store that speaks S3, and with what it is opened. */
export interface Bucket {
  readonly bucket: string;
  /** Of the store. */
  readonly endpoint: string;
  readonly region: string;
  /** Whether the bucket stands in the path; else in front of the host. */
  readonly pathStyle: boolean;
  readonly keyId: string;
  readonly secret: string;
}

/** How long the store may be silent. */
const PATIENCE_MS = 15_000;
/** Together with pauses between. Each is sent whole again. */
const MOST_ATTEMPTS = 3;
const CONNECTED_WITHIN_MS = 5_000;
/** So much of a file is in memory, twice: the smallest that stores take. A file that is no larger is sent at once. */
const PART_BYTES = 5 * 1_048_576;

/**
 * Files in a bucket, in parts as they come. The store names a file when it has all of its parts, so there is all of it
 * or nothing; parts of what was cut off are thrown away, and what a process left behind that was killed goes with
 * `remove`. The library is loaded by the first who asks, so who has a folder does not load it.
 */
export function createS3Files(given: Bucket, patienceMs = PATIENCE_MS): Files {
  const Bucket = given.bucket;
  let opened: Promise<Opened> | null = null;
  const store = (): Promise<Opened> => (opened ??= open(given, patienceMs));

  return {
    async write(name, from) {
      const Key = pathOf(name);
      const { client, Upload } = await store();
      const { content, rethrow } = watched(from);
      const Body = Readable.from(content, { objectMode: false });
      try {
        await new Upload({ client, params: { Bucket, Key, Body }, partSize: PART_BYTES, queueSize: 1 }).done();
      } catch (error) {
        rethrow();
        throw away(error);
      } finally {
        Body.destroy();
      }
    },

    async read(name, { from, to }) {
      const Key = pathOf(name);
      const { client, s3 } = await store();
      const Range = `bytes=${from}-${to - 1}`;
      const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key, Range })).catch(nothingOrAway);
      return Body ? bytesOf(Body as Readable, patienceMs) : nothing();
    },

    async remove(name) {
      const Key = pathOf(name);
      const { client, s3 } = await store();
      try {
        for (const UploadId of await unfinished(await store(), Bucket, Key)) {
          await client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key, UploadId })).catch(unlessGone);
        }
        await client.send(new s3.DeleteObjectCommand({ Bucket, Key }));
      } catch (error) {
        throw away(error);
      }
    },

    async check() {
      const { client, s3 } = await store();
      await client.send(new s3.ListObjectsV2Command({ Bucket, MaxKeys: 1 })).catch((error: unknown) => {
        throw away(error);
      });
    },
  };
}

/** Whether the store keeps what is removed as a version of before; then what was erased lies on there. */
export async function keepsVersions(given: Bucket): Promise<boolean> {
  const { client, s3 } = await open(given, PATIENCE_MS);
  try {
    const { Status } = await client.send(new s3.GetBucketVersioningCommand({ Bucket: given.bucket }));
    return Status === 'Enabled';
  } catch (error) {
    throw away(error);
  } finally {
    client.destroy();
  }
}

interface Opened {
  readonly client: Library.S3Client;
  readonly s3: typeof Library;
  readonly Upload: typeof Upload;
}

async function open(given: Bucket, patienceMs: number): Promise<Opened> {
  const [s3, { Upload }] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
  const { endpoint, region, pathStyle: forcePathStyle, keyId: accessKeyId, secret: secretAccessKey } = given;
  const client = new s3.S3Client({
    ...{ endpoint, region, forcePathStyle },
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: MOST_ATTEMPTS,
    requestHandler: {
      connectionTimeout: Math.min(CONNECTED_WITHIN_MS, patienceMs),
      requestTimeout: patienceMs,
      throwOnRequestTimeout: true,
    },
    // Many stores do not know the newer checksums; what is sent is hashed for the signature anyway, and is sealed.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  return { client, s3, Upload };
}

/** Uploads of this file that were begun and neither finished nor given up. */
async function unfinished({ client, s3 }: Opened, Bucket: string, Key: string): Promise<string[]> {
  const { Uploads = [] } = await client
    .send(new s3.ListMultipartUploadsCommand({ Bucket, Prefix: Key }))
    .catch(unlessGone);
  // The name of a small picture begins with that of its picture.
  return Uploads.flatMap((one) => (one.Key === Key && one.UploadId !== undefined ? [one.UploadId] : []));
}

/** Somebody else was faster; some stores say the same of a bucket in which nothing was ever begun. */
function unlessGone(error: unknown): { readonly Uploads?: undefined } {
  if ((error as Library.S3ServiceException).name === 'NoSuchUpload') return {};
  throw error;
}

/** Each piece within the patience of who waits; how long that one takes with it is its own affair. */
async function* bytesOf(body: Readable, patienceMs: number): AsyncGenerator<Buffer> {
  const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  try {
    for (;;) {
      const silent = setTimeout(() => body.destroy(new SilentStore()), patienceMs);
      const piece = await pieces.next().finally(() => clearTimeout(silent));
      if (piece.done === true) return;
      yield piece.value;
    }
  } catch (error) {
    throw away(error);
  } finally {
    body.destroy();
  }
}

class SilentStore extends Error {
  override readonly name = 'TimeoutError';
}

async function* nothing(): AsyncGenerator<Buffer> {
  // What lies behind the end of a file.
}

function nothingOrAway(error: unknown): Pick<Library.GetObjectCommandOutput, 'Body'> {
  const { name } = error as Library.S3ServiceException;
  if (name === 'NoSuchKey') throw new FileMissing('There is no such file.');
  if (name === 'InvalidRange') return {};
  throw away(error);
}

/** The word by which the store refuses, or by which the network fails. */
function away(error: unknown): FilesAway {
  const { code, name, message } = error as NodeJS.ErrnoException;
  // What the library wraps keeps its word in the message alone.
  const [wrapped] = /\bE[A-Z_]{4,20}\b/.exec(message) ?? [];
  const word = [code, wrapped, name].find((one) => one !== undefined && /^[A-Za-z0-9_]{3,60}$/.test(one));
  return new FilesAway(word ?? 'unknown', error);
}
