import { isDeepStrictEqual } from 'node:util';
import type { Request, RequestHandler, Response } from 'express';
import type { z } from 'zod';
import { PROBLEMS, type ProblemCode } from '../contracts/problems.js';
import { hasScope, type KeyScope } from '../domain/access/key-scopes.js';
import type { LookWay } from '../domain/look/look.js';
import type { Role } from '../domain/ticket/vocabulary.js';
import type { Services } from './services.js';
import type { Account } from './access/account.js';
import { bodyOf, type BodyType } from './http/body.js';
import { asProblem } from './as-problem.js';
import { enclosedIn, type EnclosedFile } from './http/multipart.js';
import { ApiProblem } from './http/problem.js';
import { contextOf, noteTicket } from './http/request-context.js';
import { sendResponse, type RouteResponse } from './http/route-response.js';
import { assertSecondFactor, callerShown } from './access/shown-account.js';
import { accountShown } from './access/shown-key.js';
import { keyPrefixOf } from './look/look-trail.js';
import { gatherShown } from './look/shown.js';
import { fieldErrors } from './http/validation.js';

/**
 * Who may call: anybody, any account, or accounts of these roles. What they may do to which ticket is for the rules.
 */
export type Permission = 'public' | 'account' | readonly Role[];

export type ResponseHeader =
  | 'ETag'
  | 'Location'
  | 'Link'
  | 'Retry-After'
  | 'Idempotency-Replayed'
  | 'Content-Language'
  | 'Vary'
  | 'Set-Cookie'
  | 'Content-Disposition'
  | 'Content-Range'
  | 'Content-Security-Policy'
  | 'X-Content-Type-Options'
  | 'Accept-Ranges';
/** Of every answer with a body; no contract has to name them. */
const OF_A_BODY: ReadonlySet<string> = new Set(['content-type', 'content-length']);

export interface ResponseSpec {
  readonly description: string;
  /** Absent: no body, or a page. */
  readonly schema?: z.ZodType;
  readonly mediaType?: 'text/html' | 'text/event-stream' | 'text/xml' | '*/*';
  readonly headers?: readonly ResponseHeader[];
}

type Schema = z.ZodType | undefined;
type Parsed<S extends Schema> = S extends z.ZodType ? z.output<S> : undefined;

interface RouteFacts<P extends Schema, Q extends Schema, B extends Schema, W extends Permission> {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/tickets/{id}`. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly permission: W;
  /** What a key must be for; unsaid, a question needs `read` and all else `command`. `any`: whatever it is for. */
  readonly scope?: KeyScope | 'any';
  /** Open to who has signed in without the second factor that the role needs, so that it can be set up. */
  readonly beforeSecondFactor?: true;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** It comes with one file as a part of a form, which the handler reads from the request itself. */
  readonly takesFile?: true;
  /** How the body is written; JSON unless said otherwise. */
  readonly bodyType?: BodyType;
  /** Problems in the words of another standard than RFC 9457. */
  readonly problemAnswer?: (problem: ApiProblem, request: Request) => RouteResponse;
  readonly requestHeaders?: readonly ('If-Match' | 'If-None-Match' | 'Idempotency-Key' | 'Last-Event-ID')[];
  readonly responses: Readonly<Record<number, ResponseSpec>>;
  /**
   * By what kind of answer it shows tickets, for the trail of looks; unsaid, a question lists them and all else is a
   * command.
   */
  readonly look?: LookWay;
  /** Asked by what keeps the system up: costs nobody's budget. */
  readonly unmetered?: true;
  /** As how many requests one counts in the budget of an address. */
  readonly cost?: number;
  /**
   * Of a public route: the key that its body shows. Whoever sends one that is good spends its budget and not that of
   * the address.
   */
  readonly keyInBody?: (body: unknown) => string | undefined;
  /** Besides those that any route may answer with. */
  readonly problems?: readonly ProblemCode[];
  /** What a path that names nothing possible is told. */
  readonly missing?: ProblemCode;
}

export interface RouteInput<P extends Schema, Q extends Schema, B extends Schema, W extends Permission> {
  readonly params: Parsed<P>;
  readonly query: Parsed<Q>;
  readonly body: Parsed<B>;
  readonly account: W extends 'public' ? null : Account;
  readonly request: Request;
}

/** What every route works with, before its handler is called. */
type GuardServices = Pick<Services, 'accounts' | 'budgets' | 'sessions' | 'site' | 'looks' | 'gate'>;

/**
 * A route as data: what it takes, what it gives, and the function between, which is given the services that it names.
 * Serves Express and the OpenAPI document alike; a document needs no services, so a bare `Route` is any of them.
 */
export interface Route<Needs = never> extends RouteFacts<Schema, Schema, Schema, Permission> {
  readonly answer: (request: Request, response: Response, services: Needs & GuardServices) => Promise<RouteResponse>;
}

/** How a module defines its routes: `const defineRoute = routesFor<…>()`, with the services that its handlers need. */
export function routesFor<Needs>() {
  return function defineRoute<
    const W extends Permission,
    P extends Schema = undefined,
    Q extends Schema = undefined,
    B extends Schema = undefined,
  >(
    spec: RouteFacts<P, Q, B, W> & {
      /** Keeps a file that comes with a form, before the form is known to fit; what no ticket has is discarded. */
      keepEnclosed?(file: EnclosedFile, request: Request, services: Needs): Promise<string | null>;
      discardEnclosed?(ids: readonly string[], services: Needs): Promise<void>;
      handler(input: RouteInput<P, Q, B, W>, services: Needs): Promise<RouteResponse> | RouteResponse;
    },
  ): Route<Needs> {
    const { handler, keepEnclosed, discardEnclosed, ...facts } = spec;
    async function answer(
      request: Request,
      response: Response,
      services: Needs & GuardServices,
    ): Promise<RouteResponse> {
      if (!spec.unmetered) await services.gate.assertOpen();
      noteTicket(spec.path, request, response);
      const account = await whoCalls(spec, request, response, services);
      const params = parsedOr(spec.params, request.params, () => {
        throw new ApiProblem(
          spec.missing ?? 'not-found',
          MISSING[spec.missing ?? 'not-found'] ?? 'There is nothing here.',
        );
      });
      const query = parsedOr(spec.query, request.query, (error) => {
        throw new ApiProblem('validation-failed', 'The query does not fit.', {
          errors: fieldErrors(error, request.query, 'query'),
        });
      });
      const keep = keepEnclosed && ((file: EnclosedFile) => keepEnclosed(file, request, services));
      const body = spec.body ? await bodyOf(request, response, spec.bodyType, keep) : undefined;
      if (spec.keyInBody) await spendFor(spec.keyInBody(body), request, services);
      const input = {
        params,
        query,
        body: parsedOr(spec.body, body, (error) => {
          throw new ApiProblem('validation-failed', 'The body does not fit.', {
            errors: fieldErrors(error, body, 'body'),
          });
        }),
        account,
        request,
      };
      if (account === null) return handler(input as RouteInput<P, Q, B, W>, services);
      const { answer: made, gathered } = await gatherShown(() => handler(input as RouteInput<P, Q, B, W>, services));
      const isShown = made.status < 300 && request.method !== 'HEAD';
      if (isShown) await services.looks.keep({ account, request, way: wayOf(spec), gathered });
      return made;
    }
    if (!discardEnclosed) return { ...facts, answer };
    return {
      ...facts,
      async answer(request, response, services) {
        try {
          return await answer(request, response, services);
        } finally {
          await discardEnclosed(enclosedIn(request).kept, services);
        }
      },
    };
  };
}

const MISSING: Partial<Record<ProblemCode, string>> = {
  'ticket-not-found': 'There is no ticket with this id or number that you may see.',
  'not-found': 'There is nothing at this path.',
};

/** The same words whether a ticket does not exist or is out of the caller's scope. */
export function ticketNotFound(): ApiProblem {
  return new ApiProblem('ticket-not-found', MISSING['ticket-not-found'] ?? '');
}

/** Who was allowed to see it learns that there is nothing to see any more. */
export function ticketErased(): ApiProblem {
  return new ApiProblem('ticket-erased', 'This ticket was erased. Nothing of it can be read or done any more.');
}

function wayOf({ method, look }: Pick<Route, 'method' | 'look'>): LookWay {
  return look ?? (method === 'get' ? 'list' : 'command');
}

/** What a key must be for, to call this route. */
export function scopeOf({ method, scope }: Pick<Route, 'method' | 'scope'>): KeyScope | 'any' {
  return scope ?? (method === 'get' ? 'read' : 'command');
}

/** Subscriptions, and what is said of calls, come from systems; of people, administrators alone look after them. */
export function opensToSession(scope: KeyScope | 'any', role: Role): boolean {
  return (scope !== 'webhooks' && scope !== 'calls') || role === 'administrator';
}

/** Who calls, within their budget. Those who show no key that is known share that of their address. */
async function whoCalls(
  {
    permission,
    unmetered,
    cost,
    keyInBody,
    beforeSecondFactor,
    ...facts
  }: Pick<Route, 'permission' | 'unmetered' | 'cost' | 'keyInBody' | 'beforeSecondFactor' | 'method' | 'scope'>,
  request: Request,
  response: Response,
  services: GuardServices,
): Promise<Account | null> {
  const { budgets } = services;
  if (permission === 'public') {
    if (!unmetered && !keyInBody) await budgets.ofAddress(request, cost);
    return null;
  }
  const scope = scopeOf(facts);
  const account = await callerShown(services, request);
  if (account === null || (account.by.kind === 'session' && !opensToSession(scope, account.role))) {
    await budgets.ofAddress(request);
    throw new ApiProblem('unauthenticated', 'The request carries no key, or one that is unknown, expired or revoked.');
  }
  contextOf(response).role = account.role;
  contextOf(response).key = keyPrefixOf(request);
  await budgets.ofKey(account.by.id, request);
  assertAdmitted(account, permission, scope);
  if (!beforeSecondFactor) assertSecondFactor(account);
  return account;
}

async function spendFor(key: string | undefined, request: Request, services: GuardServices): Promise<void> {
  const account = key === undefined ? null : await accountShown(services, `Bearer ${key}`, request);
  await (account ? services.budgets.ofKey(account.by.id, request) : services.budgets.ofAddress(request));
}

function assertAdmitted(account: Account, permission: Exclude<Permission, 'public'>, scope: KeyScope | 'any'): void {
  if (permission !== 'account' && !permission.includes(account.role)) {
    throw new ApiProblem('actor-not-allowed', `This is for: ${permission.join(', ')}. You are ${account.role}.`);
  }
  if (scope !== 'any' && !hasScope(account.scopes, scope)) {
    throw new ApiProblem('scope-missing', `This needs a key for ${scope}. Yours is for: ${account.scopes.join(', ')}.`);
  }
}

function parsedOr(schema: Schema, value: unknown, refuse: (error: z.ZodError) => never): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(value);
  return result.success ? result.data : refuse(result.error);
}

/** Binds a route to Express. With `checkResponses` an answer that its contract does not describe becomes an error. */
export function serve<Needs>(
  route: Route<Needs>,
  path: string,
  services: Needs & GuardServices,
  checkResponses: boolean,
): RequestHandler {
  return async (request, response) => {
    contextOf(response).route = path;
    const answer = await responseOf(route, request, response, services);
    if (checkResponses) assertDescribed(route, answer);
    sendResponse(response, answer);
  };
}

async function responseOf<Needs>(
  route: Route<Needs>,
  request: Request,
  response: Response,
  services: Needs & GuardServices,
): Promise<RouteResponse> {
  try {
    return await route.answer(request, response, services);
  } catch (error) {
    if (!route.problemAnswer) throw error;
    const problem = asProblem(error);
    contextOf(response).problem = problem.code;
    if (PROBLEMS[problem.code].status >= 500) throw error;
    return route.problemAnswer(problem, request);
  }
}

function assertDescribed(route: Route, answer: RouteResponse): void {
  const spec = route.responses[answer.status];
  const name = `${route.operationId} ${answer.status}`;
  if (!spec) throw new Error(`${name}: the contract describes no such answer.`);
  for (const header of Object.keys(answer.headers ?? {})) {
    const known = spec.headers?.some((one) => one.toLowerCase() === header.toLowerCase());
    if (!known && !OF_A_BODY.has(header.toLowerCase()))
      throw new Error(`${name}: the contract does not describe the header ${header}.`);
  }
  if (!spec.schema || answer.text || answer.stream) {
    if (answer.body !== undefined) throw new Error(`${name}: the contract describes no body.`);
    return;
  }
  const sent: unknown = JSON.parse(JSON.stringify(answer.body));
  const result = spec.schema.safeParse(sent);
  if (!result.success) throw new Error(`${name}: ${result.error.message}`);
  if (!isDeepStrictEqual(result.data, sent))
    throw new Error(`${name}: the answer holds fields that the contract lacks.`);
}
