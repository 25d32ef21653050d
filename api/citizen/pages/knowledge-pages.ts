import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { EntryParamsSchema } from '../../../contracts/knowledge.js';
import {
  LONGEST_OPEN_QUESTION,
  MOST_OPEN_HITS,
  OpenCorrectionSchema,
  OpenQuestionSchema,
} from '../../../contracts/open-knowledge.js';
import { PROBLEMS } from '../../../contracts/problems.js';
import { CITIZEN_PAGES } from '../../../domain/citizen/pages.js';
import { CORRECTION_KINDS } from '../../../domain/knowledge/vocabulary.js';
import { asProblem } from '../../as-problem.js';
import { type ApiProblem, saidIn } from '../../http/problem.js';
import type { RouteResponse } from '../../http/route-response.js';
import {
  correctOpenly,
  openEntry,
  searchOpen,
  type OpenEntry,
  type OpenKnowledgeServices,
} from '../../knowledge/open-knowledge.js';
import { routesFor, type Route } from '../../route.js';
import type { Services } from '../../services.js';
import { checked, said } from './deeds.js';
import { faultsOf, formMarkup, TypedSchema, type Field, type Form, type Typed } from './form.js';
import { markup, written, type Html } from './html.js';
import { assertFromHere } from './origin.js';
import { PAGE_RESPONSES, pageAnswer, problemWords, seeOther } from './page.js';
import { readerOf, type Reader } from './reader.js';
import { dateIn } from './words.js';

type KnowledgePageServices = OpenKnowledgeServices & Pick<Services, 'site'>;
const defineRoute = routesFor<KnowledgePageServices>();
const TAG = 'Pages of citizens';
const PATH = `${CITIZEN_PAGES}/knowledge`;
/** So much of an answer tells whether it is the one. */
const BEGINNING = 60;

const FIELDS: readonly Field[] = [
  { name: 'about', kind: 'choice', label: 'about', values: CORRECTION_KINDS },
  { name: 'text', kind: 'text', label: 'knowledgeText', most: 2_000 },
];

const getKnowledgePage = defineRoute({
  method: 'get',
  path: PATH,
  operationId: 'knowledgePage',
  tag: TAG,
  summary: 'Where a citizen looks something up',
  permission: 'public',
  cost: 2,
  query: z.object({ q: z.string().optional().catch(undefined) }),
  responses: PAGE_RESPONSES,
  async handler({ query: { q = '' }, request }, services) {
    const reader = readerOf(services.site, request);
    const { say } = reader;
    const question = q.trim().slice(0, LONGEST_OPEN_QUESTION);
    const asked = OpenQuestionSchema.parse({ question, limit: MOST_OPEN_HITS });
    const items = question === '' ? null : await searchOpen(services, asked);
    return pageAnswer(reader, {
      title: say('knowledge'),
      main: markup`<form action="${PATH}"><label for="f-q">${say('knowledgeQuestion')}</label><p class="s" id="h-q">${say('knowledgeLead')}</p>
<input id="f-q" name="q" type="search" value="${question}" maxlength="${LONGEST_OPEN_QUESTION}" aria-describedby="h-q"><button>${say('knowledgeSearch')}</button></form>
${items && foundMarkup(reader, items)}`,
    });
  },
});

function foundMarkup({ say }: Reader, items: readonly OpenEntry[]): Html {
  if (items.length === 0) return markup`<p role="status">${say('knowledgeNone')}</p>`;
  return markup`<h2 role="status">${say('knowledgeFound', items.length)}</h2><ol>${items.map(
    ({ id, question, answer, unit }) =>
      markup`<li><a href="${PATH}/${id}">${question}</a><br>${beginningOf(answer)}<br><span class="s">${unit.name}</span></li>`,
  )}</ol>`;
}

function beginningOf(answer: string): string {
  const signs = [...answer.replaceAll(/\s+/g, ' ')];
  return signs.length <= BEGINNING ? signs.join('') : `${signs.slice(0, BEGINNING).join('')}…`;
}

interface Shown {
  readonly key: string;
  readonly typed: Typed;
  readonly isDone?: boolean;
  readonly problem?: ApiProblem;
}

function entryPage(reader: Reader, entry: OpenEntry, { key, typed, isDone, problem }: Shown): RouteResponse {
  const { say, language } = reader;
  const { id, version, question, answer, basis, people, unit, publishedAt, until } = entry;
  const form: Form = {
    ...{ action: `${PATH}/${id}`, key, hidden: { version: String(version) }, fields: FIELDS, typed },
    ...{ send: 'sendCorrection', faults: problem ? faultsIn(reader, problem) : {} },
  };
  const from = publishedAt === null ? unit.name : say('knowledgeFrom', unit.name, dateIn(language, publishedAt));
  return pageAnswer(reader, {
    title: question,
    main: markup`${isDone && markup`<p class="note" role="status">${say('correctionDone')}</p>`}<p>${written(answer)}</p>
${people !== null && markup`<p>${say('knowledgeFor', people)}</p>`}${until !== null && markup`<p>${say('knowledgeUntil', dateIn(language, until))}</p>`}
${basis.length > 0 && markup`<h2>${say('knowledgeBasis')}</h2><ul>${basis.map(basisMarkup)}</ul>`}<p class="s">${from}</p>
<nav class="do"><a href="${PATH}">${say('knowledgeOther')}</a></nav>
<h2>${say('knowledgeWrong')}</h2><p>${say('knowledgeWrongLead')}</p>${formMarkup(reader, form)}`,
    status: problem ? PROBLEMS[problem.code].status : 200,
    ...(problem?.extras.headers && { headers: problem.extras.headers }),
  });
}

function basisMarkup({ document, clause, link }: OpenEntry['basis'][number]): Html {
  const name = clause === null ? document : `${document} ${clause}`;
  return link === null
    ? markup`<li>${name}</li>`
    : markup`<li><a href="${link}" rel="noreferrer nofollow">${name}</a></li>`;
}

function faultsIn(reader: Reader, problem: ApiProblem): Record<string, string> {
  const { errors } = saidIn(reader.language, problem);
  if (errors.length > 0) return faultsOf(reader, errors, FIELDS);
  const { title, advice } = problemWords(reader, problem.code);
  return { '': `${title}${reader.say('stop')}${advice}` };
}

const getEntryPage = defineRoute({
  method: 'get',
  path: `${PATH}/{entry}`,
  operationId: 'knowledgeEntryPage',
  tag: TAG,
  summary: 'An answer, as citizens read it, and where they say that something is not right with it',
  permission: 'public',
  params: EntryParamsSchema,
  query: z.object({ done: z.literal('correction').optional().catch(undefined) }),
  responses: PAGE_RESPONSES,
  async handler({ params: { entry: id }, query: { done }, request }, services) {
    const entry = await openEntry(services, id);
    const shown = { key: randomUUID(), typed: {}, isDone: done !== undefined };
    return entryPage(readerOf(services.site, request), entry, shown);
  },
});

const correctOnPage = defineRoute({
  method: 'post',
  path: `${PATH}/{entry}`,
  operationId: 'correctOnPage',
  tag: TAG,
  summary: 'A citizen says that something is not right with an answer',
  permission: 'public',
  cost: 5,
  params: EntryParamsSchema,
  body: TypedSchema,
  bodyType: 'form',
  responses: PAGE_RESPONSES,
  async handler({ params: { entry: id }, body: typed, request }, services) {
    assertFromHere(services.site, request);
    const key = z.uuid().catch(randomUUID()).parse(typed['key']);
    try {
      const body = { ...said(typed, ['about', 'text']), version: Number(typed['version']) };
      await correctOpenly(services, { entry: id, correction: key }, checked(OpenCorrectionSchema, body));
      return seeOther(`${PATH}/${id}?done=correction`);
    } catch (error) {
      const problem = asProblem(error);
      if (PROBLEMS[problem.code].status >= 500 || problem.code === 'entry-not-found') throw error;
      const entry = await openEntry(services, id);
      return entryPage(readerOf(services.site, request), entry, { key, typed, problem });
    }
  },
});

export const knowledgePages: readonly Route<KnowledgePageServices>[] = [getKnowledgePage, getEntryPage, correctOnPage];
