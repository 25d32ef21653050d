import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { messageOf } from '../failure.js';
import type { Report } from './progress.js';

const CONNECT_TIMEOUT_MS = 10_000;
const STALL_TIMEOUT_MS = 30_000;

export type CheckedDownload = Readonly<{
  url: string;
  /** What the file must come to, in hexadecimal. */
  sha256: string;
  /** Where it is put. There is nothing there after a failure. */
  to: string;
  report: Report;
  signal?: AbortSignal;
}>;

/** Brings a file that is going to be run. One that is not the file that was pinned is thrown away, and named. */
export async function downloadChecked({ url, sha256, to, report, signal }: CheckedDownload): Promise<void> {
  report(`downloading ${url}`);
  const stop = new AbortController();
  const giveUp = (after: string) => () => stop.abort(new Error(after));
  const ended = signal ? AbortSignal.any([stop.signal, signal]) : stop.signal;
  let timer = setTimeout(giveUp(`no answer within ${CONNECT_TIMEOUT_MS / 1000} s from ${url}`), CONNECT_TIMEOUT_MS);
  try {
    const response = await fetch(url, { signal: ended }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new Error(`${url}: ${messageOf(cause)}`);
    });
    if (!response.ok || response.body === null) throw new Error(`${url}: HTTP ${response.status}`);
    const total = Number(response.headers.get('content-length'));
    const hash = createHash('sha256');
    let received = 0;
    async function* counted(source: AsyncIterable<Uint8Array>) {
      for await (const part of source) {
        clearTimeout(timer);
        timer = setTimeout(giveUp(`the download stalled for ${STALL_TIMEOUT_MS / 1000} s`), STALL_TIMEOUT_MS);
        received += part.length;
        hash.update(part);
        report(`downloaded ${Math.round(received / 1e6)}${total > 0 ? ` of ${Math.round(total / 1e6)}` : ''} MB`);
        yield part;
      }
    }
    await pipeline(Readable.fromWeb(response.body), counted, createWriteStream(to), { signal: ended });
    const found = hash.digest('hex');
    if (found !== sha256) throw new Error(`${url} is not the file that was published: its SHA-256 is ${found}`);
  } catch (error) {
    await rm(to, { force: true });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
