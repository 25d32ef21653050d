import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { TicketParamsSchema } from '../../contracts/ticket.js';

/** What is known of a request besides what it says; the log line is made of it. */
export interface RequestContext {
  readonly id: string;
  readonly startedAt: number;
  /** The pattern, never the path: a path may name a ticket or a citizen's link. */
  route: string | null;
  role: string | null;
  /** The visible part of the key that was shown; it opens nothing. */
  key: string | null;
  /** Id or number of the ticket that was asked for, once it is known to be written like one. */
  ticket: string | null;
  problem: string | null;
  /** What was done that somebody will ask about: ids of keys and accounts, and nothing that people wrote. */
  done: Readonly<Record<string, string>> | null;
  /** What broke while the request was answered all the same, in the words of the log. */
  readonly faults: Record<string, unknown>[];
}

const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._:-]{7,127}$/;

/** One answered request, for who counts. */
export interface AnsweredRequest {
  readonly route: string | null;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
  readonly cutOff: boolean;
}

const current = new AsyncLocalStorage<RequestContext>();

/** The id of the request that is being answered here; `undefined` outside of any. */
export function currentRequestId(): string | undefined {
  return current.getStore()?.id;
}

/** Gives every request an id, the caller's own if it is well-formed, and logs one line when it is answered. */
export function requestContext(
  log: Logger,
  answered: (request: AnsweredRequest) => void = () => undefined,
): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const context: RequestContext = {
      id: given !== undefined && WELL_FORMED.test(given) ? given : randomUUID(),
      startedAt: performance.now(),
      route: null,
      role: null,
      key: null,
      ticket: null,
      problem: null,
      done: null,
      faults: [],
    };
    response.locals['context'] = context;
    response.setHeader('X-Request-Id', context.id);
    response.once('close', () => {
      for (const fault of context.faults)
        log.error({ requestId: context.id, route: context.route, ...fault }, 'internal');
      const milliseconds = performance.now() - context.startedAt;
      answered({
        route: context.route,
        method: request.method,
        status: response.statusCode,
        seconds: milliseconds / 1_000,
        cutOff: !response.writableFinished,
      });
      log.info({
        requestId: context.id,
        method: request.method,
        route: context.route,
        status: response.statusCode,
        ms: Math.round(milliseconds * 10) / 10,
        ...(context.role !== null && { role: context.role }),
        ...(context.key !== null && { key: context.key }),
        ...(context.ticket !== null && { ticket: context.ticket }),
        ...(context.problem !== null && { problem: context.problem }),
        ...(context.done !== null && { done: context.done }),
        ...(!response.writableFinished && { cutOff: true }),
      });
    });
    current.run(context, next);
  };
}

export function contextOf(response: Response): RequestContext {
  return response.locals['context'] as RequestContext;
}

/** Before anybody is refused: of which ticket a route of this path is asked, if that is written like one. */
export function noteTicket(path: string, request: Request, response: Response): void {
  const named = path.includes('/tickets/{id}') ? TicketParamsSchema.safeParse(request.params) : null;
  if (named?.success) contextOf(response).ticket = named.data.id;
}

/** Goes into the log line of this request. */
export function noteDone(request: Request, done: NonNullable<RequestContext['done']>): void {
  if (request.res) contextOf(request.res).done = done;
}

/** Whether the caller would rather read Chinese. English when it does not say. */
export function prefersChinese(request: Request): boolean {
  return request.headers['accept-language'] !== undefined && request.acceptsLanguages('en', 'zh') === 'zh';
}
