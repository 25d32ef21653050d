import { z } from 'zod';
import { PROBLEMS } from '../../../contracts/problems.js';
import { CITIZEN_PAGES } from '../../../domain/citizen/pages.js';
import { CITIZEN } from '../../../domain/ticket/vocabulary.js';
import type { ReferenceSnapshot } from '../../../storage/reference/reference-data.js';
import { asProblem } from '../../as-problem.js';
import { enclosedIn } from '../../http/multipart.js';
import { type ApiProblem, saidIn } from '../../http/problem.js';
import type { RouteResponse } from '../../http/route-response.js';
import { nameOf } from '../../open311/language.js';
import { routesFor, type Route } from '../../route.js';
import type { Services } from '../../services.js';
import { registerTicket, type RegistrationServices } from '../../ticket/registration.js';
import type { Presentable } from '../../ticket/ticket-presenter.js';
import { discardEnclosed, keepFor, leftOutOf } from './enclosed.js';
import { faultsOf, formMarkup, TypedSchema, type Typed } from './form.js';
import { markup } from './html.js';
import { leftQuery } from './left-out.js';
import { PAGE_RESPONSES, pageAnswer, problemWords, seeOther } from './page.js';
import { readerOf, type Reader } from './reader.js';
import { admitted, assertUntrapped } from './report-admission.js';
import { newTicketOf, REPORT_POINTERS, reportFields } from './report-form.js';

type ReportServices = RegistrationServices & Pick<Services, 'site' | 'budgets' | 'citizenPages'>;
const defineRoute = routesFor<ReportServices>();
const TAG = 'Pages of citizens';
const PATH = `${CITIZEN_PAGES}/report`;
/** In the place of the code of a class: whoever is not sure goes on without. */
const UNSURE = 'none';

/** The classes one step below, by links: a list of all would be too long for the page. */
function classPage(reader: Reader, reference: ReferenceSnapshot, parent: string | null): RouteResponse {
  const { say, language } = reader;
  const here = [...reference.classes.values()].filter((one) => one.parent === parent);
  const above = parent === null ? undefined : reference.classes.get(parent);
  const links = here.map((one) => markup`<li><a href="${PATH}?class=${one.code}">${nameOf(one, language)}</a></li>`);
  return pageAnswer(reader, {
    title: say('report'),
    main: markup`<p class="bad">${say('reportUrgent')}</p><h2>${say('reportClass')}</h2>
${above && markup`<p>${say('reportAbout', nameOf(above, language))} <a href="${PATH}">${say('reportOther')}</a></p>`}
<ul class="tree">${links}<li><a href="${PATH}?class=${UNSURE}">${say('reportUnsure')}</a></li></ul>`,
  });
}

/** The form, empty or as it was typed. */
function reportPage(
  reader: Reader,
  reference: ReferenceSnapshot,
  {
    classCode,
    key,
    typed,
    problem,
  }: {
    readonly classCode: string | null;
    readonly key: string;
    readonly typed: Typed;
    readonly problem?: ApiProblem;
  },
): RouteResponse {
  const { say, language } = reader;
  const fields = reportFields(reference, language);
  const faults: Record<string, string> = {};
  if (problem) {
    const { errors } = saidIn(language, problem);
    const { title, advice } = problemWords(reader, problem.code);
    Object.assign(
      faults,
      errors.length > 0 ? faultsOf(reader, errors, fields, REPORT_POINTERS) : { '': `${title}${say('stop')}${advice}` },
    );
  }
  const view = classCode === null ? undefined : reference.classes.get(classCode);
  const form = formMarkup(reader, {
    action: PATH,
    key,
    hidden: { class: classCode ?? UNSURE },
    fields,
    send: 'sendReport',
    typed,
    faults,
    trap: true,
  });
  return pageAnswer(reader, {
    title: say('report'),
    main: markup`<p class="bad">${say('reportUrgent')}</p>
${view && markup`<p>${say('reportAbout', nameOf(view, language))} <a href="${PATH}">${say('reportOther')}</a></p>`}${form}`,
    status: problem ? PROBLEMS[problem.code].status : 200,
    ...(problem?.extras.headers && { headers: problem.extras.headers }),
  });
}

/** The class that was chosen; `null`: whoever asks is not sure, or none is chosen that is there. */
function chosenIn({ classes }: ReferenceSnapshot, code: string | undefined): string | null {
  return code !== undefined && classes.has(code) ? code : null;
}

const getReportPage = defineRoute({
  method: 'get',
  path: PATH,
  operationId: 'reportPage',
  tag: TAG,
  summary: 'Where a citizen files a request: first what it is about, then the form',
  permission: 'public',
  query: z.object({ class: z.string().max(40).optional().catch(undefined) }),
  responses: PAGE_RESPONSES,
  async handler({ query: { class: code }, request }, services) {
    const reader = readerOf(services.site, request);
    if (!services.citizenPages.takesReports) return closedPage(reader);
    const reference = await services.reference.current();
    const classCode = chosenIn(reference, code);
    const isBranch = [...reference.classes.values()].some(({ parent }) => parent === classCode);
    if (code !== UNSURE && isBranch) return classPage(reader, reference, classCode);
    const typed = { type: 'help', identity: 'open', replyWanted: 'yes' };
    return reportPage(reader, reference, { classCode, key: services.citizenPages.forms.write(), typed });
  },
});

function closedPage(reader: Reader): RouteResponse {
  const { say } = reader;
  return pageAnswer(reader, { title: say('report'), main: markup`<p>${say('reportClosed')}</p>`, status: 404 });
}

/** What is kept as the answer of the form, and given again when it is sent again. */
const idOf = ({ state: { id } }: Presentable): { readonly id: string } => ({ id });

const fileReport = defineRoute({
  method: 'post',
  path: PATH,
  operationId: 'fileReport',
  tag: TAG,
  summary: 'A ticket like any other; leads to its receipt',
  permission: 'public',
  // A ticket, and pictures that are decoded.
  cost: 10,
  body: TypedSchema,
  bodyType: 'formWithFiles',
  async keepEnclosed(file, request, services) {
    // The key stands first in the form. Who is not admitted is told when all is read.
    const sender = await admitted(services, request, { key: file.field('key') ?? '' }).catch(() => null);
    return sender && keepFor(sender, file, request, services);
  },
  discardEnclosed,
  responses: PAGE_RESPONSES,
  async handler({ body: typed, request }, services) {
    const reader = readerOf(services.site, request);
    if (!services.citizenPages.takesReports) return closedPage(reader);
    const reference = await services.reference.current();
    const classCode = chosenIn(reference, typed['class']);
    const key = typed['key'] ?? '';
    try {
      const sender = await admitted(services, request, typed);
      assertUntrapped(typed);
      const { kept, named } = enclosedIn(request);
      const view = classCode === null ? null : (reference.classes.get(classCode) ?? null);
      const body = newTicketOf(typed, view, reference, kept);
      const by = { id: CITIZEN.id, actor: CITIZEN, sender, shown: idOf };
      const { body: made } = await registerTicket(services, body, by, sender.id, { files: named });
      const receipt = services.citizenPages.views.write('receipt', (made as ReturnType<typeof idOf>).id, 0);
      const told = String(new URLSearchParams(leftQuery(leftOutOf(request))));
      return seeOther(`${CITIZEN_PAGES}/seen/${receipt}${told === '' ? '' : `?${told}`}`);
    } catch (error) {
      const problem = asProblem(error);
      if (PROBLEMS[problem.code].status >= 500) throw error;
      const next = services.citizenPages.forms.isOurs(key) ? key : services.citizenPages.forms.write();
      return reportPage(reader, reference, { classCode, key: next, typed, problem });
    }
  },
});

export const reportPages: readonly Route<ReportServices>[] = [getReportPage, fileReport];
