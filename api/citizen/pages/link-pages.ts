import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { PROBLEMS } from '../../../contracts/problems.js';
import type { ProgressBody } from '../../../contracts/progress.js';
import { CITIZEN_PAGES, pageOf } from '../../../domain/citizen/pages.js';
import type { StoredTicket } from '../../../storage/ticket/stored-ticket.js';
import { asProblem } from '../../as-problem.js';
import { ApiProblem, saidIn } from '../../http/problem.js';
import type { RouteResponse } from '../../http/route-response.js';
import { routesFor, type Route, type RouteInput } from '../../route.js';
import { ticketToRate } from '../by-link.js';
import { linkParams, linkSender } from '../citizen-command.js';
import { linkedTicket, progressBody } from '../progress.js';
import { DEEDS, type DeedName, type DeedServices } from './deeds.js';
import { discardEnclosed, keepFor, leftOutOf } from './enclosed.js';
import { faultsOf, formMarkup, TypedSchema, type Typed } from './form.js';
import { markup, type Html } from './html.js';
import { leftInAddress, leftMarkup, leftQuery } from './left-out.js';
import { assertFromHere } from './origin.js';
import { PAGE_RESPONSES, pageAnswer, problemWords, seeOther } from './page.js';
import { progressMarkup, type ProgressView } from './progress-view.js';
import { readerOf, type Reader } from './reader.js';
import { dateIn } from './words.js';

const defineRoute = routesFor<DeedServices>();
const TAG = 'Pages of citizens';

/** What is done by a link to look with; rating has a link of its own. */
const BY_PROGRESS = ['supplement', 'nudge', 'appeal', 'withdraw', 'messages'] as const;
type ByProgress = (typeof BY_PROGRESS)[number];
const NAMES = Object.keys(DEEDS) as DeedName[];

/** What was done just now; whatever else stands there is passed over. */
const DoneSchema = z.object({ done: z.enum(NAMES).optional().catch(undefined), left: leftInAddress });

function noteOf(reader: Reader, { done, left }: z.output<typeof DoneSchema>): Html | null {
  return done ? markup`<p>${reader.say(DEEDS[done].done)}</p>${leftMarkup(reader, left)}` : null;
}

const newKey = (): string => randomBytes(16).toString('base64url');
/** The key of a form, unless somebody wrote one of their own. */
const keyIn = ({ key = '' }: Typed): string => (/^[\w-]{22}$/.test(key) ? key : newKey());

const getProgressPage = defineRoute({
  method: 'get',
  path: `${CITIZEN_PAGES}/progress/{token}`,
  operationId: 'progressPage',
  tag: TAG,
  summary: 'How a ticket stands, by link',
  permission: 'public',
  params: linkParams,
  query: DoneSchema,
  responses: PAGE_RESPONSES,
  async handler({ params: { token }, query, request }, services) {
    const reader = readerOf(services.site, request);
    const progress = await progressBody(services, await linkedTicket(services, token));
    const note = noteOf(reader, query);
    const main = progressMarkup(reader, { progress, links: linksOf(token, progress), note });
    return pageAnswer(reader, { title: reader.say('progress'), main });
  },
});

/** What presses first, and what cannot be undone last. */
const ORDER = ['rate', 'appeal', 'supplement', 'nudge', 'messages', 'withdraw'] as const satisfies readonly DeedName[];

function linksOf(token: string, { actions, ratingLink }: ProgressBody): ProgressView['links'] {
  const rating = ratingLink?.split('/').at(-1);
  const can = (name: DeedName): boolean =>
    name === 'messages' || (actions.includes(name) && (name !== 'rate' || !!rating));
  return ORDER.filter(can).map((name) => ({
    label: DEEDS[name].title,
    href: name === 'rate' ? pageOf('ratings', rating ?? '') : `${pageOf('progress', token)}/${name}`,
  }));
}

interface Shown {
  readonly name: DeedName;
  readonly action: string;
  /** What the first sentence names. */
  readonly about: string;
  readonly typed: Typed;
  readonly key: string;
  readonly problem?: ApiProblem;
}

/** The page with the form of a deed, empty or as it was typed. */
function deedPage(reader: Reader, { name, action, about, typed, key, problem }: Shown): RouteResponse {
  const { title, lead, fields, send } = DEEDS[name];
  const faults: Record<string, string> = {};
  if (problem) {
    const { errors } = saidIn(reader.language, problem);
    if (errors.length > 0) Object.assign(faults, faultsOf(reader, errors, fields));
    else {
      const words = problemWords(reader, problem.code);
      faults[''] = `${words.title}${reader.say('stop')}${words.advice}`;
    }
  }
  return pageAnswer(reader, {
    title: reader.say(title),
    main: markup`<p>${reader.say(lead, about)}</p>${formMarkup(reader, { action, key, fields, send, typed, faults })}
${name !== 'rate' && markup`<nav class="do"><a href="${action.slice(0, -name.length - 1)}">${reader.say('back')}</a></nav>`}`,
    status: problem ? PROBLEMS[problem.code].status : 200,
  });
}

/** Does it; what is refused is told in the form, with what was typed. */
async function given(
  services: DeedServices,
  {
    typed,
    key,
    ticket,
    token,
    request,
    ...shown
  }: Omit<Shown, 'problem'> & {
    readonly ticket: StoredTicket;
    readonly token: string;
    readonly request: RouteInput<undefined, undefined, undefined, 'public'>['request'];
  },
  next: string,
): Promise<RouteResponse> {
  assertFromHere(services.site, request);
  const left = leftOutOf(request);
  try {
    await DEEDS[shown.name].give(services, { ticket, token, typed, key, request });
  } catch (error) {
    let problem = asProblem(error);
    if (PROBLEMS[problem.code].status >= 500) throw error;
    // Nothing was written, and what was chosen was not taken: the second is why.
    const [why] = left;
    if (problem.code === 'validation-failed' && why) problem = new ApiProblem(why, problem.detail);
    return deedPage(readerOf(services.site, request), { ...shown, typed, key, problem });
  }
  const told = new URLSearchParams({ done: shown.name, ...leftQuery(left) });
  return seeOther(`${next}?${String(told)}`);
}

const deedParams = linkParams.extend({ deed: z.enum(BY_PROGRESS) });

async function aboutOf(
  reader: Reader,
  services: DeedServices,
  ticket: StoredTicket,
  deed: ByProgress,
): Promise<string> {
  if (deed !== 'appeal') return ticket.state.number;
  const { appealUntil } = await progressBody(services, ticket);
  return appealUntil === null ? '' : dateIn(reader.language, appealUntil);
}

const getDeedPage = defineRoute({
  method: 'get',
  path: `${CITIZEN_PAGES}/progress/{token}/{deed}`,
  operationId: 'deedPage',
  tag: TAG,
  summary: 'The form by which a citizen adds, hurries, appeals, takes back, or chooses messages',
  permission: 'public',
  params: deedParams,
  responses: PAGE_RESPONSES,
  async handler({ params: { token, deed }, request }, services) {
    const reader = readerOf(services.site, request);
    const ticket = await linkedTicket(services, token);
    const { actions } = await progressBody(services, ticket);
    const action = `${pageOf('progress', token)}/${deed}`;
    if (deed !== 'messages' && !actions.includes(deed)) return notNow(reader, deed, pageOf('progress', token));
    const about = await aboutOf(reader, services, ticket, deed);
    return deedPage(reader, { name: deed, action, about, typed: {}, key: newKey() });
  },
});

function notNow(reader: Reader, name: DeedName, back: string): RouteResponse {
  const main = markup`<p>${reader.say('notPossible')}</p><nav class="do"><a href="${back}">${reader.say('back')}</a></nav>`;
  return pageAnswer(reader, { title: reader.say(DEEDS[name].title), main, status: 409 });
}

const doDeed = defineRoute({
  method: 'post',
  path: `${CITIZEN_PAGES}/progress/{token}/{deed}`,
  operationId: 'doDeed',
  tag: TAG,
  summary: 'It is done, and the page of the ticket says so',
  permission: 'public',
  params: deedParams,
  body: TypedSchema,
  bodyType: 'formWithFiles',
  async keepEnclosed(file, request, services) {
    assertFromHere(services.site, request);
    const { token } = linkParams.parse(request.params);
    return keepFor(linkSender(await linkedTicket(services, token)), file, request, services);
  },
  discardEnclosed,
  responses: PAGE_RESPONSES,
  async handler({ params: { token, deed }, body: typed, request }, services) {
    const ticket = await linkedTicket(services, token);
    const about = await aboutOf(readerOf(services.site, request), services, ticket, deed);
    const page = pageOf('progress', token);
    const shown = { name: deed, action: `${page}/${deed}`, about, typed, key: keyIn(typed) };
    return given(services, { ...shown, ticket, token, request }, page);
  },
});

const getRatingPage = defineRoute({
  method: 'get',
  path: `${CITIZEN_PAGES}/ratings/{token}`,
  operationId: 'ratingPage',
  tag: TAG,
  summary: 'The form by which a citizen rates',
  permission: 'public',
  params: linkParams,
  query: DoneSchema,
  responses: PAGE_RESPONSES,
  async handler({ params: { token }, query, request }, services) {
    const reader = readerOf(services.site, request);
    const { ticket, awaited } = await ticketToRate(services, token);
    const title = reader.say('rate');
    const note = noteOf(reader, query);
    if (note) return pageAnswer(reader, { title, main: markup`<div class="note" role="status">${note}</div>` });
    if (!awaited) return pageAnswer(reader, { title, main: markup`<p>${reader.say('rateOver')}</p>` });
    const about = ticket.state.number;
    return deedPage(reader, { name: 'rate', action: pageOf('ratings', token), about, typed: {}, key: newKey() });
  },
});

const doRating = defineRoute({
  method: 'post',
  path: `${CITIZEN_PAGES}/ratings/{token}`,
  operationId: 'doRating',
  tag: TAG,
  summary: 'The rating is taken, once',
  permission: 'public',
  params: linkParams,
  body: TypedSchema,
  bodyType: 'form',
  responses: PAGE_RESPONSES,
  async handler({ params: { token }, body: typed, request }, services) {
    const { ticket } = await ticketToRate(services, token);
    const page = pageOf('ratings', token);
    const shown = { name: 'rate', action: page, about: ticket.state.number, typed, key: keyIn(typed) } as const;
    return given(services, { ...shown, ticket, token, request }, page);
  },
});

export const linkPages: readonly Route<DeedServices>[] = [
  getProgressPage,
  getDeedPage,
  doDeed,
  getRatingPage,
  doRating,
];
