import type { Readable } from 'node:stream';
import { kindOf, type FileKind } from '../../domain/attachment/file-kinds.js';
import type { PictureRefused } from '../../files/pictures.js';
import { createTextCheck, HEAD_BYTES } from '../../files/sniffing.js';
import { ApiProblem } from '../http/problem.js';

/** What a sender says of a file. */
export interface Said {
  readonly name: string;
  readonly mediaType: string;
}

type Bytes = AsyncIterable<Uint8Array>;

/** As much of a file as says what it is, and the rest of it. */
export async function beginning(content: Readable): Promise<{ head: Buffer; rest: AsyncIterableIterator<Uint8Array> }> {
  // Whoever reads the form goes on with what comes behind it, once `rest` is given back.
  const rest = content.iterator({ destroyOnReturn: false }) as AsyncIterableIterator<Uint8Array>;
  let head: Buffer = Buffer.alloc(0);
  while (head.length < HEAD_BYTES) {
    const next = await rest.next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return { head, rest };
}

/** All of it, while it is no larger than files may be. */
export async function* whole(head: Buffer, rest: Bytes, mostBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = head.length;
  yield head;
  for await (const piece of rest) {
    bytes += piece.length;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    yield piece;
  }
  if (bytes > mostBytes) throw tooLarge(mostBytes);
}

export function tooLarge(mostBytes: number): ApiProblem {
  return new ApiProblem('payload-too-large', `A file has at most ${mostBytes / 1_024 / 1_024} MB.`);
}

export async function gathered(content: Bytes): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function* once(content: Buffer): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield content;
}

export async function* counting(content: Bytes, counted: { bytes: number }): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    counted.bytes += piece.length;
    yield piece;
  }
}

/** What begins as text and goes on as something else is refused where it does. */
export async function* onlyText(content: Bytes): AsyncGenerator<Uint8Array> {
  const check = createTextCheck();
  const lies = (): ApiProblem =>
    new ApiProblem('file-kind-lies', 'The file begins as text in UTF-8, and does not go on as one.');
  for await (const piece of content) {
    if (!check.take(piece)) throw lies();
    yield piece;
  }
  if (!check.end()) throw lies();
}

export function kindOrRefuse(found: string | null, said: Said, bytes: number): FileKind {
  if (bytes === 0) throw new ApiProblem('file-kind-not-taken', 'The file is empty.');
  const kind = kindOf(found, said);
  if ('kind' in kind) return kind.kind;
  throw kind.fault === 'lies'
    ? new ApiProblem(
        'file-kind-lies',
        'By its first bytes the file is of another kind than its name or its media type says.',
      )
    : new ApiProblem('file-kind-not-taken', 'By its first bytes the file is of no kind that is taken.');
}

export function pictureProblem({ why }: PictureRefused, mostPixels: number): ApiProblem {
  return why === 'too-many-pixels'
    ? new ApiProblem(
        'picture-too-large',
        `A picture has at most ${mostPixels / 1_000_000} million pixels, and a quarter of that if it comes in passes or as WebP.`,
      )
    : new ApiProblem('picture-unreadable', 'The picture was cut off or damaged, or it is none behind its first bytes.');
}
