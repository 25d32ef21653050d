import { ExplainQuerySchema, ExplanationSchema } from '../../contracts/explanation.js';
import {
  EventListSchema,
  LiveTicketSchema,
  NewTicketSchema,
  TicketListSchema,
  TicketParamsSchema,
  TicketQuerySchema,
  TicketSchema,
} from '../../contracts/ticket.js';
import { can } from '../../domain/ticket/permissions.js';
import { explainClock } from '../../domain/ticket/explain.js';
import type { Clock } from '../../domain/ticket/ticket.js';
import { EngineAway, EngineBusy, WorkflowGone } from '../gateway/ticket-gateway.js';
import { etagOf, matchesNone } from '../http/etag.js';
import { idempotencyKey } from '../http/idempotency.js';
import { ApiProblem, invalidField } from '../http/problem.js';
import { defineRoute, ticketNotFound, type Answer, type Route } from '../http/route.js';
import type { Account, Services } from '../services.js';
import { presentExplanation } from './explanation-presenter.js';
import { visible } from './find-ticket.js';
import { registerTicket } from './registration.js';
import { presentEvent, presentSummary, presentTicket } from './ticket-presenter.js';

const TAG = 'Tickets';
const TICKETS = '/api/v1/tickets';

const createTicket = defineRoute({
  method: 'post',
  path: TICKETS,
  operationId: 'createTicket',
  tag: TAG,
  summary: 'Register a ticket',
  description:
    'Accepted means kept: the ticket is in the database before the answer. 202 says that the workflow engine is away and the ticket will start as soon as it is back; it is not to be sent again.',
  permission: ['operator'],
  body: NewTicketSchema,
  requestHeaders: ['Idempotency-Key'],
  responses: {
    201: { description: 'Registered.', schema: TicketSchema, headers: ['Location', 'ETag', 'Idempotency-Replayed'] },
    202: {
      description: 'Accepted; its workflow starts when the engine is back.',
      schema: TicketSchema,
      headers: ['Location', 'ETag', 'Retry-After', 'Idempotency-Replayed'],
    },
  },
  problems: ['class-not-found', 'unit-not-found', 'idempotency-key-reused'],
  handler: ({ body, account, request }, services) =>
    registerTicket(services, body, account, idempotencyKey(request.get('idempotency-key'))),
});

const listTickets = defineRoute({
  method: 'get',
  path: TICKETS,
  operationId: 'listTickets',
  tag: TAG,
  summary: 'List tickets, newest first',
  description: 'A repeated parameter means any of its values. Units see their own tickets only.',
  permission: 'account',
  query: TicketQuerySchema,
  responses: { 200: { description: 'One page.', schema: TicketListSchema, headers: ['Link'] } },
  async handler({ query, account, request }, { views, reference, cursors }): Promise<Answer> {
    const { limit, cursor, count, ...filter } = query;
    const after = cursor === undefined ? null : cursors.read(cursor);
    if (cursor !== undefined && after === null) {
      throw invalidField('?cursor', 'invalid', 'This cursor was not made here. Start at the first page.');
    }
    const snapshot = await reference.current();
    const [found, total] = await Promise.all([
      views.list(account, filter, after, limit + 1),
      count === undefined ? undefined : views.count(account, filter),
    ]);
    const page = found.slice(0, limit);
    const last = page.at(-1)?.state;
    const nextCursor = found.length > limit && last ? cursors.write(last) : null;
    return {
      status: 200,
      headers: nextCursor === null ? {} : { Link: `<${nextPage(request.originalUrl, nextCursor)}>; rel="next"` },
      body: {
        items: page.map((ticket) => presentSummary(ticket, account, snapshot)),
        nextCursor,
        ...(total !== undefined && { total }),
      },
    };
  },
});

/** The same question with another cursor, relative to the host that was asked. */
function nextPage(originalUrl: string, cursor: string): string {
  const url = new URL(originalUrl, 'http://localhost');
  url.searchParams.set('cursor', cursor);
  return `${url.pathname}${url.search}`;
}

const getTicket = defineRoute({
  method: 'get',
  path: `${TICKETS}/{id}`,
  operationId: 'getTicket',
  tag: TAG,
  summary: 'Read a ticket',
  permission: 'account',
  params: TicketParamsSchema,
  requestHeaders: ['If-None-Match'],
  responses: {
    200: { description: 'The ticket as its workflow last decided it.', schema: TicketSchema, headers: ['ETag'] },
    304: { description: 'Not changed since that ETag.', headers: ['ETag'] },
  },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account, request }, { views, reference, ratingLinks }): Promise<Answer> {
    const ticket = visible(await views.find(params.id), account);
    const headers = { ETag: etagOf(ticket.state.version) };
    if (!matchesNone(request.get('if-none-match'), ticket.state.version)) return { status: 304, headers };
    return { status: 200, headers, body: presentTicket(ticket, account, await reference.current(), ratingLinks) };
  },
});

const listEvents = defineRoute({
  method: 'get',
  path: `${TICKETS}/{id}/events`,
  operationId: 'listTicketEvents',
  tag: TAG,
  summary: 'Read what happened to a ticket, in order',
  description: 'What people wrote is in `text`. Each `hash` seals its event and the one before it.',
  permission: 'account',
  params: TicketParamsSchema,
  responses: { 200: { description: 'All events, oldest first.', schema: EventListSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, account }, { views }) {
    const ticket = visible(await views.find(params.id), account);
    return { status: 200, body: { items: (await views.events(ticket)).map(presentEvent) } };
  },
});

const explainTicket = defineRoute({
  method: 'get',
  path: `${TICKETS}/{id}/explain`,
  operationId: 'explainTicketClock',
  tag: TAG,
  summary: 'Why is it due then?',
  description: 'Every working interval, suspension and extension that makes the date of a clock.',
  permission: 'account',
  params: TicketParamsSchema,
  query: ExplainQuerySchema,
  responses: { 200: { description: 'The date, step by step.', schema: ExplanationSchema } },
  problems: ['ticket-not-found', 'clock-not-found'],
  missing: 'ticket-not-found',
  async handler({ params, query, account }, { views, reference }) {
    const { state } = visible(await views.find(params.id), account);
    const clock = clockNamed(state.clocks, query.clock);
    const calendar = (await reference.current()).calendarFor(state.lead?.path ?? []);
    return { status: 200, body: presentExplanation(explainClock(calendar, clock)) };
  },
});

/** By id, or the newest of a key; unasked, the handle clock if there is one, else the newest of all. */
function clockNamed(clocks: readonly Clock[], name: string | undefined): Clock {
  const clock =
    name === undefined
      ? (clocks.findLast(({ key }) => key === 'handle') ?? clocks.at(-1))
      : clocks.findLast(({ id, key }) => id === name || key === name);
  if (!clock)
    throw new ApiProblem('clock-not-found', 'This ticket has no such clock. Its `clocks` lists those that it has.');
  return clock;
}

const getLiveTicket = defineRoute({
  method: 'get',
  path: `${TICKETS}/{id}/live`,
  operationId: 'getLiveTicket',
  tag: TAG,
  summary: "Ask the ticket's workflow itself",
  description:
    'For supervision. While the engine is away, or the workflow has ended, the last projection is given, and its age.',
  permission: 'account',
  params: TicketParamsSchema,
  responses: { 200: { description: "The workflow's own answer.", schema: LiveTicketSchema } },
  problems: ['ticket-not-found'],
  missing: 'ticket-not-found',
  handler: live,
});

async function live(
  { params, account }: { params: { id: string }; account: Account },
  services: Services,
): Promise<Answer> {
  const { views, gateway, ratingLinks } = services;
  const ticket = visible(await views.find(params.id), account);
  const reference = await services.reference.current();
  try {
    const state = await gateway.query(ticket.state.id);
    if (!can(account, 'read', state)) throw ticketNotFound();
    const body = presentTicket({ ...ticket, state }, account, reference, ratingLinks);
    return { status: 200, body: { ...body, source: 'workflow', ageSeconds: null } };
  } catch (error) {
    if (!(error instanceof EngineAway || error instanceof EngineBusy || error instanceof WorkflowGone)) throw error;
    const ageSeconds = Math.max(0, Math.round((services.now().getTime() - ticket.updatedAt.getTime()) / 1000));
    const body = presentTicket(ticket, account, reference, ratingLinks);
    return { status: 200, body: { ...body, source: 'projection', ageSeconds } };
  }
}

export const ticketRoutes: readonly Route[] = [
  createTicket,
  listTickets,
  getTicket,
  listEvents,
  explainTicket,
  getLiveTicket,
];
