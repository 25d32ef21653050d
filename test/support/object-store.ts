import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { objectStoreProgram } from '../../scripts/support/object-store.mjs';
import type { BucketEnv } from '../../config/env.js';
import type { Missing } from './skip.js';

const program = objectStoreProgram(join(import.meta.dirname, '../..'));

export const missingObjectStore: Missing = existsSync(program)
  ? undefined
  : 'the object store is not built: install Go and run `npm test`';

/** A store that speaks S3, with one bucket. It lives in memory: who kills it has an empty one afterwards. */
export interface ObjectStore {
  readonly bucket: BucketEnv;
  /** With the right key, for what the program itself does not do. */
  readonly client: S3Client;
  /** What lies in the bucket, and what was begun and neither finished nor given up. */
  inside(): Promise<{ objects: string[]; unfinished: string[] }>;
  keepVersions(): Promise<void>;
  /** As by `kill -9`. */
  kill(): Promise<void>;
  /** At the same address again, with an empty bucket. */
  comeBack(): Promise<void>;
  /** It is there and says nothing. */
  stall(): void;
  goOn(): void;
  close(): Promise<void>;
}

export async function startObjectStore(): Promise<ObjectStore> {
  const [keyId, secret, Bucket] = ['huiying-tests', 'a secret of tests', 'files'];
  let child: ChildProcessWithoutNullStreams;
  const start = async (at: string): Promise<string> => {
    child = spawn(program, [at], { env: { OBJECT_STORE_KEY_ID: keyId, OBJECT_STORE_SECRET: secret } });
    child.stdin.on('error', () => undefined);
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    child.stdout.resume();
    child.stderr.resume();
    return said.toString().trim();
  };
  const address = await start('127.0.0.1:0');
  const bucket: BucketEnv = {
    ...{ bucket: Bucket, endpoint: `http://${address}`, region: 'us-east-1', pathStyle: true, keyId, secret },
  };
  const client = new S3Client({
    ...{ endpoint: bucket.endpoint, region: bucket.region, forcePathStyle: true },
    credentials: { accessKeyId: keyId, secretAccessKey: secret },
  });
  const makeBucket = () => client.send(new CreateBucketCommand({ Bucket }));
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await makeBucket();
  return {
    bucket,
    client,
    async inside() {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
      // It says so of a bucket in which nothing was ever begun.
      const { Uploads = [] } = await client
        .send(new ListMultipartUploadsCommand({ Bucket }))
        .catch((error: Error): { Uploads?: undefined } => {
          if (error.name === 'NoSuchUpload') return {};
          throw error;
        });
      return { objects: Contents.map(({ Key = '' }) => Key), unfinished: Uploads.map(({ Key = '' }) => Key) };
    },
    async keepVersions() {
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    },
    kill,
    async comeBack() {
      await start(address);
      await makeBucket();
    },
    stall: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async close() {
      client.destroy();
      await kill();
    },
  };
}
