import { NewPresenceSchema, PresenceQuerySchema, PresenceSchema, type PresenceBody } from '../../contracts/presence.js';
import { TicketParamsSchema } from '../../contracts/ticket.js';
import type { Present } from '../../storage/presence/presence-store.js';
import type { RouteResponse } from '../http/route-response.js';
import { chinaTime } from '../http/time.js';
import { routesFor, type Route } from '../route.js';
import type { Services } from '../services.js';
import { assertVisible } from '../ticket/find-ticket.js';

type PresenceServices = Pick<Services, 'presence' | 'views' | 'now'>;
const defineRoute = routesFor<PresenceServices>();

const TAG = 'Console';
const PRESENCE = '/api/v1/presence';
const PRESENT_FOR_MS = 30_000;

const notePresence = defineRoute({
  method: 'post',
  path: PRESENCE,
  operationId: 'notePresence',
  tag: TAG,
  summary: 'I am at this ticket',
  description:
    'For half a minute; say it again while it lasts. Shown to those who may see the ticket, and kept nowhere: neither in its history nor in a log.',
  permission: 'account',
  body: NewPresenceSchema,
  responses: { 200: { description: 'Who is there.', schema: PresenceSchema } },
  problems: ['ticket-not-found', 'ticket-erased'],
  async handler({ body, account }, { presence, views, now }): Promise<RouteResponse> {
    const { id: ticketId } = assertVisible(await views.find(body.ticket), account).state;
    const at = now();
    const until = new Date(at.getTime() + PRESENT_FOR_MS);
    await presence.note({ ticketId, account: account.id, name: account.name, doing: body.doing, until }, at);
    return { status: 200, body: presentPresence(ticketId, await presence.of(ticketId, at)) };
  },
});

const leaveTicket = defineRoute({
  method: 'delete',
  path: PRESENCE,
  operationId: 'endPresence',
  tag: TAG,
  summary: 'I have left this ticket',
  description: 'A second time changes nothing.',
  permission: 'account',
  query: PresenceQuerySchema,
  responses: { 204: { description: 'Gone.' } },
  async handler({ query, account }, { presence, views }): Promise<RouteResponse> {
    const ticket = await views.find(query.ticket);
    // Who left may not see it any more; of a ticket that there is not nobody is told.
    if (ticket) await presence.leave(ticket.state.id, account.id);
    return { status: 204 };
  },
});

const readPresence = defineRoute({
  method: 'get',
  path: '/api/v1/tickets/{id}/presence',
  operationId: 'readPresence',
  tag: TAG,
  summary: 'Who is at this ticket',
  permission: 'account',
  params: TicketParamsSchema,
  responses: { 200: { description: 'At this moment.', schema: PresenceSchema } },
  problems: ['ticket-not-found', 'ticket-erased'],
  missing: 'ticket-not-found',
  async handler({ params, account }, { presence, views, now }): Promise<RouteResponse> {
    const { id } = assertVisible(await views.find(params.id), account).state;
    return { status: 200, body: presentPresence(id, await presence.of(id, now())) };
  },
});

export function presentPresence(ticket: string, there: readonly Present[]): PresenceBody {
  return {
    ticket,
    people: there.map(({ account: id, name, doing, until }) => ({ id, name, doing, until: chinaTime(until) })),
  };
}

export const presenceRoutes: readonly Route<PresenceServices>[] = [notePresence, leaveTicket, readPresence];
