import { request as httpRequest, Agent } from 'node:http';
import { request as httpsRequest, Agent as SecureAgent } from 'node:https';
import type { Kind, Tally } from './tally.js';

export interface HttpCall {
  readonly method: 'GET' | 'POST';
  /** Below `/api/v1`. */
  readonly path: string;
  readonly apiKey: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** One exchange, without a second try; throws when there is no whole answer. */
export type Transport = (call: HttpCall) => Promise<HttpAnswer>;

export interface Time {
  now(): number;
  sleep(milliseconds: number): Promise<void>;
}

/** No answer came for so long that going on is pointless. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export const wallTime: Time = {
  now: () => Date.now(),
  sleep: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
};

const answerWithinMs = 30_000;

/** Keep-alive connections to one server, as many at once as there are calls. */
export function createTransport(apiUrl: string): Transport {
  const base = new URL(`${apiUrl.replace(/\/$/, '')}/api/v1/`);
  const secure = base.protocol === 'https:';
  const agent = secure ? new SecureAgent({ keepAlive: true }) : new Agent({ keepAlive: true });
  return ({ method, path, apiKey, headers, body }) =>
    new Promise((done, failed) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const call = (secure ? httpsRequest : httpRequest)(
        new URL(path.replace(/^\//, ''), base),
        {
          method,
          agent,
          timeout: answerWithinMs,
          headers: {
            Accept: 'application/json',
            ...(apiKey === null ? {} : { Authorization: `Bearer ${apiKey}` }),
            ...(text === undefined
              ? {}
              : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }),
            ...headers,
          },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', failed);
          answer.on('end', () => {
            const status = answer.statusCode ?? 0;
            const words = Buffer.concat(parts).toString('utf8');
            const parsed = parsedJson(words);
            // A proxy speaks for a server that is away in HTML: its status is all that there is to know.
            if (parsed === undefined && status < 500) {
              failed(new Error(`The answer ${status} to ${method} ${path} is not JSON.`));
            } else done({ status, headers: answer.headers, body: parsed ?? null });
          });
        },
      );
      call.on('timeout', () => call.destroy(new Error(`No answer within ${answerWithinMs / 1000} s.`)));
      call.on('error', failed);
      call.end(text);
    });
}

/** `null` for no words at all, `undefined` for words that are no JSON. */
function parsedJson(words: string): unknown {
  if (words === '') return null;
  try {
    return JSON.parse(words) as unknown;
  } catch {
    return undefined;
  }
}

const brokenForMs = 60_000;
const busyForMs = 180_000;
/** A proxy's words for: the server behind it is away. */
const AWAY = [502, 504];

export interface Connection {
  /**
   * Sends until there is an answer that says something: asked to wait, it waits (`Retry-After`); a broken connection or
   * a fault of the server is tried again for a minute, a busy server or a proxy without one for three. The call is the
   * same each time, its Idempotency-Key included.
   */
  send(call: HttpCall, kind: Kind): Promise<HttpAnswer>;
}

export function createConnection(transport: Transport, time: Time, tally: Tally): Connection {
  return {
    async send(call, kind) {
      const since = time.now();
      // Since when nobody but a proxy has said anything, and what the server said last.
      let silentSince: number | null = null;
      let said: HttpAnswer | null = null;
      for (let tries = 0; ; tries += 1) {
        const startedAt = time.now();
        const answer = await transport(call).catch((error: unknown) =>
          error instanceof Error ? error : new Error(String(error)),
        );
        const pause = pauseAfter(answer, tries);
        if (!(answer instanceof Error) && pause === null) {
          tally.answered(kind, time.now() - startedAt);
          return answer;
        }
        const isSilent = answer instanceof Error || AWAY.includes(answer.status);
        silentSince = isSilent ? (silentSince ?? startedAt) : null;
        if (!isSilent) said = answer;
        const until = time.now() + (pause ?? backoff(tries));
        const silence = answer instanceof Error ? brokenForMs : busyForMs;
        const patience = !isSilent && answer.status === 500 ? brokenForMs : busyForMs;
        if (said !== null && until - since > patience) return said;
        if (silentSince !== null && until - silentSince > silence) {
          const last = answer instanceof Error ? answer.message : `the answer was ${answer.status}`;
          throw new Unreachable(`Nobody answered for ${Math.round(silence / 1000)} s: ${last}`, { cause: answer });
        }
        tally.retried(answer instanceof Error ? 'network' : String(answer.status));
        await time.sleep(until - time.now());
      }
    },
  };
}

function backoff(tries: number): number {
  return Math.min(200 * 2 ** tries, 2_000);
}

/** How long to wait before the same call is sent again; `null` when the answer is an answer. */
function pauseAfter(answer: HttpAnswer | Error, tries: number): number | null {
  if (answer instanceof Error) return backoff(tries);
  const { status, headers } = answer;
  if (status < 400 || (status < 500 && status !== 429)) return null;
  const asked = Number(headers['retry-after']);
  return Number.isFinite(asked) && asked >= 0 ? Math.max(100, asked * 1000) : backoff(tries);
}
