import { z } from 'zod';
import { PROBLEM_CODES } from '../../contracts/problems.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import { openApiDocument } from './openapi.js';
import { problemListPage, problemPage } from './problem-pages.js';

const defineRoute = routesFor<object>();

const TAG = 'Documentation';

const listProblems = defineRoute({
  method: 'get',
  path: '/problems',
  operationId: 'listProblems',
  tag: TAG,
  summary: 'Every problem that the API can answer with',
  permission: 'public',
  responses: { 200: { description: 'A page.', mediaType: 'text/html' } },
  handler: () => ({ status: 200, html: problemListPage() }),
});

const getProblem = defineRoute({
  method: 'get',
  path: '/problems/{code}',
  operationId: 'getProblem',
  tag: TAG,
  summary: 'What a problem means, and what to do',
  permission: 'public',
  params: z.object({ code: z.string().meta({ example: 'illegal-transition' }) }),
  responses: { 200: { description: 'A page, in Chinese and English.', mediaType: 'text/html' } },
  handler({ params }) {
    const code = PROBLEM_CODES.find((one) => one === params.code);
    if (!code) throw new ApiProblem('not-found', 'There is no problem of this name. See /problems.');
    return { status: 200, html: problemPage(code) };
  },
});

/** The pages of the reference. `routes` is asked late, because these are among them. */
export function docsRoutes(routes: () => readonly Route[]): readonly Route<object>[] {
  let document: Record<string, unknown> | undefined;
  const getApiReference = defineRoute({
    method: 'get',
    path: '/openapi.json',
    operationId: 'getApiReference',
    tag: TAG,
    summary: 'This document',
    permission: 'public',
    responses: { 200: { description: 'OpenAPI 3.1.', schema: z.record(z.string(), z.unknown()) } },
    handler() {
      document ??= openApiDocument(routes());
      return { status: 200, body: document };
    },
  });
  return [listProblems, getProblem, getApiReference];
}
