import {
  AppealSchema,
  MessagesWantedSchema,
  ProgressQuestionSchema,
  ProgressSchema,
} from '../../contracts/progress.js';
import { ApiProblem } from '../http/problem.js';
import { routesFor, type Route } from '../route.js';
import { appealByLink } from './by-link.js';
import { CITIZEN_TAG as TAG, linkParams as params, TO_PAGE, toPage } from './citizen-command.js';
import { isReached } from '../ticket/reached.js';
import { linkedTicket, provenTicket, shownProgress, type ProgressServices } from './progress.js';

const defineRoute = routesFor<ProgressServices>();

const responses = { 200: { description: 'How it stands.', schema: ProgressSchema } };

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
  async handler({ body, request }, services) {
    const ticket = await provenTicket(services, body, request);
    return shownProgress(services, ticket, body.phoneEnding === undefined ? 'without links' : 'with links');
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
  responses: { ...responses, 303: TO_PAGE },
  problems: ['link-withdrawn', 'link-ended', 'ticket-erased'],
  handler: async ({ params: { token }, request }, services) =>
    toPage(request, 'progress', token) ?? shownProgress(services, await linkedTicket(services, token)),
});

const appealTicketByLink = defineRoute({
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
    const ticket = await linkedTicket(services, token);
    await appealByLink(services, ticket, body, null);
    return shownProgress(services, await linkedTicket(services, token));
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
    const { state, citizen } = await linkedTicket(services, token);
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
  appealTicketByLink,
  wantMessages,
];
