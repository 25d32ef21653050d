import express, { type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { consolePages } from './console/console-pages.js';
import { swaggerUi } from './docs/swagger-ui.js';
import { boundedBody } from './http/body.js';
import { MOST_MULTIPART_BYTES } from './http/multipart.js';
import { problemPage } from './citizen/pages/page.js';
import { readerOf } from './citizen/pages/reader.js';
import { CITIZEN_PAGES } from '../domain/citizen/pages.js';
import { asProblem } from './as-problem.js';
import { ApiProblem, problemHandler } from './http/problem.js';
import { requestContext, type AnsweredRequest } from './http/request-context.js';
import { serve } from './route.js';
import { OPEN311_PREFIX, open311Problem } from './open311/problems.js';
import { pages, routes } from './routes.js';
import type { Services } from './services.js';

export interface AppOptions {
  readonly log: Logger;
  /** For tests: an answer that its contract does not describe becomes an error. */
  readonly checkResponses?: boolean;
  /** Reached by https alone, so browsers may be told to insist on it. */
  readonly secure?: boolean;
  /** Addresses and networks whose `X-Forwarded-For` is believed; empty: nobody's. */
  readonly trustedProxies?: readonly string[];
  /** Told of every request that was answered, or cut off. */
  readonly answered?: (request: AnsweredRequest) => void;
}

/**
 * The HTTP application: every route of the table, the reference pages, and one handler for everything that goes wrong.
 */
export function createApp(
  services: Services,
  { log, checkResponses = false, secure = false, trustedProxies = [], answered }: AppOptions,
): Express {
  const app = express();
  app.disable('x-powered-by');
  // Tickets carry their version as ETag; a hash of the body would be another.
  app.set('etag', false);
  app.set('trust proxy', [...trustedProxies]);
  app.use(requestContext(log, answered));
  app.use(securityHeaders(secure));
  app.use(boundedBody(formsWithFiles(services.uploads.limits.mostBytes)));
  app.use(OPEN311_PREFIX, readFromAnywhere);
  const methods = new Map<string, string[]>();
  for (const route of [...routes, ...pages]) {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    app[route.method](path, noStore, serve(route, route.path, services, checkResponses));
    methods.set(path, [
      ...(methods.get(path) ?? []),
      ...(route.method === 'get' ? ['GET', 'HEAD'] : [route.method.toUpperCase()]),
    ]);
  }
  for (const [path, allowed] of methods) app.all(path, wrongMethod(allowed));
  app.use(swaggerUi());
  app.use(consolePages());
  app.use(() => {
    throw new ApiProblem('not-found', 'There is nothing at this path.');
  });
  app.use(
    problemHandler(log, asProblem, [
      { prefix: OPEN311_PREFIX, answer: open311Problem },
      { prefix: CITIZEN_PAGES, answer: (problem, request) => problemPage(readerOf(services.site, request), problem) },
    ]),
  );
  return app;
}

/** What is written around a file in its form. */
const FORM_BYTES = 64 * 1_024;

/** How large a form with files may be there; `null`: none is taken. */
function formsWithFiles(mostBytesOfFile: number): (path: string) => number | null {
  return (given) => {
    const path = given.toLowerCase();
    if (/^\/(requests|servicerequestupdates)\./.test(path.replace(OPEN311_PREFIX, ''))) return MOST_MULTIPART_BYTES;
    if (/^\/citizen\/(progress\/[^/]+\/supplement|report)\/?$/.test(path)) return MOST_MULTIPART_BYTES;
    return /^\/api\/v1\/([a-z]+\/[^/]+\/)?uploads\/?$/.test(path) ? mostBytesOfFile + FORM_BYTES : null;
  };
}

/** Answers hold personal data; no cache between us and the caller may keep them. */
const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/**
 * What is public may be shown by any site's own page. Without credentials, and for questions only: nothing is done in
 * anybody's name.
 */
const readFromAnywhere: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') {
    response.set({
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
  }
  next();
};

function wrongMethod(allowed: readonly string[]): RequestHandler {
  return (request) => {
    const Allow = allowed.join(', ');
    throw new ApiProblem('method-not-allowed', `${request.method} is not for this path. It takes: ${Allow}.`, {
      headers: { Allow },
    });
  };
}

function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      directives: {
        // Nothing comes from anywhere else; the reference page styles itself.
        styleSrc: ["'self'", "'unsafe-inline'"],
        fontSrc: ["'self'"],
        upgradeInsecureRequests: secure ? [] : null,
      },
    },
    strictTransportSecurity: secure,
  });
}
