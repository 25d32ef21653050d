import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { ByteRange } from './files.js';

const CHUNK_BYTES = 64 * 1_024;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SEALED_CHUNK_BYTES = IV_BYTES + CHUNK_BYTES + TAG_BYTES;

/** What is sealed with which key. `about` is authenticated, so one file cannot be put in the place of another. */
export interface Seal {
  readonly key: Buffer;
  readonly about: string;
}

/**
 * Seals chunk by chunk, so that any part can be opened without the rest. Each chunk is bound to its place and to
 * whether it is the last: none can be moved, left out or cut off unseen.
 */
export async function* sealed(seal: Seal, content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let index = 0;
  let waiting: Buffer = Buffer.alloc(0);
  for await (const piece of content) {
    waiting = Buffer.concat([waiting, piece]);
    let done = 0;
    // The last one stays behind until it is known to be the last.
    for (; waiting.length - done > CHUNK_BYTES; done += CHUNK_BYTES) {
      yield sealChunk(seal, index, false, waiting.subarray(done, done + CHUNK_BYTES));
      index += 1;
    }
    if (done > 0) waiting = Buffer.from(waiting.subarray(done));
  }
  yield sealChunk(seal, index, true, waiting);
}

/** Opens a part of what has `bytes` in all, reading no more than the chunks that hold it. */
export async function* opened(
  { key, about }: Seal,
  bytes: number,
  { from, to }: ByteRange,
  read: (range: ByteRange) => Promise<AsyncIterable<Uint8Array>>,
): AsyncGenerator<Buffer> {
  const first = Math.floor(from / CHUNK_BYTES);
  const last = lastIndexOf(bytes);
  const until = Math.min(last, Math.floor(Math.max(from, to - 1) / CHUNK_BYTES));
  const end = until === last ? sealedBytes(bytes) : (until + 1) * SEALED_CHUNK_BYTES;
  let index = first;
  let waiting: Buffer = Buffer.alloc(0);
  for await (const piece of await read({ from: first * SEALED_CHUNK_BYTES, to: end })) {
    waiting = Buffer.concat([waiting, piece]);
    while (index <= until) {
      const size = index === last ? end - last * SEALED_CHUNK_BYTES : SEALED_CHUNK_BYTES;
      if (waiting.length < size) break;
      const plain = openChunk({ key, about }, index, index === last, waiting.subarray(0, size));
      waiting = Buffer.from(waiting.subarray(size));
      const start = index * CHUNK_BYTES;
      yield plain.subarray(Math.max(0, from - start), Math.min(plain.length, to - start));
      index += 1;
    }
  }
  if (index <= until) throw new Error('A sealed file is shorter than it was.');
}

/** How large it is sealed. */
export function sealedBytes(bytes: number): number {
  return bytes + (lastIndexOf(bytes) + 1) * (IV_BYTES + TAG_BYTES);
}

function lastIndexOf(bytes: number): number {
  return Math.max(0, Math.ceil(bytes / CHUNK_BYTES) - 1);
}

function contextOf(about: string, index: number, isLast: boolean): Buffer {
  return Buffer.from(`${about}:${index}:${isLast ? 'last' : 'more'}`);
}

function sealChunk({ key, about }: Seal, index: number, isLast: boolean, plain: Uint8Array): Buffer {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(contextOf(about, index, isLast));
  return Buffer.concat([iv, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function openChunk({ key, about }: Seal, index: number, isLast: boolean, bytes: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
  decipher.setAAD(contextOf(about, index, isLast)).setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)), decipher.final()]);
}
