import type { IncomingMessage } from 'node:http';
import { requestTo } from './guarded-post.js';
import type { TargetGuard } from './target-guard.js';

/** The part of `fetch` that a library needs to ask a service: texts there and back, and no redirects. */
export type GuardedFetch = (
  address: string,
  asked: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
    readonly signal?: AbortSignal;
  },
) => Promise<Response>;

/** Nothing came back: the target is refused, silent, or no such service. */
export class NothingCameBack extends TypeError {
  override readonly name = 'NothingCameBack';
}

/** Name, connection, request and answer together. */
const DEADLINE_MS = 10_000;
const MOST_READ = 1_048_576;
/** The answers of which `fetch` knows no body. */
const EMPTY = [204, 205, 304];

/** Asks an address that somebody else chose, through the same guard as whatever is posted. */
export function createGuardedFetch(guard: TargetGuard, deadlineMs: number = DEADLINE_MS): GuardedFetch {
  return async (address, { method, headers, body, signal }) => {
    const deadline = AbortSignal.timeout(deadlineMs);
    const ends = signal ? AbortSignal.any([signal, deadline]) : deadline;
    try {
      const target = await guard.admit(address);
      const sent = body === undefined || body === null ? undefined : String(body);
      return await new Promise<Response>((resolve, reject) => {
        const request = requestTo(
          target,
          { method, headers, body: sent },
          ends,
          (answer) => void whole(answer).then((read) => resolve(responseOf(answer, read)), reject),
        );
        ends.addEventListener('abort', () => reject(new Error('The time is over.')), { once: true });
        request.on('error', reject);
        request.end(sent);
      });
    } catch (cause) {
      throw new NothingCameBack('Nothing came back.', { cause });
    }
  };
}

function responseOf({ statusCode = 0, headers }: IncomingMessage, read: Buffer): Response {
  const said = Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Response(EMPTY.includes(statusCode) ? null : new Uint8Array(read), { status: statusCode, headers: said });
}

async function whole(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let read = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    read += chunk.length;
    if (read > MOST_READ) throw new Error('The answer is too long.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
