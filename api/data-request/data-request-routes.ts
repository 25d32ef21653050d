import { randomUUID } from 'node:crypto';
import {
  DataCopySchema,
  DataRequestDecisionSchema,
  DataRequestParamsSchema,
  DataRequestSchema,
  DataRequestsSchema,
  NewDataRequestSchema,
  type DataRequestBody,
} from '../../contracts/data-requests.js';
import {
  assertMayDecideData,
  assertReady,
  DATA_ASKERS,
  DATA_AUDITS,
  DATA_DECIDERS,
  dataRequestState,
  DECIDE_WITHIN_MS,
  DOWNLOAD_WITHIN_MS,
  isSameAsked,
  type DataRequest,
} from '../../domain/data-request/data-request.js';
import { isDecidedSo } from '../../domain/decision.js';
import { decisionNotices } from '../../domain/notice/decision-notices.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import type { StoredTicket } from '../../storage/ticket/stored-ticket.js';
import { actorOf, type Account } from '../access/account.js';
import { assertFreshSignIn } from '../access/fresh-sign-in.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { gatherShown } from '../look/shown.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertVisible } from '../ticket/find-ticket.js';
import { dataCopyOf, type CopyServices } from './data-copy.js';

type DataRequestServices = CopyServices & Pick<Services, 'dataRequests' | 'looks' | 'reference' | 'now'>;
const defineRoute = routesFor<DataRequestServices>();

const TAG = 'Data requests';
const DATA_REQUESTS = '/api/v1/data-requests';
const DATA_REQUEST = `${DATA_REQUESTS}/{request}`;
const READERS: readonly Role[] = [...DATA_ASKERS, ...DATA_AUDITS];

const askForData = defineRoute({
  method: 'post',
  path: DATA_REQUESTS,
  operationId: 'askForData',
  tag: TAG,
  summary: 'Ask that a person be given what is kept of them',
  description:
    'By who speaks with them, ticket by ticket: numbers of telephones are sealed with each ticket, so none are looked for, and a person says of each that it is theirs. Another person decides within seven days. What is asked again while it waits is the same request.',
  permission: DATA_ASKERS,
  body: NewDataRequestSchema,
  responses: { 202: { description: 'Somebody else decides.', schema: DataRequestSchema } },
  problems: ['ticket-not-found', 'ticket-erased', 'sign-in-too-old'],
  async handler({ body, account }, { views, dataRequests, reference, now }): Promise<RouteResponse> {
    const at = now();
    assertFreshSignIn(account, at);
    const named = new Map<string, StoredTicket>();
    for (const { ticket } of body.tickets) {
      const found = assertVisible(await views.find(ticket), account);
      named.set(found.state.id, found);
    }
    const tickets = [...named.keys()];
    const before = (await dataRequests.newest(account.id)).find(
      (one) => dataRequestState(one, at) === 'waiting' && isSameAsked(one.tickets, tickets),
    );
    const request = before ?? asked([...named.values()], account, at);
    const [first] = named.values();
    if (!before && first) {
      const { id, number } = first.state;
      const { contacts } = await reference.current();
      await dataRequests.add(request, id, decisionNotices('dataRequestWaiting', request, number, contacts));
    }
    return { status: 202, body: presentDataRequest(request, at) };
  },
});

const listDataRequests = defineRoute({
  method: 'get',
  path: DATA_REQUESTS,
  operationId: 'listDataRequests',
  tag: TAG,
  summary: 'Who asked for whose data, newest first',
  description: 'Those who decide and those who audit read all, everybody else what they asked for themselves.',
  permission: READERS,
  responses: { 200: { description: 'The newest two hundred.', schema: DataRequestsSchema } },
  async handler({ account }, { dataRequests, now }): Promise<RouteResponse> {
    const at = now();
    const found = await dataRequests.newest(DATA_AUDITS.includes(account.role) ? null : account.id);
    return { status: 200, body: { items: found.map((one) => presentDataRequest(one, at)) } };
  },
});

const decideDataRequest = defineRoute({
  method: 'post',
  path: `${DATA_REQUEST}/decision`,
  operationId: 'decideDataRequest',
  tag: TAG,
  summary: 'Grant or deny that a person is given what is kept of them',
  description:
    'By a duty manager or director who is another person than the one who asked. Granted, it can be downloaded once within an hour. What was decided so by the same person is answered again.',
  permission: DATA_DECIDERS,
  params: DataRequestParamsSchema,
  body: DataRequestDecisionSchema,
  responses: { 200: { description: 'Decided.', schema: DataRequestSchema } },
  problems: ['data-request-not-found', 'data-request-over', 'separation-of-duties', 'sign-in-too-old'],
  missing: 'data-request-not-found',
  async handler({ params, body: { grant }, account }, services): Promise<RouteResponse> {
    const { dataRequests, now } = services;
    const at = now();
    assertFreshSignIn(account, at);
    const request = await foundFor(services, params, account);
    if (!isDecidedSo(request, account, grant)) {
      assertMayDecideData(request, dataRequestState(request, at), account);
      const downloadUntil = grant ? new Date(at.getTime() + DOWNLOAD_WITHIN_MS) : null;
      await dataRequests.decide(request.id, { by: actorOf(account), granted: grant, at, downloadUntil });
    }
    const decided = await foundFor(services, params, account);
    if (!isDecidedSo(decided, account, grant)) {
      throw new ApiProblem('data-request-over', 'Somebody else was faster: this request is decided or withdrawn.');
    }
    return { status: 200, body: presentDataRequest(decided, at) };
  },
});

const withdrawDataRequest = defineRoute({
  method: 'post',
  path: `${DATA_REQUEST}/withdrawal`,
  operationId: 'withdrawDataRequest',
  tag: TAG,
  summary: 'Take a data request or its grant back',
  description: 'By who asked, and by who decides. What was downloaded stays so. A second time changes nothing.',
  permission: READERS,
  params: DataRequestParamsSchema,
  responses: { 200: { description: 'How it stands.', schema: DataRequestSchema } },
  problems: ['data-request-not-found', 'actor-not-allowed'],
  missing: 'data-request-not-found',
  async handler({ params, account }, services): Promise<RouteResponse> {
    const request = await foundFor(services, params, account);
    if (request.askedBy.id !== account.id && !DATA_DECIDERS.includes(account.role)) {
      throw new ApiProblem('actor-not-allowed', 'A data request is taken back by who made it, or by who decides it.');
    }
    const at = services.now();
    await services.dataRequests.withdraw(request.id, account.id, at);
    return { status: 200, body: presentDataRequest(await foundFor(services, params, account), at) };
  },
});

const downloadData = defineRoute({
  method: 'post',
  path: `${DATA_REQUEST}/download`,
  operationId: 'downloadData',
  tag: TAG,
  summary: 'Fetch what is kept of a person, once',
  description:
    'By who asked, within an hour after the grant. It uses the grant up, so it is no `GET`: whatever fetches ahead must not. Of each ticket the citizen’s own words and data, what they were told, the names of their files, and who looked, by role and time; nothing of what others wrote. A look is written down for each ticket before the answer goes out. Tickets that were erased since are named and left out.',
  permission: DATA_ASKERS,
  look: 'dataCopy',
  params: DataRequestParamsSchema,
  responses: {
    200: {
      description: 'All of it, as a file.',
      schema: DataCopySchema,
      headers: ['Content-Disposition', 'X-Content-Type-Options'],
    },
  },
  problems: [
    ...(['data-request-not-found', 'data-request-over', 'actor-not-allowed', 'sign-in-too-old'] as const),
    ...(['ticket-not-found', 'ticket-erased'] as const),
  ],
  missing: 'data-request-not-found',
  async handler({ params, account, request: asking }, services): Promise<RouteResponse> {
    const { dataRequests, looks, now } = services;
    const at = now();
    assertFreshSignIn(account, at);
    const request = await foundFor(services, params, account);
    assertReady(dataRequestState(request, at));
    const { answer: body, gathered } = await gatherShown(() => dataCopyOf(request, account, services, at));
    // Looks come first: where they cannot be written the grant is not used up.
    await looks.keep({ account, request: asking, way: 'dataCopy', gathered });
    if (!(await dataRequests.use(request.id, at))) {
      throw new ApiProblem('data-request-over', 'This was downloaded or withdrawn a moment ago.');
    }
    return {
      status: 200,
      headers: {
        'Content-Disposition': `attachment; filename="${request.id}.json"`,
        'X-Content-Type-Options': 'nosniff',
      },
      body,
    };
  },
});

/** What somebody may not read is not there for them. */
async function foundFor(
  { dataRequests }: Pick<DataRequestServices, 'dataRequests'>,
  params: { readonly request: string },
  { id, role }: Account,
): Promise<DataRequest> {
  const found = await dataRequests.find(params.request);
  if (found && (found.askedBy.id === id || DATA_AUDITS.includes(role))) return found;
  throw new ApiProblem('data-request-not-found', 'There is no data request with this id that you may see.');
}

/** That numbers are the same is seen while all tickets are open here; it proves nothing, and warns who decides. */
function asked(tickets: readonly StoredTicket[], account: Account, at: Date): DataRequest {
  const phone = tickets[0]?.citizen?.phone ?? null;
  const alike = tickets.filter(({ citizen }) => phone !== null && citizen?.phone === phone);
  return {
    id: randomUUID(),
    tickets: tickets.map(({ state }) => state.id),
    sameTelephone: alike.map(({ state }) => state.id),
    askedAt: at,
    askedBy: actorOf(account),
    decideUntil: new Date(at.getTime() + DECIDE_WITHIN_MS),
    ...{ decidedAt: null, decidedBy: null, granted: null, downloadUntil: null, downloadedAt: null, withdrawnAt: null },
  };
}

function presentDataRequest(request: DataRequest, now: Date): DataRequestBody {
  const { id, askedBy, decidedBy, sameTelephone } = request;
  return {
    ...{ id, askedBy, decidedBy },
    state: dataRequestState(request, now),
    tickets: request.tickets.map((ticket) => ({ id: ticket, sameTelephone: sameTelephone.includes(ticket) })),
    askedAt: chinaTime(request.askedAt),
    decideUntil: chinaTime(request.decideUntil),
    decidedAt: chinaTimeOrNull(request.decidedAt),
    downloadUntil: chinaTimeOrNull(request.downloadUntil),
    downloadedAt: chinaTimeOrNull(request.downloadedAt),
  };
}

export const dataRequestRoutes: readonly Route<DataRequestServices>[] = [
  askForData,
  listDataRequests,
  decideDataRequest,
  withdrawDataRequest,
  downloadData,
];
