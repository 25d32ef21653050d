import { lookup } from 'node:dns/promises';
import { request as requestHttp, type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import {
  portOf,
  TargetRefused,
  type Resolve,
  type Target,
  type TargetFault,
  type TargetGuard,
} from './target-guard.js';
import { retryAfterMs } from './retry-after.js';

/** What came of a call. `status` is that of the answer, if one came; `error` says why it does not count as taken. */
export interface PostResult {
  readonly status: number | null;
  readonly error: PostError | null;
  /** The beginning of what was answered. */
  readonly answer: string;
  /** How long the receiver asks to be left alone, if it does. */
  readonly retryAfterMs: number | null;
  readonly durationMs: number;
}

export type PostError = TargetFault | 'timeout' | 'redirect' | 'http-status' | 'connection' | 'certificate';

export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type GuardedPost = (address: string, message: Message) => Promise<PostResult>;

/** Name, connection, request and answer together: a receiver that trickles costs no more than one that is silent. */
const DEADLINE_MS = 10_000;
const MOST_READ = 65_536;
const MOST_KEPT = 500;

/** The machine's own resolver, hosts file included. */
export const systemResolve: Resolve = async (name) => (await lookup(name, { all: true })).map(({ address }) => address);

/**
 * Posts to an address that somebody else chose. Never throws: whatever goes wrong is an answer, in a word. `clock`:
 * milliseconds since 1970.
 */
export function createGuardedPost(
  guard: TargetGuard,
  clock: () => number,
  deadlineMs: number = DEADLINE_MS,
): GuardedPost {
  return async (address, message) => {
    const startedAt = clock();
    const ended = (result: Omit<PostResult, 'durationMs'>): PostResult => ({
      ...result,
      durationMs: Math.round(clock() - startedAt),
    });
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), deadlineMs);
    try {
      const target = await before(deadline.signal, guard.admit(address));
      const { status, answer, retryAfter, cut } = await exchange(target, message, deadline.signal);
      const asked = retryAfterMs(status, retryAfter, clock());
      return ended({ status, answer, retryAfterMs: asked, error: cut ? 'timeout' : statusFault(status) });
    } catch (error) {
      const fault = deadline.signal.aborted ? 'timeout' : faultOf(error);
      return ended({ status: null, answer: '', retryAfterMs: null, error: fault });
    } finally {
      clearTimeout(timer);
    }
  };
}

function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('The time is over.')), { once: true });
    work.then(resolve, reject);
  });
}

interface Exchanged {
  readonly status: number;
  readonly answer: string;
  readonly retryAfter: string | undefined;
  /** The time was over before the answer was. */
  readonly cut: boolean;
}

/** A request to a target that was admitted: to the addresses that were looked at, and to no others. */
export function requestTo(
  { url, addresses }: Target,
  { method, headers, body }: Omit<Message, 'body'> & { readonly method: string; readonly body: string | undefined },
  signal: AbortSignal,
  onAnswer: (answer: IncomingMessage) => void,
): ClientRequest {
  const options: RequestOptions = {
    method,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: portOf(url),
    path: `${url.pathname}${url.search}`,
    headers: {
      ...headers,
      host: url.host,
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    },
    // Not a connection of before: each call goes to addresses that were looked at for it.
    agent: false,
    lookup: pinnedTo(addresses),
    signal,
  };
  return (url.protocol === 'https:' ? requestHttps : requestHttp)(options, onAnswer);
}

function exchange(target: Target, message: Message, signal: AbortSignal): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    const request = requestTo(target, { method: 'POST', ...message }, signal, (response) => {
      beginningOf(response).then((answer) => {
        request.destroy();
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, answer, retryAfter: headers['retry-after'], cut: signal.aborted });
      }, reject);
    });
    request.on('error', reject);
    request.end(message.body);
  });
}

/** Answers with the addresses that were checked, so that nobody can put another in between the check and the call. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_name, options, found) => {
    const [first] = all;
    if (options.all) found(null, all);
    else if (first) found(null, first.address, first.family);
    else found(new Error('No address was admitted.'), '', 0);
  };
}

/** What came before the end, the limit, or the moment the connection broke: the status has been said by then. */
function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let read = 0;
  return new Promise((resolve) => {
    const done = (): void => resolve(printable(Buffer.concat(chunks).toString('utf8')).slice(0, MOST_KEPT));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      read += chunk.length;
      if (read >= MOST_READ) done();
    });
    for (const end of ['end', 'close', 'error'] as const) response.once(end, done);
  });
}

/** What a stranger answered is shown to people and written to a log: line ends and control characters become blanks. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]+|\p{Surrogate}/gu, ' ').trim();
}

function statusFault(status: number): PostError | null {
  if (status >= 200 && status < 300) return null;
  return status >= 300 && status < 400 ? 'redirect' : 'http-status';
}

const CERTIFICATE = /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_SSL|EPROTO|HOSTNAME_MISMATCH)/;

function faultOf(error: unknown): PostError {
  if (error instanceof TargetRefused) return error.fault;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return CERTIFICATE.test(code) ? 'certificate' : 'connection';
}
