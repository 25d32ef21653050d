import createClient, { type Middleware } from 'openapi-fetch';
import type { Problem } from '../../contracts/problem.js';
import type { paths } from '../generated/api.js';
import { currentLanguage } from '../words/i18n.js';
import { noteAnswer, secondsIn } from './busy.js';
import { reachable } from './reachable.js';
import { lock } from './lock.js';
import { desk } from './same-desk.js';

/** What the API refused or could not do, as it says it (RFC 9457). */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly problem: Problem,
    /** Seconds until it may be tried again; `null`: it was not said. */
    readonly retryAfter: number | null,
  ) {
    super(problem.code);
  }
}

/** The API was not reached, so whether anything was done is not known. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const inMyLanguage: Middleware = {
  onRequest: ({ request }) => {
    request.headers.set('Accept-Language', currentLanguage());
    return request;
  },
};

/**
 * One request, until there is an answer to it: if the session is over meanwhile, it waits for its person to sign in
 * again, and then is sent as it was, under the same key.
 */
async function steadily(request: Request): Promise<Response> {
  await desk.isHere(request);
  const again = request.clone();
  const response = await sent(request);
  if (response.status !== 401 || !lock.guards(request)) return response;
  await lock.opened();
  return steadily(again);
}

async function sent(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    reachable.set(true);
    noteAnswer(request, response);
    return response;
  } catch (error) {
    if (request.signal.aborted) throw error;
    reachable.set(false);
    throw new Unreachable();
  }
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: steadily });
api.use(inMyLanguage);

interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The answer, or what the API says went wrong, thrown. */
export async function ask<T>(asked: Promise<Answered<T>>): Promise<T> {
  return (await askWhole(asked)).data;
}

/** The same with the headers of the answer. */
export async function askWhole<T>(asked: Promise<Answered<T>>): Promise<{ data: T; response: Response }> {
  const { data, error, response } = await asked;
  if (!response.ok) throw problemErrorOf(error, response);
  return { data: data as T, response };
}

export function problemErrorOf(body: unknown, response: Response): ProblemError {
  return new ProblemError(problemIn(body, response), secondsIn(response));
}

function problemIn(error: unknown, { status, headers }: Response): Problem {
  if (typeof error === 'object' && error !== null && 'code' in error) return error as Problem;
  // Something between us and the API has answered.
  const code = status === 429 ? 'rate-limited' : status < 500 ? 'malformed-request' : 'unavailable';
  const instance = headers.get('X-Request-Id') ?? '';
  return { type: 'about:blank', title: '', status, detail: '', instance, code };
}
