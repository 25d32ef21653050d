import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import type { FieldError, Problem } from '../../contracts/problem.js';
import type { ProblemCode } from '../../contracts/problems.js';
import { PROBLEMS } from '../../contracts/problems.js';
import { inChinese } from '../../contracts/wording/in-chinese.js';
import { contextOf, prefersChinese } from './request-context.js';
import { sendResponse, type RouteResponse } from './route-response.js';

/** A complaint about a field; one that no table of ours words in Chinese brings its own. */
export interface SaidOfField extends FieldError {
  readonly zh?: string;
}

export interface ProblemExtras {
  readonly errors?: readonly SaidOfField[];
  readonly currentState?: Problem['currentState'];
  readonly version?: number;
  readonly allowedActions?: readonly NonNullable<Problem['allowedActions']>[number][];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown anywhere below a route; the one error handler writes it down as `application/problem+json`. */
export class ApiProblem extends Error {
  constructor(
    readonly code: ProblemCode,
    /** For the caller: what happened and why. Nothing personal, nothing internal. */
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail);
    this.name = 'ApiProblem';
  }
}

/** One field that does not fit, found where no schema can look. */
export function invalidField(pointer: string, code: FieldError['code'], message: string): ApiProblem {
  return new ApiProblem('validation-failed', `${pointer}: ${message}`, { errors: [{ pointer, code, message }] });
}

/**
 * What Express and its body parser throw. Their own messages quote the request, so none is passed on; `null`: it was
 * not they.
 */
export function parserProblem(error: unknown): ApiProblem | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  switch (error.status) {
    case 413:
      return new ApiProblem('payload-too-large', 'The body is larger than 256 kB.');
    case 415:
      return new ApiProblem(
        'unsupported-media-type',
        'The body has an encoding or a character set that is not known here.',
      );
    case 400:
      return new ApiProblem(
        'malformed-request',
        error instanceof URIError ? 'The path is not well-formed.' : 'The body is not well-formed, or was cut off.',
      );
    default:
      return null;
  }
}

/** What a problem says, in the language that its reader wants. */
export function saidIn(language: 'zh' | 'en', problem: ApiProblem): { detail: string; errors: FieldError[] } {
  const errors = problem.extras.errors ?? [];
  if (language === 'en') return { detail: problem.detail, errors: errors.map(({ zh: _zh, ...error }) => error) };
  const [, pointer, message] = OF_ONE_FIELD.exec(problem.detail) ?? [];
  const detail =
    pointer === undefined || message === undefined
      ? (inChinese(problem.detail) ?? chineseAdvice(problem))
      : `${pointer}：${inChinese(message) ?? message}`;
  return {
    detail,
    errors: errors.map(({ zh, ...error }) => ({ ...error, message: inChinese(error.message) ?? zh ?? error.message })),
  };
}

/** What `invalidField` says: where, and what. */
const OF_ONE_FIELD = /^([/?][^ ]*): ([^]+)$/;

/** Better in general words that are understood than in particular ones that are not. */
function chineseAdvice({ code }: ApiProblem): string {
  return `${PROBLEMS[code].title.zh}。${PROBLEMS[code].advice.zh}`;
}

/** A problem in words that the caller reads. */
export function problemBody(problem: ApiProblem, request: Request, response: Response): Problem {
  const { status, title } = PROBLEMS[problem.code];
  const { headers: _headers, errors: given, ...extras } = problem.extras;
  const language = prefersChinese(request) ? 'zh' : 'en';
  const { detail, errors } = saidIn(language, problem);
  const body = {
    type: `/problems/${problem.code}`,
    title: title[language],
    status,
    detail,
    instance: contextOf(response).id,
    code: problem.code,
    ...extras,
    ...(given && { errors }),
  } satisfies Omit<Problem, 'errors' | 'allowedActions'>;
  return body as Problem;
}

/** For what is told as a part of an answer: a fault among it is logged like any other. */
export function noteFault(error: unknown, response: Response): void {
  contextOf(response).faults.push(faultOf(error));
}

/** Problems below this path in the words of another standard. */
export interface ProblemDialect {
  readonly prefix: string;
  readonly answer: (problem: ApiProblem, request: Request) => RouteResponse;
}

/** The last handler of the application, and the only one for errors. `asProblem` knows whatever may be thrown. */
export function problemHandler(
  log: Logger,
  asProblem: (error: unknown) => ApiProblem,
  dialects: readonly ProblemDialect[] = [],
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const context = contextOf(response);
    const problem = asProblem(error);
    const { status } = PROBLEMS[problem.code];
    context.problem = problem.code;
    if (status >= 500) log.error({ requestId: context.id, route: context.route, ...faultOf(error) }, problem.code);
    if (response.headersSent) {
      next(error);
      return;
    }
    const dialect = dialects.find(({ prefix }) => `${request.path}/`.toLowerCase().startsWith(`${prefix}/`));
    if (dialect) {
      response.setHeader('Cache-Control', 'no-store');
      sendResponse(response, dialect.answer(problem, request));
      return;
    }
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    response.setHeader('Cache-Control', 'no-store');
    response
      .status(status)
      .set('Content-Language', prefersChinese(request) ? 'zh' : 'en')
      .vary('Accept-Language')
      .set(problem.extras.headers ?? {})
      .type('application/problem+json')
      .send(JSON.stringify(problemBody(problem, request, response)));
  };
}

/** Of an error only what cannot hold what people wrote: a database error quotes values, so its message stays out. */
function faultOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  return {
    error: error.name,
    ...('code' in error && { code: String(error.code) }),
    ...(!quotesValues(error) && { message: error.message }),
    ...(error.cause instanceof Error && { causes: causesOf(error.cause) }),
    stack: error.stack
      ?.split('\n')
      .filter((line) => line.startsWith('    at '))
      .slice(0, 12),
  };
}

function quotesValues(error: Error): boolean {
  return 'severity' in error || 'schema' in error;
}

function causesOf(error: Error): string[] {
  const own = quotesValues(error) ? error.name : `${error.name}: ${error.message}`;
  return error.cause instanceof Error ? [own, ...causesOf(error.cause)] : [own];
}
