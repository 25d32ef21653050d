import { randomUUID } from 'node:crypto';
import {
  ErasureDecisionSchema,
  ErasureParamsSchema,
  ErasureSchema,
  ErasuresSchema,
  NewErasureSchema,
  type ErasureBody,
} from '../../contracts/erasures.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import { isDecidedSo } from '../../domain/decision.js';
import {
  assertMayDecideErasure,
  assertNotHeld,
  DECIDE_WITHIN_MS,
  ERASURE_ASKERS,
  ERASURE_DECIDERS,
  erasureState,
  heldBy,
  HOLDERS,
  type ErasureRequest,
} from '../../domain/erasure/erasure-request.js';
import { decisionNotices } from '../../domain/notice/decision-notices.js';
import type { Role } from '../../domain/ticket/vocabulary.js';
import { actorOf, type Account } from '../access/account.js';
import { ApiProblem } from '../http/problem.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime, chinaTimeOrNull } from '../http/time.js';
import { routesFor, ticketErased, ticketNotFound, type Route } from '../route.js';
import type { Services } from '../services.js';
import { ticketIdOf } from './erased-or-kept.js';

type ErasureServices = Pick<Services, 'views' | 'erasures' | 'erasing' | 'reference' | 'now'>;
const defineRoute = routesFor<ErasureServices>();

const TAG = 'Erasure';
const ERASURE = '/api/v1/tickets/{id}/erasure';
const READERS: readonly Role[] = [...new Set([...ERASURE_ASKERS, ...ERASURE_DECIDERS, ...HOLDERS])];

const askForErasure = defineRoute({
  method: 'post',
  path: ERASURE,
  operationId: 'askForErasure',
  tag: TAG,
  summary: 'Ask that a ticket be erased',
  description:
    'Another person decides within seven days. What has not ended, what a legal hold keeps and what others follow is refused, and the answer names what holds it. What is asked again while it waits is the same request.',
  permission: ERASURE_ASKERS,
  params: TicketParamsSchema,
  body: NewErasureSchema,
  responses: { 202: { description: 'Somebody else decides.', schema: ErasureSchema } },
  problems: ['ticket-not-found', 'ticket-erased', 'erasure-held'],
  missing: 'ticket-not-found',
  async handler({ params, body: { basis }, account }, services): Promise<RouteResponse> {
    const { erasures, erasing, reference, now } = services;
    const id = await ticketIdOf(services, params.id, account);
    const plan = await erasing.plan(id);
    if (!plan) throw ticketNotFound();
    if (plan.isErased) throw ticketErased();
    assertNotHeld(plan.standing);
    const at = now();
    const before = (await erasures.ofTicket(id)).find(
      (one) => one.askedBy.id === account.id && one.basis === basis && erasureState(one, at) === 'waiting',
    );
    const request = before ?? asked(id, basis, account, at);
    if (!before) {
      const { contacts } = await reference.current();
      await erasures.add(request, decisionNotices('erasureWaiting', request, plan.number, contacts));
    }
    return { status: 202, body: presentErasure(request, at) };
  },
});

const listErasures = defineRoute({
  method: 'get',
  path: ERASURE,
  operationId: 'listErasures',
  tag: TAG,
  summary: 'Whether a ticket is erased, what holds it, and who asked, newest first',
  permission: READERS,
  params: TicketParamsSchema,
  responses: { 200: { description: 'How it stands.', schema: ErasuresSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account }, services): Promise<RouteResponse> {
    const { erasures, erasing, now } = services;
    const id = await ticketIdOf(services, params.id, account);
    const [plan, hold, requests] = await Promise.all([erasing.plan(id), erasures.hold(id), erasures.ofTicket(id)]);
    if (!plan) throw ticketNotFound();
    const at = now();
    return {
      status: 200,
      body: {
        erased: plan.isErased,
        held: plan.isErased ? [] : heldBy(plan.standing),
        hold: hold && { basis: hold.basis, since: chinaTime(hold.at) },
        items: requests.map((one) => presentErasure(one, at)),
      },
    };
  },
});

const decideErasure = defineRoute({
  method: 'post',
  path: `${ERASURE}/{erasure}/decision`,
  operationId: 'decideErasure',
  tag: TAG,
  summary: 'Grant or deny that a ticket is erased; granted, it is erased before the answer',
  description:
    'By a duty manager or director who is another person than the one who asked. What holds the ticket by then is refused, and the request waits on. What was decided so by the same person is answered again.',
  permission: ERASURE_DECIDERS,
  params: ErasureParamsSchema,
  body: ErasureDecisionSchema,
  responses: { 200: { description: 'Decided, and with `grant` erased.', schema: ErasureSchema } },
  problems: ['ticket-not-found', 'erasure-not-found', 'erasure-held', 'erasure-over', 'separation-of-duties'],
  missing: 'erasure-not-found',
  async handler({ params, body: { grant }, account }, services): Promise<RouteResponse> {
    const { erasures, erasing, now } = services;
    const request = await foundFor(services, params, account);
    const at = now();
    if (!isDecidedSo(request, account, grant)) {
      assertMayDecideErasure(request, erasureState(request, at), account);
      const plan = grant ? await erasing.plan(request.ticket) : null;
      if (plan && !plan.isErased) assertNotHeld(plan.standing);
      await erasures.decide(request.id, { by: actorOf(account), granted: grant, at });
    }
    const decided = await foundFor(services, params, account);
    if (!isDecidedSo(decided, account, grant)) {
      throw new ApiProblem('erasure-over', 'Somebody else was faster: this request is decided or withdrawn.');
    }
    if (grant && decided.doneAt === null) await erasing.carryOut(decided, at);
    return { status: 200, body: presentErasure(await foundFor(services, params, account), at) };
  },
});

const withdrawErasure = defineRoute({
  method: 'post',
  path: `${ERASURE}/{erasure}/withdrawal`,
  operationId: 'withdrawErasure',
  tag: TAG,
  summary: 'Take a request back',
  description: 'By who asked, and by who decides. What is erased stays so. A second time changes nothing.',
  permission: READERS,
  params: ErasureParamsSchema,
  responses: { 200: { description: 'How it stands.', schema: ErasureSchema } },
  problems: ['ticket-not-found', 'erasure-not-found', 'actor-not-allowed'],
  missing: 'erasure-not-found',
  async handler({ params, account }, services): Promise<RouteResponse> {
    const { erasures, now } = services;
    const request = await foundFor(services, params, account);
    if (request.askedBy.id !== account.id && !ERASURE_DECIDERS.includes(account.role)) {
      throw new ApiProblem('actor-not-allowed', 'A request is taken back by who made it, or by who decides it.');
    }
    const at = now();
    await erasures.withdraw(request.id, account.id, at);
    return { status: 200, body: presentErasure(await foundFor(services, params, account), at) };
  },
});

async function foundFor(
  services: Pick<ErasureServices, 'views' | 'erasures'>,
  params: { readonly id: string; readonly erasure: string },
  account: Account,
): Promise<ErasureRequest> {
  const id = await ticketIdOf(services, params.id, account);
  const request = await services.erasures.find(id, params.erasure);
  if (!request) throw new ApiProblem('erasure-not-found', 'Nobody asked with this id that this ticket be erased.');
  return request;
}

function asked(ticket: string, basis: ErasureRequest['basis'], account: Account, at: Date): ErasureRequest {
  return {
    ...{ ticket, basis, id: randomUUID(), askedAt: at, askedBy: actorOf(account) },
    decideUntil: new Date(at.getTime() + DECIDE_WITHIN_MS),
    ...{ decidedAt: null, decidedBy: null, granted: null, withdrawnAt: null, doneAt: null },
  };
}

function presentErasure(request: ErasureRequest, now: Date): ErasureBody {
  const { id, ticket, basis, askedBy, decidedBy } = request;
  return {
    ...{ id, ticket, basis, askedBy, decidedBy },
    state: erasureState(request, now),
    askedAt: chinaTime(request.askedAt),
    decideUntil: chinaTime(request.decideUntil),
    decidedAt: chinaTimeOrNull(request.decidedAt),
    doneAt: chinaTimeOrNull(request.doneAt),
  };
}

export const erasureRoutes: readonly Route<ErasureServices>[] = [
  askForErasure,
  listErasures,
  decideErasure,
  withdrawErasure,
];
