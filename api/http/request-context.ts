import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';

/** What is known of a request besides what it says; the log line is made of it. */
export interface RequestContext {
  readonly id: string;
  readonly startedAt: number;
  /** The pattern, never the path: a path may name a ticket or a citizen's link. */
  route: string | null;
  role: string | null;
  problem: string | null;
}

const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._:-]{7,127}$/;

/** Gives every request an id, the caller's own if it is well-formed, and logs one line when it is answered. */
export function requestContext(log: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const context: RequestContext = {
      id: given !== undefined && WELL_FORMED.test(given) ? given : randomUUID(),
      startedAt: performance.now(),
      route: null,
      role: null,
      problem: null,
    };
    response.locals['context'] = context;
    response.setHeader('X-Request-Id', context.id);
    response.once('close', () => {
      log.info({
        requestId: context.id,
        method: request.method,
        route: context.route,
        status: response.statusCode,
        ms: Math.round((performance.now() - context.startedAt) * 10) / 10,
        ...(context.role !== null && { role: context.role }),
        ...(context.problem !== null && { problem: context.problem }),
        ...(!response.writableFinished && { cutOff: true }),
      });
    });
    next();
  };
}

export function contextOf(response: Response): RequestContext {
  return response.locals['context'] as RequestContext;
}

/** Whether the caller would rather read Chinese. English when it does not say. */
export function prefersChinese(request: Request): boolean {
  return request.headers['accept-language'] !== undefined && request.acceptsLanguages('en', 'zh') === 'zh';
}
