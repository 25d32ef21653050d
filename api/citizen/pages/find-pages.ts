import { z } from 'zod';
import { PROBLEMS } from '../../../contracts/problems.js';
import { ProgressQuestionSchema } from '../../../contracts/progress.js';
import { CITIZEN_PAGES } from '../../../domain/citizen/pages.js';
import { asProblem } from '../../as-problem.js';
import { ApiProblem, saidIn } from '../../http/problem.js';
import type { RouteResponse } from '../../http/route-response.js';
import { routesFor, type Route } from '../../route.js';
import type { Services } from '../../services.js';
import { assertKept } from '../../ticket/find-ticket.js';
import { assertOpens } from '../citizen-command.js';
import { progressBody, provenTicket, type ProgressServices } from '../progress.js';
import { checked, said } from './deeds.js';
import { faultsOf, formMarkup, TypedSchema, type Field, type Typed } from './form.js';
import { markup } from './html.js';
import { leftInAddress, leftMarkup } from './left-out.js';
import { assertFromHere } from './origin.js';
import { PAGE_RESPONSES, pageAnswer, problemWords, seeOther } from './page.js';
import { progressMarkup } from './progress-view.js';
import { readerOf, type Reader } from './reader.js';

type FindServices = ProgressServices & Pick<Services, 'site' | 'citizenPages'>;
const defineRoute = routesFor<FindServices>();
const TAG = 'Pages of citizens';

const FIELDS: readonly Field[] = [
  { name: 'number', kind: 'line', label: 'number', hint: ['numberHint'], most: 40 },
  { name: 'queryCode', kind: 'line', label: 'queryCode', hint: ['queryCodeHint'], most: 40 },
  {
    name: 'phoneEnding',
    kind: 'line',
    label: 'phoneEnding',
    hint: ['phoneEndingHint'],
    wrong: 'phoneEndingWrong',
    most: 4,
    digits: true,
  },
];

function findPage(
  reader: Reader,
  { citizenPages }: Pick<Services, 'citizenPages'>,
  typed: Typed = {},
  problem?: ApiProblem,
): RouteResponse {
  const { say } = reader;
  const faults: Record<string, string> = {};
  if (problem) {
    const { errors } = saidIn(reader.language, problem);
    const words = problemWords(reader, problem.code);
    const general =
      problem.code === 'progress-not-found' ? say('wrongProof') : `${words.title}${say('stop')}${words.advice}`;
    Object.assign(faults, errors.length > 0 ? faultsOf(reader, errors, FIELDS) : { '': general });
  }
  const form = { action: CITIZEN_PAGES, key: '-', fields: FIELDS, send: 'ask', typed, faults } as const;
  return pageAnswer(reader, {
    title: say('find'),
    main: markup`<p>${say('findLead')}</p>${formMarkup(reader, form)}<nav class="do"><a href="${CITIZEN_PAGES}/knowledge">${say('knowledge')}</a>${
      citizenPages.takesReports && markup`<a href="${CITIZEN_PAGES}/report">${say('fileOne')}</a>`
    }</nav>`,
    status: problem ? PROBLEMS[problem.code].status : 200,
    ...(problem?.extras.headers && { headers: problem.extras.headers }),
  });
}

const getFindPage = defineRoute({
  method: 'get',
  path: CITIZEN_PAGES,
  operationId: 'findPage',
  tag: TAG,
  summary: 'Where a citizen asks by number and query code',
  permission: 'public',
  responses: PAGE_RESPONSES,
  handler: ({ request }, services) => findPage(readerOf(services.site, request), services),
});

const find = defineRoute({
  method: 'post',
  path: CITIZEN_PAGES,
  operationId: 'find',
  tag: TAG,
  summary: 'Leads to the page of the ticket; whatever is wrong is told alike',
  permission: 'public',
  body: TypedSchema,
  bodyType: 'form',
  responses: PAGE_RESPONSES,
  async handler({ body: typed, request }, services) {
    assertFromHere(services.site, request);
    try {
      const question = checked(ProgressQuestionSchema, said(typed, ['number', 'queryCode', 'phoneEnding']));
      const { state, linkGeneration } = await provenTicket(services, question, request);
      const { progressLinks, citizenPages } = services;
      if (question.phoneEnding !== undefined) return seeOther(progressLinks.pageTo(state.id, linkGeneration, 'path'));
      return seeOther(`${CITIZEN_PAGES}/seen/${citizenPages.views.write('progress', state.id, linkGeneration)}`);
    } catch (error) {
      const problem = asProblem(error);
      if (PROBLEMS[problem.code].status >= 500) throw error;
      return findPage(readerOf(services.site, request), services, typed, problem);
    }
  },
});

const getSeenPage = defineRoute({
  method: 'get',
  path: `${CITIZEN_PAGES}/seen/{view}`,
  operationId: 'seenPage',
  tag: TAG,
  summary: 'How a ticket stands, or the receipt of one, for a while after it was asked for',
  permission: 'public',
  params: z.object({ view: z.string().max(400) }),
  query: z.object({ left: leftInAddress }),
  responses: PAGE_RESPONSES,
  async handler({ params: { view }, query: { left }, request }, services) {
    const reader = readerOf(services.site, request);
    const { say } = reader;
    const named = services.citizenPages.views.read(view);
    // Over, or made elsewhere: they ask again.
    if (named === null) return seeOther(CITIZEN_PAGES);
    const found = await services.views.find(named.ticketId);
    if (!found) throw new ApiProblem('not-found', 'There is nothing at this path.');
    assertOpens(services, found, named.generation);
    const ticket = assertKept(found);
    if (named.what === 'progress') {
      const progress = await progressBody(services, ticket, 'without links');
      return pageAnswer(reader, { title: say('progress'), main: progressMarkup(reader, { progress, links: [] }) });
    }
    const { id, number } = ticket.state;
    const code = services.queryCodes.codeOf(id, ticket.linkGeneration).replace(/^.{4}/, '$& ');
    return pageAnswer(reader, {
      title: say('receipt'),
      main: markup`${leftMarkup(reader, left)}<p>${say('receiptLead')}</p><div class="now"><p>${say('number')} <span class="big">${number}</span></p>
<p>${say('queryCode')} <span class="big">${code}</span></p></div>
<nav class="do"><a href="${CITIZEN_PAGES}">${say('find')}</a></nav>`,
    });
  },
});

export const findPages: readonly Route<FindServices>[] = [getFindPage, find, getSeenPage];
