import {
  AppealSchema,
  MessagesWantedSchema,
  ProgressQuestionSchema,
  ProgressSchema,
} from '../../contracts/progress.js';
import { isEndingOf } from '../../domain/citizen/proof.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { bodyHashOf } from '../idempotency/idempotency.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import type { RouteResponse } from '../http/route-response.js';
import type { Services } from '../services.js';
import { assertKept } from '../ticket/find-ticket.js';
import { assertOpens, CITIZEN_TAG as TAG, giveByLink, linkParams as params, ticketBehind } from './citizen-command.js';
import { isReached } from '../ticket/reached.js';
import { presentProgress } from './progress-presenter.js';

type ProgressServices = Pick<
  Services,
  | 'views'
  | 'gateway'
  | 'reference'
  | 'budgets'
  | 'queryCodes'
  | 'progressLinks'
  | 'ratingLinks'
  | 'citizenMessages'
  | 'linkTermMs'
  | 'now'
>;
const defineRoute = routesFor<ProgressServices>();

const responses = { 200: { description: 'How it stands.', schema: ProgressSchema } };

const linked = async (services: ProgressServices, token: string): Promise<StoredTicket> =>
  assertKept(await ticketBehind(services, services.progressLinks.read(token)));

async function shown(
  services: ProgressServices,
  ticket: StoredTicket,
  links: 'with links' | 'without links' = 'with links',
): Promise<RouteResponse> {
  const reference = await services.reference.current();
  const { views } = services;
  const { state, master } = ticket.state;
  const followed = state === 'merged' && master !== null ? await views.find(master.id) : null;
  const events = await views.events(ticket);
  const body = presentProgress(ticket, events, followed, reference, links === 'with links' ? services : null);
  return { status: 200, body };
}

const askProgress = defineRoute({
  method: 'post',
  path: '/api/v1/progress',
  operationId: 'askProgress',
  tag: TAG,
  summary: 'How does my ticket stand? By number and query code',
  description:
    'Needs no key: who knows both was told them. A wrong code and a number that does not exist have the same answer, and a ' +
    'number may be asked for twenty times in ten minutes; thirty wrong codes from one address are the last for as long. Asked with POST, so that no code stands in an address. ' +
    'Who gives the last four digits of the telephone number as well is told the links, by which a citizen appeals and rates; wrong ones are a wrong code.',
  permission: 'public',
  body: ProgressQuestionSchema,
  responses,
  problems: ['progress-not-found', 'link-ended', 'ticket-erased'],
  async handler({ body: { number, queryCode, phoneEnding }, request }, services) {
    await services.budgets.ofNumber(number, request);
    const wasRight = await services.budgets.ofGuess(request);
    const ticket = await services.views.find(number);
    const { id } = ticket?.state ?? {};
    const proves =
      ticket?.state.number === number &&
      id !== undefined &&
      services.queryCodes.matches(id, queryCode, ticket.linkGeneration) &&
      (phoneEnding === undefined || isEndingOf(ticket.citizen?.phone ?? null, phoneEnding));
    if (!proves) throw new ApiProblem('progress-not-found', 'No ticket has this number and this query code.');
    await wasRight();
    assertOpens(services, ticket, ticket.linkGeneration);
    return shown(services, assertKept(ticket), phoneEnding === undefined ? 'without links' : 'with links');
  },
});

const getProgress = defineRoute({
  method: 'get',
  path: '/api/v1/progress/{token}',
  operationId: 'getProgress',
  tag: TAG,
  summary: 'How does my ticket stand? By link',
  description: 'Needs no key: the link is the proof. Tells nothing personal.',
  permission: 'public',
  params,
  responses,
  problems: ['link-withdrawn', 'link-ended', 'ticket-erased'],
  handler: async ({ params: { token } }, services) => shown(services, await linked(services, token)),
});

const appealByLink = defineRoute({
  method: 'post',
  path: '/api/v1/progress/{token}/appeal',
  operationId: 'appealByLink',
  tag: TAG,
  summary: 'The citizen appeals against a decline; another person decides',
  description: 'Needs no key: the link is the proof. The same words sent twice are one appeal.',
  permission: 'public',
  params,
  body: AppealSchema,
  responses,
  problems: [
    ...(['illegal-transition', 'request-open', 'appeal-window-closed', 'ticket-ended'] as const),
    ...(['link-withdrawn', 'link-ended', 'ticket-erased'] as const),
  ],
  async handler({ params: { token }, body }, services) {
    const ticket = await linked(services, token);
    const bodyHash = bodyHashOf(`appeal ${ticket.state.id}`, body);
    const once = `${token} ${bodyHash}`;
    await giveByLink(services, { ticket, command: 'appeal', body, bodyHash, once, expectedVersion: null });
    return shown(services, await linked(services, token));
  },
});

const wantMessages = defineRoute({
  method: 'put',
  path: '/api/v1/progress/{token}/messages',
  operationId: 'wantMessages',
  tag: TAG,
  summary: 'The citizen wants to be told how it goes on, or to be left alone',
  description:
    'Needs no key: the link is the proof, and was sent to the number. A number that was typed into a public form is told that it was, ' +
    'and nothing more until this is asked. What waits to be sent to one who wants no messages any more is not sent.',
  permission: 'public',
  params,
  body: MessagesWantedSchema,
  responses: { 200: { description: 'As it is from now on.', schema: MessagesWantedSchema } },
  problems: ['no-telephone', 'link-withdrawn', 'link-ended', 'ticket-erased'],
  async handler({ params: { token }, body: { wanted } }, services) {
    const { state, citizen } = await linked(services, token);
    if (wanted && (citizen === null || !isReached(citizen))) {
      throw new ApiProblem('no-telephone', 'No telephone number was left with this ticket.');
    }
    await services.citizenMessages.want(state.id, wanted);
    return { status: 200, body: { wanted } };
  },
});

export const progressRoutes: readonly Route<ProgressServices>[] = [
  askProgress,
  getProgress,
  appealByLink,
  wantMessages,
];
