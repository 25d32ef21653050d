import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { BucketEnv, Env } from '../config/env.js';
import { FilesAway, type Files } from '../files/files.js';
import { createFolderFiles } from '../files/folder-files.js';
import { createS3Files, keepsVersions } from '../files/s3-files.js';
import { messageOf } from './failure.js';
import type { Finding } from './finding.js';

const NAME = 'Files';
const PATIENCE_MS = 5_000;

/** Tries what is done with files, with a small one of its own. */
export async function checkFiles({ filesDir, bucket }: Pick<Env, 'filesDir' | 'bucket'>): Promise<Finding[]> {
  return [
    ...(filesDir === undefined ? [] : [await checkFolder(filesDir)]),
    ...(bucket === undefined ? [] : await checkBucket(bucket)),
  ];
}

async function checkFolder(folder: string): Promise<Finding> {
  if (!existsSync(folder)) return { name: NAME, status: 'ok', says: `${folder} will be made by the first file` };
  const wrong = await whatFails(createFolderFiles(folder));
  return wrong === null
    ? { name: NAME, status: 'ok', says: `${folder} takes, gives and removes` }
    : {
        name: NAME,
        status: 'fail',
        says: `${folder}: ${wrong}`,
        mend: `make ${folder} a folder that this account may write`,
      };
}

async function checkBucket(bucket: BucketEnv): Promise<Finding[]> {
  const place = `bucket ${bucket.bucket} at ${new URL(bucket.endpoint).host}`;
  const wrong = await whatFails(createS3Files(bucket, PATIENCE_MS));
  if (wrong !== null) return [{ name: NAME, status: 'fail', says: `${place}: ${wrong}`, mend: mendOf(wrong) }];
  const fine: Finding = { name: NAME, status: 'ok', says: `${place} takes, gives and removes` };
  // Many a key may not ask, and need not.
  if (!(await keepsVersions(bucket).catch(() => false))) return [fine];
  return [
    fine,
    {
      name: 'Versions',
      status: 'warn',
      says: `${place} keeps versions: what is erased lies on in it, sealed under a key that is gone`,
      mend: 'switch versions off, or end those of before by a lifecycle rule after a day',
    },
  ];
}

/** In a word; `null`: nothing does. */
async function whatFails(files: Files): Promise<string | null> {
  const name = randomUUID();
  try {
    await files.check();
    await files.write(name, once(Buffer.from('huiying doctor')));
    try {
      const read: Buffer[] = [];
      for await (const piece of await files.read(name, { from: 8, to: 14 })) read.push(piece);
      return Buffer.concat(read).toString() === 'doctor' ? null : 'gives back something else than it was given';
    } finally {
      await files.remove(name);
    }
  } catch (error) {
    return error instanceof FilesAway ? error.why : messageOf(error);
  }
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield content;
}

const MENDS: Readonly<Record<string, string>> = {
  SignatureDoesNotMatch: 'check HUIYING_S3_SECRET',
  InvalidAccessKeyId: 'check HUIYING_S3_KEY_ID',
  NoSuchBucket: 'make the bucket, or check HUIYING_S3_BUCKET and HUIYING_S3_PATH_STYLE',
  AccessDenied: 'give the key the rights that docs/operations.md lists under "Files in a bucket"',
  RequestTimeTooSkewed: 'switch on time synchronisation on both machines',
  PermanentRedirect: 'check HUIYING_S3_ENDPOINT and HUIYING_S3_REGION',
  AuthorizationHeaderMalformed: 'check HUIYING_S3_REGION',
};

function mendOf(word: string): string {
  return MENDS[word] ?? 'check HUIYING_S3_ENDPOINT, and that the store runs';
}
