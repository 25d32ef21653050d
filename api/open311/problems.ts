import type { Request } from 'express';
import type { ErrorItem } from '../../contracts/open311.js';
import { PROBLEMS } from '../../contracts/problems.js';
import { inChinese } from '../../contracts/wording/in-chinese.js';
import { saidIn, type ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { inFormat } from './answers.js';
import { languageOf, type Language } from './language.js';

export const OPEN311_PREFIX = '/open311/v2';

const BROKEN = 'Something unexpected happened here. It was logged under the X-Request-Id of this answer.';
const UNKNOWN_PATH =
  'There is nothing at this path. Paths end in .json or .xml: services, services/{code}, requests, requests/{id}, tokens/{token}, servicerequestupdates, discovery.';

/**
 * A problem as GeoReport v2 writes it: 404 for what does not exist, 403 for a key that is missing or wrong, 400 for all
 * else, trouble of ours included. XML unless the path asks for JSON.
 */
export function open311Problem(problem: ApiProblem, request: Request): RouteResponse {
  const known = PROBLEMS[problem.code].status;
  const status = known === 404 ? 404 : known === 401 || known === 403 ? 403 : 400;
  const { locale } = request.query;
  const language = languageOf(request, typeof locale === 'string' ? locale : undefined);
  const said = saidIn(language, problem);
  const fields = said.errors.map(({ pointer, message }) => ({
    code: status,
    description: `${parameterAt(pointer)}: ${message}`,
  }));
  const errors: ErrorItem[] =
    fields.length > 0 ? fields : [{ code: status, description: descriptionOf(problem, said.detail, language) }];
  const format = /\.json\/?$/i.test(request.path) ? 'json' : 'xml';
  return inFormat([format, language], status, errors, () => ['errors', { error: errors }], problem.extras.headers);
}

/**
 * A pointer into a form, as the form writes it: `/attribute/size` is `attribute[size]`, `/media_url/0` one of the
 * `media_url`.
 */
function parameterAt(pointer: string): string {
  const [name = '', ...rest] = pointer
    .replace(/^[/?]/, '')
    .replace(/^media_url\/\d+$/, 'media_url')
    .split('/');
  return `${name}${rest.map((part) => `[${part}]`).join('')}`.slice(0, 160);
}

function descriptionOf(problem: ApiProblem, detail: string, language: Language): string {
  const own =
    problem.code === 'internal' ? BROKEN : problem.detail === 'There is nothing at this path.' ? UNKNOWN_PATH : null;
  if (own === null) return detail;
  return language === 'zh' ? (inChinese(own) ?? own) : own;
}
